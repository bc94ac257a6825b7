import {
  type AgentTimes,
  JobKind,
  JobState,
  type MorningRecords,
  type StormModelParameters,
} from '../../model/index.js';
import type { AgentWait } from '../../storm/index.js';
import type { Measurements } from '../../thresholds/index.js';
import type { Calendar, CalendarMorning } from './calendar.js';
import { lostForNext } from './lost-for-next.js';
import type { ProvisionerTimeline } from './plan-inputs.js';
import { SampleLatencies } from './sample-latencies.js';

/** In the place of a job. */
const NONE = -1;
const NEVER = Number.POSITIVE_INFINITY;

/** What a sample is taken from. */
interface SampleSource {
  readonly calendar: Calendar;
  /** Index of the morning. */
  readonly morning: number;
  readonly records: MorningRecords;
  readonly agentTimes: (job: number) => AgentTimes;
  readonly parameters: StormModelParameters;
  readonly waitFor: AgentWait;
  readonly provisioners: ProvisionerTimeline;
}

/** How the job of a workspace that was due ended. */
interface JobCounts {
  readonly failed: number;
  readonly reaped: number;
  readonly missed: number;
  readonly timedOut: number;
  readonly usable: number;
}

/**
 * One morning of one replication: of every workspace that was due, by index, when what happened to it. Microseconds
 * since the epoch; NaN for what did not happen before the morning was over, or is not waited for.
 */
export class MorningSample {
  readonly dueUs: Float64Array;
  readonly createdUs: Float64Array;
  /** Never before the creation, as the phases of a run are counted. NaN for a job that was reaped in the queue. */
  readonly startedUs: Float64Array;
  /** Completion of a job that succeeded. */
  readonly completedUs: Float64Array;
  readonly connectedUs: Float64Array;
  /** Infinity for one that does not become usable. */
  readonly usableUs: Float64Array;
  /** 1: its record has a start before its creation. */
  readonly early: Uint8Array;
  readonly morning: CalendarMorning;
  readonly counts: JobCounts;
  /** The last end of the jobs of those that were due; Infinity where one does not end, or none was created. */
  readonly drainedUs: number;
  /** The last one that there is; -Infinity where there is none. */
  readonly #lastEndUs: number;
  readonly #workspaces: Int32Array;
  readonly #source: SampleSource;

  constructor(source: SampleSource) {
    this.#source = source;
    const { agentTimes, calendar, records, waitFor } = source;
    const morning = calendar.mornings[source.morning] as CalendarMorning;
    this.morning = morning;
    const started = jobsOf(source, morning);
    const due = started.jobs.length;
    this.dueUs = new Float64Array(due);
    this.createdUs = new Float64Array(due).fill(Number.NaN);
    this.startedUs = new Float64Array(due).fill(Number.NaN);
    this.completedUs = new Float64Array(due).fill(Number.NaN);
    this.connectedUs = new Float64Array(due).fill(Number.NaN);
    this.usableUs = new Float64Array(due).fill(NEVER);
    this.early = new Uint8Array(due);
    const counts = { failed: 0, reaped: 0, missed: 0, timedOut: 0, usable: 0 };
    let lastEndUs = Number.NEGATIVE_INFINITY;
    let allEnd = true;
    const { jobs } = records;
    for (let i = 0; i < due; i++) {
      const index = started.jobs[i] as number;
      const workspace = started.workspaces[i] as number;
      const schedule = calendar.schedule[workspace] as number;
      this.dueUs[i] = morning.dueUs[schedule] as number;
      if (index === NONE) {
        counts.missed++;
        continue;
      }
      const endUs = morning.endUs[schedule] as number;
      const createdUs = jobs.createdUs[index] as number;
      this.createdUs[i] = createdUs;
      const completedUs = jobs.completedUs[index] as number;
      const reaped = jobs.reaped[index] === 1;
      const startedUs = jobs.startedUs[index] as number;
      if (startedUs <= endUs && !(reaped && jobs.provisioner[index] === NONE)) {
        this.startedUs[i] = Math.max(createdUs, startedUs);
        this.early[i] = startedUs < createdUs ? 1 : 0;
      }
      if (!(completedUs <= endUs)) {
        counts.timedOut++;
        allEnd = false;
        continue;
      }
      lastEndUs = Math.max(lastEndUs, completedUs);
      counts.reaped += Number(reaped);
      if (jobs.state[index] !== JobState.succeeded) {
        counts.failed++;
        continue;
      }
      this.completedUs[i] = completedUs;
      const agents = waitFor === 'none' ? null : agentTimes(index);
      const usableUs = this.#usable(i, { completedUs, endUs, agents });
      if (usableUs <= endUs) {
        this.usableUs[i] = usableUs;
        counts.usable++;
      } else if (waitFor === 'ready' && agents !== null && agents.failedUs <= endUs) counts.failed++;
      else counts.timedOut++;
    }
    this.counts = counts;
    this.#workspaces = started.workspaces;
    this.#lastEndUs = lastEndUs;
    this.drainedUs = allEnd && lastEndUs > 0 ? lastEndUs : NEVER;
  }

