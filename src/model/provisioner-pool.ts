import { type BuildRecord, isPending } from './build.js';
import { type Domain, Domains, type DomainsSnapshot } from './domains.js';
import { Concern } from './draws.js';
import { earlyStartUs, mayStartEarly } from './early-starts.js';
import { EventKind } from './event-heap.js';
import { type ModelParts, recordOf } from './model-state.js';
import type { TaggedProvisioners } from './parameters.js';
import { PendingJobs } from './pending-jobs.js';
import {
  isAround,
  isKept,
  lastSeenUs,
  type MatchingProvisioners,
  type ModelProvisioner,
  newProvisioner,
  type ProvisionerRecord,
  viewOf,
} from './provisioner.js';

/** A provisioner as data: sequences of jobs in the place of these. */
type ProvisionerSnapshot = Omit<ProvisionerRecord, 'current' | 'previous'> & {
  readonly current: number | null;
  readonly previous: number | null;
};

/** The pool as data. */
export interface PoolSnapshot {
  readonly domains: DomainsSnapshot;
  readonly provisioners: readonly ProvisionerSnapshot[];
}

/**
 * Provisioners and the queue before them (Coder API contract, acquisition). A provisioner that lives is in one state:
 *
 * | state | leaves it when | for |
 * |---|---|---|
 * | idle | a posting, another's success or a poll wakes its domain; the one idle longest goes first | acquiring, after the pick-up time |
 * | acquiring | its request is answered with the oldest job it may run, or with none | running, or idle |
 * | running | its job ends; jobs wait that nobody is about to take, or not | acquiring, after the hand-off time, or idle |
 *
 * So where no notification is lost, at least as many of a domain are acquiring as jobs are pending for it while one is
 * idle: no job is forgotten. A lost one is found by the backup poll.
 */
export class ProvisionerPool {
  readonly pending: PendingJobs;
  readonly domains: Domains;
  readonly #parts: ModelParts;
  #provisioners: ProvisionerRecord[] = [];

  constructor(parts: ModelParts) {
    this.#parts = parts;
    this.pending = new PendingJobs(parts);
    this.domains = new Domains(parts, this.pending);
    const { provisioners, taggedProvisioners } = parts.parameters;
    this.add({ count: provisioners, tags: {} });
    for (const more of taggedProvisioners) this.add(more);
  }

  /** By index; dead ones too. */
  get all(): readonly ProvisionerRecord[] {
    return this.#provisioners;
  }

