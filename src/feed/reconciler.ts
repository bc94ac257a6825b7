import type { BuildExpectation } from '../collect/index.js';
import { readRecords } from '../collect/index.js';
import type { Clock } from '../time/index.js';
import { sleep } from '../time/index.js';
import { Accounting } from './accounting.js';
import type { Observer } from './observer.js';
import type { EndedBuild, OpenBuilds } from './open-builds.js';
import { endsAmong, FEW } from './open-builds.js';
import { Overdue } from './overdue.js';
import type { DueSummary } from './silence.js';
import { Silence } from './silence.js';

/** What a reconciler works with. */
export interface ReconcilerOptions {
  readonly observer: Observer;
  readonly namePrefix: string;
  readonly open: OpenBuilds;
  readonly realClock: Clock;
  readonly intervalMs: number;
  /** Takes the update of an expected build that has ended. @returns Whether nobody had told it. */
  readonly found: (update: EndedBuild['update']) => boolean;
  /** Told of each reconciliation that followed a connection or found something. */
  readonly onReconciled: (detail: string) => void;
}

/** How often the rules are looked at: a fraction of the interval, at most a second. */
const LOOKS_PER_INTERVAL = 5;
const LONGEST_LOOK_MS = 1_000;

const CAUSES = {
  connection: 'after connecting',
  silence: 'after a silence',
  age: 'after a long wait',
} as const;
type Cause = keyof typeof CAUSES;

/**
 * Asks the server what a socket may have failed to tell, while it is connected.
 *
 * | cause | when | what is asked |
 * |---|---|---|
 * | connection | at once, if something is due | rows of all due, unless counts account for them |
 * | silence | no message for long enough (see {@link Silence}) | the same, but a storm that goes on is enough |
 * | age | a build that exists waits for long enough (see {@link Overdue}) | rows of at most 200 such, by id |
 *
 * A question that the server does not answer is asked again after a longer wait.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #accounting: Accounting;
  readonly #overdue = new Overdue();
  readonly #silence: Silence;
  /** When to reconcile for the connection: `null` once that is done. */
  #owedMs: number | null = null;
  #reconciliations = 0;
  #failures = 0;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#accounting = new Accounting(options.observer, options.namePrefix);
    this.#silence = new Silence(options.realClock.nowMs());
  }

  /** Questions asked, answered or not. */
  get reconciliations(): number {
    return this.#reconciliations;
  }

  /** Questions that the server did not answer. */
  get failures(): number {
    return this.#failures;
  }

  /** The socket has told something of ours. */
  heard(): void {
    const { observer, intervalMs, realClock } = this.#options;
    this.#silence.heard(realClock.nowMs(), observer.intervalMs(intervalMs));
  }

  /** Reconciles during one connection, until the signal aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const { realClock, intervalMs } = this.#options;
    this.#owedMs = realClock.nowMs();
    this.#silence.connected(realClock.nowMs());
    while (!signal.aborted) {
      await this.#look(signal);
      const pauseMs = Math.min(LONGEST_LOOK_MS, intervalMs / LOOKS_PER_INTERVAL);
      await sleep(realClock, pauseMs, signal).catch(() => undefined);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { observer, open, realClock, intervalMs } = this.#options;
    const nowMs = realClock.nowMs();
    const due = open.due(nowMs);
    if (due.length === 0) {
      this.#owedMs = null;
      return;
    }
    const stepMs = observer.intervalMs(intervalMs);
    if (this.#owedMs !== null) {
      if (nowMs >= this.#owedMs) {
        const answered = await this.#ask(due, 'connection', signal);
        this.#owedMs = answered ? null : realClock.nowMs() + stepMs;
      }
      return;
    }
    if (nowMs >= this.#silence.nextMs(this.#summary(due, nowMs, stepMs), stepMs)) {
      await this.#ask(due, 'silence', signal);
      return;
    }
    const overdue = this.#overdue.take(due, nowMs, stepMs);
    if (overdue.length > 0) {
      await this.#ask(overdue, 'age', signal);
    }
  }

  #summary(due: readonly BuildExpectation[], nowMs: number, stepMs: number): DueSummary {
    let oldestMs = nowMs;
    let waveMs: number | null = null;
    for (const expectation of due) {
      oldestMs = Math.min(oldestMs, this.#overdue.sinceMs(expectation, nowMs, stepMs));
      if (expectation.notBeforeRealMs !== undefined) {
        waveMs = Math.max(waveMs ?? Number.NEGATIVE_INFINITY, expectation.notBeforeRealMs);
      }
    }
    return { oldestMs, waveMs };
  }

  /** @returns Whether the server answered. */
  async #ask(due: readonly BuildExpectation[], cause: Cause, signal: AbortSignal): Promise<boolean> {
    const { realClock, onReconciled } = this.#options;
    this.#reconciliations += 1;
    try {
      const found = await this.#read(due, cause, signal);
      this.#silence.asked(realClock.nowMs(), found > 0);
      if (cause === 'connection' || found > 0) {
        onReconciled(`${CAUSES[cause]}: ${found} of ${due.length} expected builds had ended unnoticed`);
      }
      return true;
    } catch {
      // The client has repeated what can be repeated; the next look is the next attempt.
      this.#silence.asked(realClock.nowMs(), false);
      this.#failures += signal.aborted ? 0 : 1;
      return false;
    }
  }

  /** @returns How many builds had ended without being told. */
  async #read(due: readonly BuildExpectation[], cause: Cause, signal: AbortSignal): Promise<number> {
    const { observer, namePrefix, open, realClock, intervalMs, found } = this.#options;
    if (due.length > FEW && (await this.#accounting.explains(due, cause === 'silence', signal))) {
      return 0;
    }
    const total = open.totalFor(due);
    const records = await readRecords(observer, due, { namePrefix, total, signal });
    let unnoticed = 0;
    for (const { update } of endsAmong(due, records)) {
      unnoticed += found(update) ? 1 : 0;
    }
    open.giveUpOnMissing(due, records);
    this.#overdue.read(due, realClock.nowMs(), observer.intervalMs(intervalMs));
    return unnoticed;
  }
}
