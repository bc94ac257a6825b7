import { AbortConditionError, type RunEvent } from '../../storm/index.js';
import type { AbortCondition, RateCondition } from '../../thresholds/index.js';
import { type Clock, onAbort } from '../../time/index.js';
import type { RequestListeners } from '../request-listeners.js';
import { EndingWindow } from './ending-window.js';
import { isOfEndings, measureEndings, measureRequests } from './measure-condition.js';
import { RequestWindow } from './request-window.js';

/** What a watch over a run takes. */
export interface AbortWatchOptions {
  readonly conditions: readonly AbortCondition[];
  readonly workspaceCount: number;
  readonly requests: RequestListeners;
  readonly realClock: Clock;
  /** Stops the run as well. */
  readonly interrupt: AbortSignal;
  /** Told once, when a condition stops the run. */
  readonly onStop: (reason: AbortConditionError) => void;
}

/** Between two looks at the requests, in real time. */
const INTERVAL_MS = 1_000;

/**
 * Stops a storm that hurts: looks at its requests once a second and at every ending, and aborts its signal when the
 * first condition holds.
 *
 * | state | entered by | the signal |
 * |---|---|---|
 * | idle | creation | follows the interrupt |
 * | watching | `begin` | the same, and aborts when a condition holds |
 * | ended | `end`, or the abort | follows the interrupt, or stays aborted |
 */
export class AbortWatch {
  readonly #options: AbortWatchOptions;
  readonly #controller = new AbortController();
  readonly #requests = new RequestWindow();
  readonly #endings = new EndingWindow();
  readonly #onEndings: readonly RateCondition[];
  readonly #onRequests: readonly AbortCondition[];
  #watching = false;
  #stopListening: () => void = () => undefined;
  #disarm: () => void = () => undefined;
  #reason: AbortConditionError | null = null;

  constructor(options: AbortWatchOptions) {
    this.#options = options;
    const { interrupt, conditions } = options;
    this.#onEndings = conditions.filter(isOfEndings);
    this.#onRequests = conditions.filter((condition) => !isOfEndings(condition));
    if (interrupt.aborted) this.#controller.abort(interrupt.reason);
    else onAbort(interrupt, () => this.#controller.abort(interrupt.reason));
  }

  /** Aborts when the run has to stop, by an interrupt or by a condition. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The condition that stopped the run; `null`: none did. */
  get reason(): AbortConditionError | null {
    return this.#reason;
  }

  begin(): void {
    const { conditions, requests, realClock } = this.#options;
    if (conditions.length === 0) return;
    this.#watching = true;
    this.#stopListening = requests.add((record) => this.#requests.add(record, realClock.nowMs()));
    this.#arm();
  }

  /** The storm is over: cleanup is never stopped by what it meets. May be called again. */
  end(): void {
    this.#watching = false;
    this.#stopListening();
    this.#disarm();
  }

  onEvent(event: RunEvent): void {
    const recent = this.#watching ? this.#endings.add(event) : null;
    if (recent === null) return;
    this.#judge(this.#onEndings, (condition) =>
      measureEndings(condition, recent, this.#options.workspaceCount),
    );
  }

  #arm(): void {
    const { realClock } = this.#options;
    this.#disarm = realClock.schedule(realClock.nowMs() + INTERVAL_MS, () => {
      this.#lookAtRequests();
      if (this.#watching) this.#arm();
    });
  }

  /** Not at every ending: a percentile of ten thousand requests takes milliseconds, and thousands end within seconds. */
  #lookAtRequests(): void {
    const recent = this.#requests.recent(this.#options.realClock.nowMs());
    this.#judge(this.#onRequests, (condition) => measureRequests(condition, recent));
  }

  #judge<Condition extends AbortCondition>(
    conditions: readonly Condition[],
    measure: (condition: Condition) => string | null,
  ): void {
    if (this.signal.aborted) {
      this.end();
      return;
    }
    for (const condition of conditions) {
      const measured = measure(condition);
      if (measured === null) continue;
      this.#reason = new AbortConditionError(condition.text, measured);
      this.end();
      this.#options.onStop(this.#reason);
      this.#controller.abort(this.#reason);
      return;
    }
  }
}
