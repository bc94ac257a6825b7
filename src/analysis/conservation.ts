import type { JobTimes } from './job-times.js';
import { jobTimes } from './job-times.js';
import { areaUntil, ascending, countedSteps, stretches } from './step-series.js';
import type { StepSeries, StormCurves } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';
import { timeOfDay } from './words.js';

/** The series whose agreement is checked; all of the same starts. */
export interface CheckedSeries {
  readonly curves: StormCurves;
  readonly queueDepth: StepSeries;
  readonly busyProvisioners: StepSeries;
}

const ORDER = ['due', 'created', 'started', 'completed', 'usable'] as const;

/** Where a later curve rises above an earlier one: more workspaces would have come out of a stage than went in. */
export function crossings(starts: readonly StormStart[], curves: StormCurves): readonly string[] {
  const problems: string[] = [];
  const crossed = new Set<string>();
  for (const { fromUs, values } of stretches(ORDER.map((name) => curves[name]))) {
    for (let stage = 1; stage < ORDER.length; stage++) {
      const name = `${ORDER[stage]}`;
      const [earlier = 0, later = 0] = [values[stage - 1], values[stage]];
      if (later <= earlier || crossed.has(name)) continue;
      crossed.add(name);
      problems.push(
        `${stepping(starts, fromUs)}: from ${timeOfDay(fromUs)} UTC on more are ${name} (${later}) than ${ORDER[stage - 1]} (${earlier})`,
      );
    }
  }
  return problems;
}

/** Whether queue and provisioners hold what came in and has not gone out, by the curves; the first time where not. */
export function flowProblems(starts: readonly StormStart[], series: CheckedSeries): readonly string[] {
  const { curves, queueDepth, busyProvisioners } = series;
  const gaveUp = countedSteps(ascending(starts.map((start) => givenUpUs(jobTimes(start)))));
  const all = [curves.created, curves.started, gaveUp, curves.completed, queueDepth, busyProvisioners];
  for (const { fromUs, values } of stretches(all)) {
    const [created = 0, started = 0, givenUp = 0, completed = 0, waiting = 0, busy = 0] = values;
    const at = () => `${stepping(starts, fromUs)}: at ${timeOfDay(fromUs)} UTC`;
    if (waiting !== created - started - givenUp || waiting < 0) {
      return [
        `${at()} the queue holds ${waiting}, but ${created} were created, ${started} started, ${givenUp} given up`,
      ];
    }
    if (busy !== started - completed || busy < 0) {
      return [
        `${at()} ${busy} provisioners are busy, but of the jobs ${started} were started and ${completed} completed`,
      ];
    }
  }
  return [];
}

/**
 * Little's law over the whole storm (L = λW; Little 1961), as the identity that it is for a finite record: the area
 * below the queue depth is the sum of all waits, and the area below the busy provisioners the sum of all work.
 */
export function littlesLawProblems(jobs: readonly JobTimes[], series: CheckedSeries): readonly string[] {
  const untilUs = jobs.reduce(
    (last, job) => Math.max(last, job.createdUs, job.leftQueueUs ?? 0, job.endedUs ?? 0),
    0,
  );
  let waitUs = 0;
  let workUs = 0;
  for (const job of jobs) {
    waitUs += (job.leftQueueUs ?? untilUs) - job.createdUs;
    if (job.startedUs !== null) workUs += (job.endedUs ?? untilUs) - job.startedUs;
  }
  const problems = [];
  const queueUs = areaUntil(series.queueDepth, untilUs);
  const busyUs = areaUntil(series.busyProvisioners, untilUs);
  if (queueUs !== waitUs) {
    problems.push(
      `all workspaces: the queue held jobs for ${queueUs} µs in all, but their waits add up to ${waitUs} µs`,
    );
  }
  if (busyUs !== workUs) {
    problems.push(
      `all workspaces: provisioners were busy for ${busyUs} µs in all, but jobs took ${workUs} µs`,
    );
  }
  return problems;
}

function givenUpUs(job: JobTimes | null): number | null {
  return job === null || job.startedUs !== null ? null : job.leftQueueUs;
}

/** The workspaces to which something happened at a time, at most three by name. */
function stepping(starts: readonly StormStart[], us: number): string {
  const names = starts
    .filter((s) => [s.scheduledUs, s.createdUs, s.startedUs, s.completedUs, s.usableUs].includes(us))
    .map((s) => s.workspace);
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
