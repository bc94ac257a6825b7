import { Concern } from '../draws.js';
import { DurationDraws } from '../duration-draws.js';
import { earlyStartUs, mayStartEarly } from '../early-starts.js';
import { EventKind } from '../event-heap.js';
import type { TaggedProvisioners } from '../parameters.js';
import { lastSeenUs } from '../provisioner.js';
import { JobState, NONE } from './job-table.js';
import type { MorningParts } from './morning-parts.js';
import { type ProvisionerDomain, ProvisionerDomains } from './provisioner-domains.js';

/** In the place of the time of a death: it lives. */
const ALIVE = Number.POSITIVE_INFINITY;

/**
 * Provisioners as columns of numbers, and how they take jobs: `ProvisionerPool` and `Fleet` without tags by name, views
 * and restarts.
 */
export class Provisioners {
  readonly domains: ProvisionerDomains;
  /** How many dead ones hold a job. */
  heldByDead = 0;
  readonly #parts: MorningParts;
  readonly #pickUp: DurationDraws;
  readonly #handOff: DurationDraws;
  /** When each workspace's job before the present one ended. */
  readonly #workspaceFreeUs: Float64Array;
  count = 0;
  readonly #domain: Int32Array;
  readonly #upUs: Float64Array;
  readonly #diedUs: Float64Array;
  readonly #freeUs: Float64Array;
  readonly #current: Int32Array;
  readonly #acquiring: Uint8Array;
  readonly #leaving: Uint8Array;

  constructor(parts: MorningParts, workspaceFreeUs: Float64Array) {
    this.#parts = parts;
    this.#workspaceFreeUs = workspaceFreeUs;
    this.domains = new ProvisionerDomains(parts);
    const { draws, parameters } = parts;
    this.#pickUp = new DurationDraws(draws, parameters.pickUp, Concern.pickUp);
    this.#handOff = new DurationDraws(draws, parameters.handOff, Concern.handOff);
    const { provisioners, provisionerChanges, taggedProvisioners } = parameters;
    let most = provisioners;
    for (const { count } of taggedProvisioners) most += count;
    for (const change of provisionerChanges) most += change.kind === 'add' ? change.count : 0;
    this.#domain = new Int32Array(most);
    this.#upUs = new Float64Array(most);
    this.#diedUs = new Float64Array(most).fill(ALIVE);
    this.#freeUs = new Float64Array(most);
    this.#current = new Int32Array(most).fill(NONE);
    this.#acquiring = new Uint8Array(most);
    this.#leaving = new Uint8Array(most);
    this.#add({ count: provisioners, tags: {} });
    for (const more of taggedProvisioners) this.#add(more);
    provisionerChanges.forEach(({ afterUs }, index) => {
      parts.events.push(parameters.startUs + afterUs, EventKind.provisionersChange, index);
    });
  }

  /** Puts a new job in line and wakes a provisioner for it. */
  post(job: number): void {
    const { jobs, lines } = this.#parts;
    lines.add(job);
    const domain = this.domains.wokenBy(jobs.firstSequence + job, lines.lineOf(job));
    if (domain === undefined) this.domains.awaitPolls();
    else if (this.domains.lacks(domain)) this.#wake(domain, job);
  }