  withIndex(index: number): ProvisionerRecord {
    return recordOf(this.#provisioners, index, 'provisioner');
  }

  /** Puts a new job in line and wakes a provisioner for it. */
  post(job: BuildRecord): void {
    const group = this.pending.groupOf(job);
    this.pending.add(job);
    const domain = this.domains.wokenBy(job, group);
    if (domain === undefined) this.domains.awaitPolls();
    else if (this.domains.lacks(domain)) this.#wake(domain, job);
  }

  /** A provisioner's request is answered. @returns The job that it takes, which it starts at once. */
  acquired(index: number): BuildRecord | undefined {
    const provisioner = this.withIndex(index);
    if (!provisioner.acquiring) return undefined;
    const domain = this.domains.withIndex(provisioner.domain);
    provisioner.acquiring = false;
    domain.acquiring--;
    const job = this.pending.takeOldest(domain.groups);
    if (job === undefined) {
      domain.idle.push(index);
      return undefined;
    }
    job.startedUs = this.#startOf(job, provisioner);
    job.provisioner = index;
    provisioner.current = job;
    this.#wakeNext(domain);
    return job;
  }

  /** The provisioner of a job that has ended looks for the next one, if it still lives. */
  release(job: BuildRecord): void {
    if (job.provisioner === null) return;
    const provisioner = this.withIndex(job.provisioner);
    provisioner.current = null;
    provisioner.previous = job;
    if (provisioner.diedUs !== null) return;
    if (provisioner.leaving) {
      provisioner.diedUs = this.#parts.state.nowUs;
      return;
    }
    const { draws, parameters } = this.#parts;
    this.ask(provisioner, () => draws.durationUs(parameters.handOff, Concern.handOff, job.sequence));
  }

  /** A provisioner that has nothing to do asks for a job, or waits behind others of its domain that do. */
  ask(provisioner: ProvisionerRecord, delayUs: () => number): void {
    const domain = this.domains.withIndex(provisioner.domain);
    if (domain.idle.length === 0 && this.domains.lacks(domain)) this.#acquireIn(delayUs(), provisioner);
    else domain.idle.push(provisioner.index);
  }

  /** New provisioners; while the server is down they wait for it. */
  add({ count, tags }: TaggedProvisioners): void {
    const { nowUs, upUs } = this.#parts.state;
    const domain = this.domains.withTags(tags);
    domain.members = domain.members.filter((index) => {
      const provisioner = this.withIndex(index);
      return isAround(provisioner) || isKept({ lastSeenUs: this.lastSeenUs(provisioner) }, nowUs);
    });
    for (let i = 0; i < count; i++) {
      const provisioner = newProvisioner(this.#provisioners.length, domain.index, nowUs, nowUs < upUs);
      this.#provisioners.push(provisioner);
      domain.members.push(provisioner.index);
      if (!provisioner.returning) this.connect(provisioner);
    }
  }

  /** A provisioner has come up. */
  connect(provisioner: ProvisionerRecord): void {
    const { draws, parameters } = this.#parts;
    this.ask(provisioner, () => draws.durationUs(parameters.pickUp, Concern.connection, provisioner.index));
  }

  /** Takes a provisioner out of its domain's work, whatever it does; a job it runs stays with it. */
  disconnect(provisioner: ProvisionerRecord): void {
    const domain = this.domains.withIndex(provisioner.domain);
    if (provisioner.acquiring) domain.acquiring--;
    else if (provisioner.current === null) domain.idle = domain.idle.filter((i) => i !== provisioner.index);
    provisioner.acquiring = false;
    provisioner.diedUs = this.#parts.state.nowUs;
  }

  /** The poll of a domain wakes one; its success wakes the next. */
  backupPoll(index: number): void {
    const domain = this.domains.withIndex(index);
    domain.polls = false;
    this.#wakeNext(domain);
  }

  /** Whether any provisioner that may run the template's jobs has reported since a time. */
  hasReported(template: number, sinceUs: number): boolean {
    const group = this.pending.groupOfTemplate(template);
    return this.domains.all.some(
      (domain) => domain.groups.includes(group) && this.hasReportedIn(domain, sinceUs),
    );
  }

  /** The same of one domain. */
  hasReportedIn({ members }: Domain, sinceUs: number): boolean {
    return members.some((index) => this.lastSeenUs(this.withIndex(index)) >= sinceUs);
  }

  lastSeenUs(provisioner: ProvisionerRecord): number {
    return lastSeenUs(provisioner, this.#parts.state.nowUs, this.#parts.parameters.heartbeatUs);
  }

  /** The provisioners that may run the template's jobs, dead ones too. */
  matching(template: number, sinceUs: number): MatchingProvisioners {
    const { nowUs } = this.#parts.state;
    const group = this.pending.groupOfTemplate(template);
    let count = 0;
    let seen = 0;
    let lastSeenUs: number | null = null;
    for (const { groups, members } of this.domains.all) {
      if (!groups.includes(group)) continue;
      for (const index of members) {
        const us = this.lastSeenUs(this.withIndex(index));
        if (!isKept({ lastSeenUs: us }, nowUs)) continue;
        count++;
        if (us >= sinceUs) seen++;
        if (lastSeenUs === null || us > lastSeenUs) lastSeenUs = us;
      }
    }
    return { count, seen, lastSeenUs };
  }

  views(): readonly ModelProvisioner[] {
    const { livenessUs } = this.#parts.parameters;
    return this.#provisioners.map((provisioner) => {
      const { tags } = this.domains.withIndex(provisioner.domain);
      return viewOf(provisioner, tags, this.lastSeenUs(provisioner), livenessUs);
    });
  }

  snapshot(): PoolSnapshot {
    return {
      domains: this.domains.snapshot(),
      provisioners: this.#provisioners.map((provisioner) => ({
        ...provisioner,
        current: provisioner.current?.sequence ?? null,
        previous: provisioner.previous?.sequence ?? null,
      })),
    };
  }

  /** Takes over a saved state; the pending jobs follow from the builds. */
  restore(snapshot: PoolSnapshot): void {
    const { builds } = this.#parts.state;
    const jobOf = (sequence: number | null) => (sequence === null ? null : recordOf(builds, sequence, 'job'));
    this.domains.restore(snapshot.domains);
    this.#provisioners = snapshot.provisioners.map((provisioner) => ({
      ...provisioner,
      current: jobOf(provisioner.current),
      previous: jobOf(provisioner.previous),
    }));
    for (const { index, domain } of this.#provisioners) this.domains.withIndex(domain).members.push(index);
    for (const build of builds) {
      if (isPending(build)) this.pending.add(build);
    }
  }

  #startOf(job: BuildRecord, provisioner: ProvisionerRecord): number {
    const { draws, parameters, state } = this.#parts;
    const { createdUs, sequence } = job;
    if (!mayStartEarly(draws, parameters, sequence)) return state.nowUs;
    const before = state.workspaces[job.workspace]?.builds[job.number - 2];
    const freeUs = Math.max(
      provisioner.upUs,
      provisioner.previous?.completedUs ?? 0,
      before?.completedUs ?? 0,
    );
    return earlyStartUs(draws, parameters, state.nowUs, { sequence, createdUs, freeUs });
  }

  /** Wakes one more of a domain if there is one and work for it. */
  #wakeNext(domain: Domain): void {
    if (domain.idle.length === 0 || !this.domains.lacks(domain)) return;
    const job = this.pending.oldest(domain.groups);
    if (job !== undefined) this.#wake(domain, job);
  }

  #wake(domain: Domain, job: BuildRecord): void {
    const index = domain.idle.shift();
    if (index === undefined) return;
    const { draws, parameters } = this.#parts;
    this.#acquireIn(draws.durationUs(parameters.pickUp, Concern.pickUp, job.sequence), this.withIndex(index));
  }

  #acquireIn(delayUs: number, provisioner: ProvisionerRecord): void {
    const { events, state } = this.#parts;
    provisioner.acquiring = true;
    this.domains.withIndex(provisioner.domain).acquiring++;
    events.push(state.nowUs + delayUs, EventKind.jobAcquired, provisioner.index);
  }
}
