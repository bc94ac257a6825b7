import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { type BuildHistory, type PlanInputs, planInputs } from '../../plan/index.js';
import type { PlanBasis, PlanInputLine } from '../../report/index.js';
import { ConfigError } from '../../storm/index.js';
import { formatDurationMs } from '../../time/index.js';
import { firstDueByDay, type NamedGroup, spanOf } from './due-groups.js';
import { buildLines, buildParameters } from './input-lines.js';
import type { PlanSources, ProvisionersSetting } from './plan-request.js';
import { provisionersText, provisionerTimeline } from './provisioner-timeline.js';
import type { ReadSources } from './read-sources.js';
import { whoIsDue, workingDayAfter } from './who-is-due.js';

/** A plan that is ready to be computed, with what it was made from. */
export interface ResolvedPlan {
  readonly inputs: PlanInputs;
  readonly basis: PlanBasis;
  /** In the order of `inputs.groups`. */
  readonly groups: readonly NamedGroup[];
}

/**
 * Makes a plan of what flags say and what was read.
 * @param provisionersAsked - Whether their number is what is to be found out.
 * @throws ConfigError with what is wrong or missing.
 */
export function resolvePlan(
  sources: PlanSources,
  read: ReadSources,
  provisionersAsked: boolean,
): ResolvedPlan {
  const { builds, seed, replications } = sources;
  const { calibration } = read;
  const defaults: StormModelParameters = stormModelParameters({ seed: '', startUs: 0 });
  const day = sources.who.day ?? workingDayAfter(read.nowMs, sources.who.timeZone);
  const who = { ...sources.who, day };
  const due = whoIsDue(who, read);
  const provisioners = provisionersAsked
    ? null
    : (sources.provisioners ?? observedProvisioners(read.history));
  if (provisioners === null && !provisionersAsked) {
    throw new ConfigError([
      '--provisioners is required: how many there will be, e.g. --provisioners 20, or 20,8:50=60 for 60 from 08:50 on',
    ]);
  }
  const setting = provisioners ?? { initial: 1, steps: [] };
  const inputs = planInputs({
    seed,
    replications,
    parameters: buildParameters(builds, calibration, defaults),
    groups: due.groups.map(({ count, schedule, template, window }) => ({
      count,
      schedule,
      template,
      window,
    })),
    provisioners: provisionerTimeline(setting, who, firstDueByDay(due.groups, who)),
    background:
      sources.backgroundPerMinute === 0 ? [] : [{ template: 0, perMinute: sources.backgroundPerMinute }],
    queued: sources.queuedJobs === 0 ? [] : [{ template: 0, count: sources.queuedJobs }],
    waitFor: builds.waitFor,
    beginsAtUs: spanOf(who).fromMs * 1000,
    days: who.mornings,
  });
  const lines: readonly PlanInputLine[] = [
    due.line,
    ...(who.windowMinutes === 0 ? [] : [windowLine(who.windowMinutes)]),
    ...(provisioners === null ? [] : [provisionersLine(sources, provisioners, read.source)]),
    ...buildLines(builds, calibration, read.source, { defaults, hasStops: who.mornings > 1 }),
    othersLine('jobs queued before', sources.queuedJobs, '--queued-jobs'),
    othersLine('other builds a minute', sources.backgroundPerMinute, '--background-builds-per-minute'),
    {
      name: 'everything else',
      value: "the model's defaults",
      origin: 'assumed',
      source: 'measured on one server, or of Coder; docs/model.md',
    },
  ];
  return {
    inputs,
    groups: due.groups,
    basis: {
      workspaces: due.groups.reduce((sum, group) => sum + group.count, 0),
      due: due.text,
      provisioners: provisioners === null ? null : provisionersText(provisioners),
      timeZone: who.timeZone,
      replications,
      seed,
      inputs: lines,
      fit: builds.serviceTime.start === undefined ? (calibration?.lognormalFit ?? null) : null,
      notes: [...read.notes, ...due.notes, ...(calibration?.caveats ?? [])],
    },
  };
}

/** Those that took a job in the history; `null` where it names none. */
function observedProvisioners(history: BuildHistory | null): ProvisionersSetting | null {
  const seen = new Set(history?.builds.flatMap(({ workerId }) => (workerId === null ? [] : [workerId])));
  return seen.size === 0 ? null : { initial: seen.size, steps: [] };
}

function windowLine(minutes: number): PlanInputLine {
  return {
    name: 'schedule window',
    value: formatDurationMs(minutes * 60_000),
    origin: 'given',
    source: '--schedule-window; each workspace has its minute by a hash of its number',
  };
}

function provisionersLine(sources: PlanSources, setting: ProvisionersSetting, source: string): PlanInputLine {
  const line = { name: 'provisioners', value: provisionersText(setting) };
  return sources.provisioners === null
    ? { ...line, origin: 'measured', source: `different ones that took a job; ${source}` }
    : { ...line, origin: 'given', source: '--provisioners' };
}

function othersLine(name: string, value: number, flag: string): PlanInputLine {
  return value === 0
    ? { name, value: 'none', origin: 'assumed', source: `nothing was said; ${flag}` }
    : { name, value: String(value), origin: 'given', source: flag };
}
