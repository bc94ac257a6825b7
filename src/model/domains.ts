import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import { type ModelParts, recordOf } from './model-state.js';
import type { PendingJobs } from './pending-jobs.js';
import { nextTickUs } from './periodic.js';
import { hasTags, type ProvisionerTags, tagsKey } from './provisioner.js';

/** Provisioners with the same tags: what the server wakes and polls for as one. */
export interface Domain {
  readonly index: number;
  readonly tags: ProvisionerTags;
  /** Groups of jobs that its provisioners may run. */
  readonly groups: readonly number[];
  /** Groups whose postings wake it: more than it may run, when jobs are untagged and it is not. */
  readonly wokenBy: readonly number[];
  /** Its provisioners, dead ones too while anybody may ask for them, by index. */
  members: number[];
  /** Those that wait to be woken, the one that has waited longest first. */
  idle: number[];
  /** How many are asking for a job. */
  acquiring: number;
  /** Whether its next backup poll is among the events. */
  polls: boolean;
}

/** Domains as data, in the order of their indices. */
export type DomainsSnapshot = readonly Pick<Domain, 'tags' | 'idle' | 'acquiring' | 'polls'>[];

/** The domains of a deployment, which come with their first provisioner and stay. */
export class Domains {
  readonly all: Domain[] = [];
  readonly #parts: ModelParts;
  readonly #pending: PendingJobs;
  readonly #byTags = new Map<string, Domain>();

  constructor(parts: ModelParts, pending: PendingJobs) {
    this.#parts = parts;
    this.#pending = pending;
  }

  withIndex(index: number): Domain {
    return recordOf(this.all, index, 'domain');
  }

  withTags(tags: ProvisionerTags): Domain {
    const key = tagsKey(tags);
    const known = this.#byTags.get(key);
    if (known !== undefined) return known;
    const domain: Domain = {
      index: this.all.length,
      tags,
      groups: this.#pending.groupsFor(tags),
      wokenBy: this.#parts.parameters.templates
        .map((_, template) => this.#pending.groupOfTemplate(template))
        .filter((group) => hasTags(tags, this.#pending.tagsOf(group))),
      members: [],
      idle: [],
      acquiring: 0,
      polls: false,
    };
    this.all.push(domain);
    this.#byTags.set(key, domain);
    return domain;
  }

  /** Whether jobs wait that nobody of the domain is about to take. */
  lacks(domain: Domain): boolean {
    return this.#pending.depthOf(domain.groups) > domain.acquiring;
  }

  /**
   * A domain that the posting of a job wakes and that may run it, if there is any. Each replica wakes one of those that
   * wait for such jobs by the server's loose rule: a tagged domain may be woken by an untagged job, which it may not
   * run; that replica then wakes nobody else.
   */
  wokenBy(job: { readonly sequence: number }, group: number): Domain | undefined {
    const { draws, parameters } = this.#parts;
    const { lostNotificationRate } = parameters;
    if (
      lostNotificationRate > 0 &&
      draws.uniform(Concern.lostNotification, job.sequence) < lostNotificationRate
    ) {
      return undefined;
    }
    const [first] = this.all;
    if (this.all.length === 1 && first !== undefined) {
      return first.idle.length > 0 && first.groups.includes(group) ? first : undefined;
    }
    const waiting = this.all.filter(({ idle, wokenBy }) => idle.length > 0 && wokenBy.includes(group));
    for (let replica = 0; replica < parameters.replicas; replica++) {
      const drawn = draws.uniform(Concern.wokenDomain, job.sequence * parameters.replicas + replica);
      const woken = waiting[Math.floor(drawn * waiting.length)];
      if (woken?.groups.includes(group)) return woken;
    }
    return undefined;
  }

  /** Sees to it that jobs which nobody was woken for are found by the next backup poll. */
  awaitPolls(): void {
    const { draws, events, parameters, state } = this.#parts;
    for (const domain of this.all) {
      if (domain.polls || domain.acquiring > 0 || domain.idle.length === 0 || !this.lacks(domain)) continue;
      domain.polls = true;
      const phaseUs = Math.floor(
        draws.uniform(Concern.backupPollPhase, domain.index) * parameters.backupPollUs,
      );
      events.push(
        nextTickUs(phaseUs, parameters.backupPollUs, state.nowUs),
        EventKind.backupPoll,
        domain.index,
      );
    }
  }

  snapshot(): DomainsSnapshot {
    return this.all.map(({ tags, idle, acquiring, polls }) => ({ tags, idle: [...idle], acquiring, polls }));
  }

  /** Takes over saved domains; their members come with the provisioners. */
  restore(snapshot: DomainsSnapshot): void {
    this.all.length = 0;
    this.#byTags.clear();
    for (const { tags, idle, acquiring, polls } of snapshot) {
      Object.assign(this.withTags(tags), { idle: [...idle], acquiring, polls });
    }
  }
}
