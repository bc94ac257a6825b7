import type { BuildRecord } from './build.js';
import { JobQueue } from './job-queue.js';
import type { ModelParts } from './model-state.js';
import { recordOf } from './model-state.js';
import { canRun, type ProvisionerTags, tagsKey } from './provisioner.js';

/** Jobs of templates with the same tags. */
interface JobGroup {
  readonly tags: ProvisionerTags;
  readonly queue: JobQueue;
}

/**
 * All pending jobs, in one queue for each set of tags that jobs have. Provisioners serve the queues of the groups that
 * they may run, always with the oldest job of all of these.
 */
export class PendingJobs {
  readonly #parts: ModelParts;
  readonly #groups: JobGroup[] = [];
  readonly #groupOfTemplate: readonly number[];
  /** Grows with every change, so that what was worked out from the queues is known to be old. */
  #version = 0;

  constructor(parts: ModelParts) {
    this.#parts = parts;
    const known = new Map<string, number>();
    this.#groupOfTemplate = parts.parameters.templates.map(({ tags }) => {
      const key = tagsKey(tags);
      const group = known.get(key) ?? this.#groups.push({ tags, queue: new JobQueue() }) - 1;
      known.set(key, group);
      return group;
    });
  }

  get version(): number {
    return this.#version;
  }

  /** Number of pending jobs. */
  get depth(): number {
    let depth = 0;
    for (const { queue } of this.#groups) depth += queue.depth;
    return depth;
  }

  /** The groups of jobs that a provisioner with these tags may run. */
  groupsFor(tags: ProvisionerTags): readonly number[] {
    return [...this.#groups.keys()].filter((group) => canRun(tags, this.tagsOf(group)));
  }

  groupOf(job: BuildRecord): number {
    if (this.#groups.length === 1) return 0;
    const { template } = recordOf(this.#parts.state.workspaces, job.workspace, 'workspace');
    return this.groupOfTemplate(template);
  }

  groupOfTemplate(template: number): number {
    return recordOf(this.#groupOfTemplate, template, 'template');
  }

  tagsOf(group: number): ProvisionerTags {
    return recordOf(this.#groups, group, 'group').tags;
  }

  /** Number of pending jobs of some groups. */
  depthOf(groups: readonly number[]): number {
    let depth = 0;
    for (const group of groups) depth += this.#queue(group).depth;
    return depth;
  }

  /** The oldest pending job of some groups. */
  oldest(groups: readonly number[]): BuildRecord | undefined {
    let oldest: BuildRecord | undefined;
    for (const group of groups) {
      const job = this.#queue(group).oldest();
      if (job !== undefined && job.sequence < (oldest?.sequence ?? Number.POSITIVE_INFINITY)) oldest = job;
    }
    return oldest;
  }

  add(job: BuildRecord): void {
    this.#queue(this.groupOf(job)).add(job);
    this.#version++;
  }

  /** Counts out a job that stopped being pending without being taken. */
  leave(job: BuildRecord): void {
    this.#queue(this.groupOf(job)).leave();
    this.#version++;
  }

  /** The oldest pending job of some groups, counted out. The caller starts it at once. */
  takeOldest(groups: readonly number[]): BuildRecord | undefined {
    const oldest = this.oldest(groups);
    if (oldest === undefined) return undefined;
    this.#version++;
    return this.#queue(this.groupOf(oldest)).takeOldest();
  }

  /** Pending jobs of some groups, or of all, oldest first. */
  inOrder(groups: readonly number[] = [...this.#groups.keys()]): readonly BuildRecord[] {
    const jobs = groups.flatMap((group) => [...this.#queue(group)]);
    return groups.length === 1 ? jobs : jobs.sort((a, b) => a.sequence - b.sequence);
  }

  /** Pending jobs that were created before a time, in no particular order. */
  *createdBefore(us: number): Generator<BuildRecord, void> {
    for (const { queue } of this.#groups) {
      for (const job of queue) {
        if (job.createdUs >= us) break;
        yield job;
      }
    }
  }

  #queue(group: number): JobQueue {
    return recordOf(this.#groups, group, 'group').queue;
  }
}
