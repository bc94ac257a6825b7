import { Concern } from '../draws.js';
import { EventKind } from '../event-heap.js';
import { nextTickUs } from '../periodic.js';
import { REAP_SPACING_US, REAPED_PER_TICK } from '../reaper.js';
import type { MorningParts } from './morning-parts.js';
import type { Provisioners } from './provisioners.js';

/** The job reapers, one for each replica: `Reapers` over the job table. */
export class MorningReapers {
  readonly #parts: MorningParts;
  readonly #provisioners: Provisioners;
  readonly #phasesUs: readonly number[];
  /** Whether each replica's next tick is among the events. */
  readonly #armed: boolean[];
  #allArmed = false;
  /** Jobs that some reaper has chosen, and not come to yet. */
  readonly #inHand = new Set<number>();

  constructor(parts: MorningParts, provisioners: Provisioners) {
    this.#parts = parts;
    this.#provisioners = provisioners;
    const { draws, parameters } = parts;
    this.#phasesUs = Array.from({ length: parameters.replicas }, (_, replica) =>
      Math.floor(draws.uniform(Concern.reaperPhase, replica) * parameters.reaperPeriodUs),
    );
    this.#armed = this.#phasesUs.map(() => false);
  }

  /** To be called after a job may have been put in line, or a provisioner may have died. */
  arm(): void {
    if (this.#allArmed || !this.#isNeeded()) return;
    const { events, nowUs, parameters } = this.#parts;
    this.#phasesUs.forEach((phaseUs, replica) => {
      if (this.#armed[replica] === true) return;
      this.#armed[replica] = true;
      events.push(nextTickUs(phaseUs, parameters.reaperPeriodUs, nowUs), EventKind.reaperTick, replica);
    });
    this.#allArmed = true;
  }

  tick(replica: number): void {
    const { events, nowUs, parameters } = this.#parts;
    this.#chosenBy(replica).forEach((job, i) => {
      this.#inHand.add(job);
      events.push(nowUs + (i + 1) * REAP_SPACING_US, EventKind.jobReaped, job);
    });
    const needed = this.#isNeeded();
    this.#armed[replica] = needed;
    if (needed) events.push(nowUs + parameters.reaperPeriodUs, EventKind.reaperTick, replica);
    else this.#allArmed = false;
  }

  /** It is a chosen job's turn. */
  letGo(job: number): void {
    this.#inHand.delete(job);
  }

  #isNeeded(): boolean {
    return this.#parts.lines.depth > 0 || this.#provisioners.heldByDead > 0;
  }

  /** The jobs that a replica ends at this tick, in its own order. */
  #chosenBy(replica: number): number[] {
    const { draws, jobs, lines, nowUs, parameters } = this.#parts;
    const chosen: { readonly job: number; readonly order: number }[] = [];
    const consider = (job: number) => {
      if (this.#inHand.has(job)) return;
      const sequence = jobs.firstSequence + job;
      const order = draws.uniform(Concern.reapOrder, sequence * parameters.replicas + replica);
      if (chosen.length === REAPED_PER_TICK && order >= (chosen.at(-1)?.order ?? 0)) return;
      let place = chosen.length;
      while (place > 0 && (chosen[place - 1]?.order ?? 0) > order) place--;
      chosen.splice(place, 0, { job, order });
      chosen.length = Math.min(chosen.length, REAPED_PER_TICK);
    };
    lines.forEachCreatedBefore(nowUs - parameters.pendingReapUs, consider);
    this.#provisioners.forEachHeldSince(nowUs - parameters.hungReapUs, consider);
    return chosen.map(({ job }) => job);
  }
}