  /** A provisioner's request is answered. @returns The job that it takes and starts, or `NONE`. */
  acquired(index: number): number {
    if (this.#acquiring[index] === 0) return NONE;
    const { jobs, lines } = this.#parts;
    const domain = this.#domainOf(index);
    this.#acquiring[index] = 0;
    domain.acquiring--;
    const job = lines.oldest(domain.lines);
    if (job === NONE) {
      domain.idle.push(index);
      return NONE;
    }
    lines.leave(job);
    jobs.state[job] = JobState.running;
    jobs.startedUs[job] = this.#startUs(job, index);
    jobs.provisioner[job] = index;
    this.#current[index] = job;
    this.wakeNext(domain);
    return job;
  }

  /** The provisioner of a job that has ended looks for the next one, if it still lives. */
  release(job: number): void {
    const { events, jobs, nowUs } = this.#parts;
    const index = jobs.provisioner[job] as number;
    if (index === NONE) return;
    this.#current[index] = NONE;
    this.#freeUs[index] = jobs.completedUs[job] as number;
    if (this.#diedUs[index] !== ALIVE) {
      this.heldByDead--;
      return;
    }
    if (this.#leaving[index] === 1) {
      this.#diedUs[index] = nowUs;
      return;
    }
    const domain = this.#domainOf(index);
    if (domain.idle.length > 0 || !this.domains.lacks(domain)) {
      domain.idle.push(index);
      return;
    }
    this.#acquiring[index] = 1;
    domain.acquiring++;
    events.push(nowUs + this.#handOff.us(jobs.firstSequence + job), EventKind.jobAcquired, index);
  }

  /** Whether a job that runs is on a provisioner that lives. */
  isWorkedOn(job: number): boolean {
    const index = this.#parts.jobs.provisioner[job] as number;
    return this.#parts.jobs.isActive(job) && index !== NONE && this.#diedUs[index] === ALIVE;
  }

  /** The backup poll of a domain. */
  backupPoll(index: number): void {
    const domain = this.domains.withIndex(index);
    domain.polls = false;
    this.wakeNext(domain);
  }

  /** Wakes one more of a domain if there is one and work for it. */
  wakeNext(domain: ProvisionerDomain): void {
    if (domain.idle.length === 0 || !this.domains.lacks(domain)) return;
    const job = this.#parts.lines.oldest(domain.lines);
    if (job !== NONE) this.#wake(domain, job);
  }

  /** Whether any provisioner that may run the template's jobs has reported since a time. */
  hasReported(template: number, sinceUs: number): boolean {
    const line = this.#parts.lines.lineOfTemplate(template);
    for (const { lines, members } of this.domains.all) {
      if (!lines.includes(line)) continue;
      for (const index of members) if (this.#lastSeenUs(index) >= sinceUs) return true;
    }
    return false;
  }

  /** A change that the parameters foresaw (`Fleet`: who goes first). */
  change(index: number): void {
    const change = this.#parts.parameters.provisionerChanges[index];
    switch (change?.kind) {
      case 'add':
        this.#add(change);
        return;
      case 'remove':
        this.#remove(change.count);
        break;
      case 'die':
        this.#kill(change.count);
        break;
      case undefined:
        return;
      default:
        change satisfies never;
    }
    this.domains.awaitPolls();
  }

  /** Calls `visit` with every job that a provisioner holds which has been dead for longer than a time. */
  forEachHeldSince(us: number, visit: (job: number) => void): void {
    if (this.heldByDead === 0) return;
    for (let index = 0; index < this.count; index++) {
      const job = this.#current[index] as number;
      if (job !== NONE && (this.#diedUs[index] as number) < us) visit(job);
    }
  }

  #add({ count, tags }: TaggedProvisioners): void {
    const { draws, events, nowUs, parameters } = this.#parts;
    const domain = this.domains.withTags(tags);
    for (let i = 0; i < count; i++) {
      const index = this.count++;
      this.#domain[index] = domain.index;
      this.#upUs[index] = nowUs;
      domain.members.push(index);
      if (domain.idle.length > 0 || !this.domains.lacks(domain)) {
        domain.idle.push(index);
        continue;
      }
      this.#acquiring[index] = 1;
      domain.acquiring++;
      const us = draws.durationUs(parameters.pickUp, Concern.connection, index);
      events.push(nowUs + us, EventKind.jobAcquired, index);
    }
  }

  /** Idle ones first, and of these the youngest; busy ones finish their job. */
  #remove(count: number): void {
    const free = this.#living((index) => this.#current[index] === NONE);
    const busy = this.#living((index) => this.#current[index] !== NONE && this.#leaving[index] === 0);
    for (const index of [...free.reverse(), ...busy.reverse()].slice(0, count)) {
      if (this.#current[index] === NONE) this.#end(index);
      else this.#leaving[index] = 1;
    }
  }

  /** Busy ones first, and of these the oldest: they keep their job, which nobody works on any more. */
  #kill(count: number): void {
    const busy = this.#living((index) => this.#current[index] !== NONE);
    const free = this.#living((index) => this.#current[index] === NONE);
    for (const index of [...busy, ...free].slice(0, count)) this.#end(index);
  }

  #living(isMeant: (index: number) => boolean): number[] {
    const living: number[] = [];
    for (let index = 0; index < this.count; index++) {
      if (this.#diedUs[index] === ALIVE && isMeant(index)) living.push(index);
    }
    return living;
  }

  #end(index: number): void {
    const domain = this.#domainOf(index);
    if (this.#acquiring[index] === 1) domain.acquiring--;
    else if (this.#current[index] === NONE) domain.idle.remove(index);
    else this.heldByDead++;
    this.#acquiring[index] = 0;
    this.#diedUs[index] = this.#parts.nowUs;
  }

  #wake(domain: ProvisionerDomain, job: number): void {
    if (domain.idle.length === 0) return;
    const { events, jobs, nowUs } = this.#parts;
    const index = domain.idle.shift();
    this.#acquiring[index] = 1;
    domain.acquiring++;
    events.push(nowUs + this.#pickUp.us(jobs.firstSequence + job), EventKind.jobAcquired, index);
  }

  #startUs(job: number, index: number): number {
    const { draws, jobs, nowUs, parameters } = this.#parts;
    const sequence = jobs.firstSequence + job;
    if (!mayStartEarly(draws, parameters, sequence)) return nowUs;
    const createdUs = jobs.createdUs[job] as number;
    const workspace = jobs.workspace[job] as number;
    const workspaceFreeUs = workspace === NONE ? 0 : (this.#workspaceFreeUs[workspace] as number);
    const freeUs = Math.max(this.#upUs[index] as number, this.#freeUs[index] as number, workspaceFreeUs);
    return earlyStartUs(draws, parameters, nowUs, { sequence, createdUs, freeUs });
  }

  #domainOf(index: number): ProvisionerDomain {
    return this.domains.withIndex(this.#domain[index] as number);
  }

  #lastSeenUs(index: number): number {
    const died = this.#diedUs[index] as number;
    const diedUs = died === ALIVE ? null : died;
    const upUs = this.#upUs[index] as number;
    return lastSeenUs({ diedUs, upUs }, this.#parts.nowUs, this.#parts.parameters.heartbeatUs);
  }
}
