import type { StormModelParameters } from '../parameters.js';
import type { ModelTemplate } from '../template.js';
import { type JobTable, NONE } from './job-table.js';
import type { MorningsInput } from './mornings-input.js';

const NEVER = Number.POSITIVE_INFINITY;

/** What the latest build of a workspace is. */
const Latest = { stop: 0, failedStop: 1, start: 2, failedStart: 3 } as const;

/** What the transaction on a workspace does. */
export type Transition = 'start' | 'stop' | null;

/**
 * Workspaces as columns of numbers, and when the executor has to do with them: `eligibility` for active owners, where
 * nobody changes a schedule. Times are microseconds since the epoch.
 */
export class MorningWorkspaces {
  readonly count: number;
  readonly template: ArrayLike<number>;
  /** Index of its latest job; `NONE` while that is the stop before the beginning. */
  readonly latestJob: Int32Array;
  /** When the job before its present one ended. */
  readonly freeUs: Float64Array;
  readonly #templates: readonly ModelTemplate[];
  readonly #schedule: ArrayLike<number>;
  readonly #dueUs: MorningsInput['dueUs'];
  readonly #latest: Uint8Array;
  readonly #jobs: JobTable;
  readonly #startUs: number;
  readonly #nextStartUs: Float64Array;
  /** From which gate on the executor's query lists it. */
  readonly #listedFromUs: Float64Array;
  /** Not before this gate is any listed. */
  #quietUntilUs = 0;

  constructor(
    { template, schedule, dueUs }: MorningsInput,
    { startUs, templates }: Pick<StormModelParameters, 'startUs' | 'templates'>,
    jobs: JobTable,
  ) {
    const count = template.length;
    this.count = count;
    this.template = template;
    this.#templates = templates;
    this.#schedule = schedule;
    this.#dueUs = dueUs;
    this.latestJob = new Int32Array(count).fill(NONE);
    this.freeUs = new Float64Array(count);
    this.#latest = new Uint8Array(count).fill(Latest.stop);
    this.#jobs = jobs;
    this.#startUs = startUs;
    this.#nextStartUs = new Float64Array(count);
    this.#listedFromUs = new Float64Array(count);
    for (let i = 0; i < count; i++) this.#list(i, startUs);
  }

  /** The workspaces that the query lists at a gate, in the order in which they are worked on. */
  listedAt(gateUs: number): Int32Array {
    if (gateUs < this.#quietUntilUs) return NOBODY;
    const listedFromUs = this.#listedFromUs;
    let count = 0;
    let quietUntilUs = NEVER;
    for (let i = 0; i < listedFromUs.length; i++) {
      const us = listedFromUs[i] as number;
      if (us <= gateUs) count++;
      else if (us < quietUntilUs) quietUntilUs = us;
    }
    this.#quietUntilUs = count > 0 ? 0 : quietUntilUs;
    if (count === 0) return NOBODY;
    const rows = new Int32Array(count);
    let row = 0;
    for (let i = 0; i < listedFromUs.length; i++) {
      if ((listedFromUs[i] as number) <= gateUs) rows[row++] = i;
    }
    if (this.#templates.length > 1) {
      rows.sort((a, b) => (this.template[a] as number) - (this.template[b] as number) || a - b);
    }
    return rows;
  }

  /** What there is to be done at a gate with a workspace without an active job. */
  transitionAt(workspace: number, gateUs: number): Transition {
    switch (this.#latest[workspace]) {
      case Latest.failedStart:
        return (this.#listedFromUs[workspace] as number) <= gateUs ? 'stop' : null;
      case Latest.stop:
        return this.nextDueUs(workspace, this.#latestCreatedUs(workspace)) <= gateUs ? 'start' : null;
      default:
        return null;
    }
  }

  /** Whether its latest build is a start that has not failed. */
  isStarted(workspace: number): boolean {
    return this.#latest[workspace] === Latest.start;
  }

  /** Sequence of its latest job, the key of the executor's draws: each has been created and stopped before. */
  keyOf(workspace: number): number {
    const job = this.latestJob[workspace] as number;
    return job === NONE ? this.count + workspace : this.#jobs.firstSequence + job;
  }

  created(workspace: number, job: number, isStart: boolean): void {
    this.latestJob[workspace] = job;
    this.#latest[workspace] = isStart ? Latest.start : Latest.stop;
    this.#listFrom(workspace, isStart ? NEVER : (this.#nextStartUs[workspace] as number));
  }

  succeeded(workspace: number, nowUs: number): void {
    this.freeUs[workspace] = nowUs;
    if (this.#latest[workspace] === Latest.stop) this.#list(workspace, nowUs);
    else this.#nextStartUs[workspace] = this.nextDueUs(workspace, nowUs);
  }

  failed(workspace: number, nowUs: number): void {
    this.freeUs[workspace] = nowUs;
    if (this.#latest[workspace] === Latest.stop) {
      this.#latest[workspace] = Latest.failedStop;
      this.#listFrom(workspace, NEVER);
      return;
    }
    this.#latest[workspace] = Latest.failedStart;
    const { failureTtlUs } = this.#templates[this.template[workspace] as number] as ModelTemplate;
    this.#listFrom(workspace, failureTtlUs === null ? NEVER : nowUs + failureTtlUs);
  }

  /** When it is due first after a time; Infinity where never. */
  nextDueUs(workspace: number, afterUs: number): number {
    const dueUs = this.#dueUs[this.#schedule[workspace] as number] as readonly number[];
    for (let i = 0; i < dueUs.length; i++) if ((dueUs[i] as number) > afterUs) return dueUs[i] as number;
    return NEVER;
  }

  /** When it is due for the last time; Infinity where never. */
  lastDueUs(workspace: number): number {
    return this.#dueUs[this.#schedule[workspace] as number]?.at(-1) ?? NEVER;
  }

  #latestCreatedUs(workspace: number): number {
    const job = this.latestJob[workspace] as number;
    return job === NONE ? this.#startUs : (this.#jobs.createdUs[job] as number);
  }

  #list(workspace: number, nowUs: number): void {
    const nextStartUs = this.nextDueUs(workspace, nowUs);
    this.#nextStartUs[workspace] = nextStartUs;
    this.#listFrom(workspace, nextStartUs);
  }

  #listFrom(workspace: number, us: number): void {
    this.#listedFromUs[workspace] = us;
    if (us < this.#quietUntilUs) this.#quietUntilUs = us;
  }
}

const NOBODY = new Int32Array(0);
