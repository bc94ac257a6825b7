import { sampleAt } from '../../stats/index.js';
import { type Clock, onAbort } from '../../time/index.js';
import type { FaultSubject } from './firings.js';
import type { FaultInjector } from './injector.js';

/** Tells an update. Must not throw. */
type Tell = () => void;

interface HeldUpdate {
  readonly tell: Tell;
  /** Updates that still go first. */
  left: number;
  readonly disarm: () => void;
}

const DEFAULT_WITHIN_MS = 10_000;

/** Where the updates of one stream go wrong on their way: dropped, late, out of order, or several times. */
export class UpdateFaults {
  readonly #injector: FaultInjector;
  readonly #clock: Clock;
  readonly #held = new Set<HeldUpdate>();

  /**
   * @param clock - Deployment time.
   * @param ending - Aborted when the deployment ends: what is late or held then is never told.
   */
  constructor(injector: FaultInjector, clock: Clock, ending: AbortSignal) {
    this.#injector = injector;
    this.#clock = clock;
    onAbort(ending, () => this.#forget());
  }

  /** Tells an update, unless something goes wrong with it. */
  pass(subject: FaultSubject & { readonly kind: 'update' }, tell: Tell): void {
    if (this.#injector.take('drop_update', subject) !== null) return;
    const repeated = this.#injector.take('duplicate_update', subject);
    if (repeated !== null) {
      this.#tellNow(tell, 1 + (repeated.rule.copies ?? 1));
      return;
    }
    const reordered = this.#injector.take('reorder_updates', subject);
    if (reordered !== null) {
      const { hold = 1, withinMs = DEFAULT_WITHIN_MS } = reordered.rule;
      this.#hold(tell, hold, withinMs);
      return;
    }
    const late = this.#injector.take('late_update', subject);
    if (late !== null) {
      this.#hold(tell, Infinity, sampleAt(late.rule.time, late.draw));
      return;
    }
    this.#tellNow(tell, 1);
  }

  /** Tells it, and then whatever has waited for this many. */
  #tellNow(tell: Tell, times: number): void {
    for (let i = 0; i < times; i++) tell();
    const due: HeldUpdate[] = [];
    for (const held of this.#held) {
      held.left -= 1;
      if (held.left === 0) due.push(held);
    }
    for (const held of due) this.#release(held);
  }

  #hold(tell: Tell, left: number, withinMs: number): void {
    const disarm = this.#clock.schedule(this.#clock.nowMs() + withinMs, () => this.#release(held));
    const held: HeldUpdate = { tell, left, disarm };
    this.#held.add(held);
  }

  #release(held: HeldUpdate): void {
    if (!this.#held.delete(held)) return;
    held.disarm();
    this.#tellNow(held.tell, 1);
  }

  #forget(): void {
    for (const { disarm } of this.#held) disarm();
    this.#held.clear();
  }
}
