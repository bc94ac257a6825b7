import { EventKind } from './event-heap.js';
import type { Jobs } from './jobs.js';
import { type ModelParts, recordOf } from './model-state.js';
import type { ProvisionerRecord } from './provisioner.js';
import type { ProvisionerPool } from './provisioner-pool.js';

/** The comings and goings of provisioners during a run. */
export class Fleet {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;
  readonly #jobs: Jobs;

  constructor(parts: ModelParts, pool: ProvisionerPool, jobs: Jobs) {
    this.#parts = parts;
    this.#pool = pool;
    this.#jobs = jobs;
    parts.parameters.provisionerChanges.forEach(({ afterUs }, index) => {
      parts.events.push(parts.parameters.startUs + afterUs, EventKind.provisionersChange, index);
    });
  }

  /** A change that the parameters foresaw. */
  change(index: number): void {
    const change = this.#parts.parameters.provisionerChanges[index];
    switch (change?.kind) {
      case 'add':
        this.#pool.add(change);
        break;
      case 'remove':
        this.remove(change.count);
        break;
      case 'die':
        this.kill(change.count);
        break;
      case undefined:
        break;
      default:
        change satisfies never;
    }
  }

  /**
   * Idle ones first, and of these the youngest; busy ones finish their job.
   * @returns How many were there to go.
   */
  remove(count: number): number {
    const free = this.#there().filter(({ current }) => current === null);
    const busy = this.#there().filter(({ current, leaving }) => current !== null && !leaving);
    const removed = [...free.reverse(), ...busy.reverse()].slice(0, count);
    for (const provisioner of removed) {
      if (provisioner.current === null) this.#end(provisioner);
      else provisioner.leaving = true;
    }
    this.#pool.domains.awaitPolls();
    return removed.length;
  }

  /**
   * Busy ones first, and of these the oldest: they keep their job, which nobody works on any more.
   * @returns How many were there to die.
   */
  kill(count: number): number {
    const busy = this.#there().filter(({ current }) => current !== null);
    const free = this.#there().filter(({ current }) => current === null);
    const killed = [...busy, ...free].slice(0, count);
    for (const provisioner of killed) this.#end(provisioner);
    this.#pool.domains.awaitPolls();
    return killed.length;
  }

  /**
   * The server goes down until `state.upUs`. Untagged provisioners are part of it and fail their jobs, which nobody is
   * told; the others only lose their connection, and work on.
   */
  goDown(): void {
    const { events, state } = this.#parts;
    // Nobody waits any more: taking each out of the line by itself would take the square of their number.
    for (const domain of this.#pool.domains.all) domain.idle = [];
    for (const provisioner of this.#there()) {
      const { current } = provisioner;
      const builtIn = this.#pool.domains.withIndex(provisioner.domain).tags;
      if (provisioner.diedUs === null) this.#pool.disconnect(provisioner);
      provisioner.returning = true;
      if (current === null || Object.keys(builtIn).length > 0) continue;
      provisioner.returning = !provisioner.leaving;
      this.#jobs.abandon(current);
    }
    for (const domain of this.#pool.domains.all) domain.polls = false;
    events.push(state.upUs, EventKind.serverUp, 0);
  }

  /** Provisioners come back on their own rows. */
  comeUp(): void {
    const { state } = this.#parts;
    for (const provisioner of this.#pool.all) {
      if (!provisioner.returning) continue;
      provisioner.returning = false;
      provisioner.diedUs = null;
      provisioner.upUs = state.nowUs;
      if (provisioner.current === null) this.#pool.connect(provisioner);
    }
    this.#pool.domains.awaitPolls();
  }

  /** Whether the provisioner of the job with this sequence is to connect to the server again. */
  isAway(sequence: number): boolean {
    const { provisioner } = recordOf(this.#parts.state.builds, sequence, 'job');
    return provisioner !== null && this.#pool.withIndex(provisioner).returning;
  }

  /** Jobs that dead provisioners hold, with the time of the death. */
  *heldByDead(): Generator<{ readonly sequence: number; readonly sinceUs: number }, void> {
    for (const { current, diedUs, returning } of this.#pool.all) {
      if (current !== null && diedUs !== null && !returning) {
        yield { sequence: current.sequence, sinceUs: diedUs };
      }
    }
  }

  /** Those that live, or will again when the server is up. */
  #there(): ProvisionerRecord[] {
    return this.#pool.all.filter(({ diedUs, returning }) => diedUs === null || returning);
  }

  #end(provisioner: ProvisionerRecord): void {
    if (provisioner.diedUs === null) this.#pool.disconnect(provisioner);
    provisioner.returning = false;
  }
}
