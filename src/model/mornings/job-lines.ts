import { canRun, type ProvisionerTags, tagsKey } from '../provisioner.js';
import type { ModelTemplate } from '../template.js';
import { JobState, type JobTable, NONE } from './job-table.js';

/**
 * Pending jobs in one line for each set of tags that jobs have, first created first; linked through the job table, so
 * that a waiting job costs no memory beside its row. Jobs that end while they wait keep their place, to be skipped.
 */
export class JobLines {
  /** The tags of each line's jobs. */
  readonly tags: readonly ProvisionerTags[];
  readonly #jobs: JobTable;
  readonly #ofTemplate: readonly number[];
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #depths: Int32Array;
  /** Pending jobs of all lines. */
  depth = 0;

  constructor(jobs: JobTable, templates: readonly ModelTemplate[]) {
    const known = new Map<string, number>();
    const tags: ProvisionerTags[] = [];
    this.#ofTemplate = templates.map((template) => {
      const key = tagsKey(template.tags);
      const line = known.get(key) ?? tags.push(template.tags) - 1;
      known.set(key, line);
      return line;
    });
    this.#jobs = jobs;
    this.tags = tags;
    this.#heads = new Int32Array(tags.length).fill(NONE);
    this.#tails = new Int32Array(tags.length).fill(NONE);
    this.#depths = new Int32Array(tags.length);
  }

  /** The lines of jobs that a provisioner with these tags may run. */
  linesFor(tags: ProvisionerTags): readonly number[] {
    return [...this.tags.keys()].filter((line) => canRun(tags, this.tags[line] ?? {}));
  }

  lineOfTemplate(template: number): number {
    return this.#ofTemplate[template] as number;
  }

  lineOf(job: number): number {
    return this.#ofTemplate[this.#jobs.template[job] as number] as number;
  }

  /** Number of pending jobs of some lines. */
  depthOf(lines: readonly number[]): number {
    let depth = 0;
    for (let i = 0; i < lines.length; i++) depth += this.#depths[lines[i] as number] as number;
    return depth;
  }

  add(job: number): void {
    const line = this.lineOf(job);
    const tail = this.#tails[line] as number;
    if (tail === NONE) this.#heads[line] = job;
    else this.#jobs.next[tail] = job;
    this.#tails[line] = job;
    this.#depths[line] = (this.#depths[line] as number) + 1;
    this.depth++;
  }

  /** Counts out a job that stops being pending; the caller gives it another state. */
  leave(job: number): void {
    const line = this.lineOf(job);
    this.#depths[line] = (this.#depths[line] as number) - 1;
    this.depth--;
  }

  /** The oldest pending job of some lines; `NONE` when there is none. */
  oldest(lines: readonly number[]): number {
    let oldest = NONE;
    for (let i = 0; i < lines.length; i++) {
      const job = this.#first(lines[i] as number);
      if (job !== NONE && (oldest === NONE || job < oldest)) oldest = job;
    }
    return oldest;
  }

  /** Calls `visit` with every pending job that was created before a time. */
  forEachCreatedBefore(us: number, visit: (job: number) => void): void {
    const { createdUs, next, state } = this.#jobs;
    for (let line = 0; line < this.tags.length; line++) {
      for (let job = this.#first(line); job !== NONE; job = next[job] as number) {
        if (state[job] !== JobState.pending) continue;
        if ((createdUs[job] as number) >= us) break;
        visit(job);
      }
    }
  }

  /** The first pending job of a line. What stands before it is let go. */
  #first(line: number): number {
    const { next, state } = this.#jobs;
    let job = this.#heads[line] as number;
    while (job !== NONE && state[job] !== JobState.pending) job = next[job] as number;
    this.#heads[line] = job;
    if (job === NONE) this.#tails[line] = NONE;
    return job;
  }
}