  get due(): number {
    return this.dueUs.length;
  }

  /** What thresholds ask about; latencies are worked out when they are asked for. */
  measurements(): Measurements {
    const { failed, missed, timedOut, usable } = this.counts;
    const { parameters, waitFor } = this.#source;
    return {
      latenciesMs: new SampleLatencies(this, parameters.executorPeriodUs, waitFor),
      counts: { usable, failed, missed, timed_out: timedOut, canceled: 0, interrupted: 0, setup_failed: 0 },
      due: this.due,
      askedFor: this.due,
    };
  }

  /**
   * What of the provisioners' time between the first creation and the last end was work; NaN if none was. One that is to
   * go and finishes its job works on without being counted, so that it may come to all of it.
   */
  utilisation(): number {
    const { jobs } = this.#source.records;
    const fromUs = this.createdUs.reduce((least, us) => (us < least ? us : least), NEVER);
    // Where no build ends they are as busy as the morning is long.
    const untilUs = this.#lastEndUs > 0 ? this.#lastEndUs : this.#source.records.endUs;
    if (!(untilUs > fromUs)) return Number.NaN;
    let workUs = 0;
    for (let i = 0; i < jobs.count; i++) {
      if (jobs.provisioner[i] === NONE) continue;
      const completedUs = jobs.completedUs[i] as number;
      const endUs = completedUs <= untilUs ? completedUs : untilUs;
      workUs += Math.max(0, endUs - Math.max(fromUs, jobs.startedUs[i] as number));
    }
    return Math.min(1, workUs / this.#provisionerUs(fromUs, untilUs));
  }

  /** How much time of provisioners there is. */
  #provisionerUs(fromUs: number, untilUs: number): number {
    const { parameters, provisioners } = this.#source;
    const tagged = parameters.taggedProvisioners.reduce((sum, { count }) => sum + count, 0);
    let us = tagged * (untilUs - fromUs);
    let count = provisioners.initial;
    let sinceUs = fromUs;
    for (const step of provisioners.steps) {
      const atUs = Math.min(untilUs, Math.max(fromUs, step.atUs));
      us += count * (atUs - sinceUs);
      sinceUs = atUs;
      count = step.count;
    }
    return us + count * (untilUs - sinceUs);
  }

  /** How many of those due will not be started on their next morning (`lostForNext`). */
  lostForNext(): number {
    return lostForNext(this.#source, this.#workspaces);
  }

  #usable(
    i: number,
    of: { readonly completedUs: number; readonly endUs: number; readonly agents: AgentTimes | null },
  ): number {
    const { agents, completedUs, endUs } = of;
    if (agents === null) return completedUs;
    if (agents.connectedUs === completedUs && agents.readyUs === completedUs) return completedUs;
    if (agents.connectedUs <= endUs) this.connectedUs[i] = agents.connectedUs;
    return this.#source.waitFor === 'connected' ? agents.connectedUs : agents.readyUs;
  }
}

/** The workspaces that are due on a morning, with the jobs that started them then, `NONE` where there is none. */
function jobsOf(
  { calendar, records }: SampleSource,
  { dueUs, endUs }: CalendarMorning,
): { readonly workspaces: Int32Array; readonly jobs: Int32Array } {
  const { jobs } = records;
  const { schedule } = calendar;
  const dueOf = (workspace: number) => dueUs[schedule[workspace] as number] as number;
  const endOf = (workspace: number) => endUs[schedule[workspace] as number] as number;
  const jobOf = new Int32Array(schedule.length).fill(NONE);
  for (let i = 0; i < jobs.count; i++) {
    if (jobs.kind[i] !== JobKind.autostart) continue;
    const workspace = jobs.workspace[i] as number;
    const createdUs = jobs.createdUs[i] as number;
    if (createdUs >= dueOf(workspace) && createdUs <= endOf(workspace)) jobOf[workspace] = i;
  }
  let due = 0;
  for (let workspace = 0; workspace < schedule.length; workspace++) {
    if (!Number.isNaN(dueOf(workspace))) due++;
  }
  const started = { workspaces: new Int32Array(due), jobs: new Int32Array(due) };
  for (let workspace = 0, i = 0; i < due; workspace++) {
    if (Number.isNaN(dueOf(workspace))) continue;
    started.workspaces[i] = workspace;
    started.jobs[i++] = jobOf[workspace] as number;
  }
  return started;
}
