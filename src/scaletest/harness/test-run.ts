import type { RunEventListener } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';
import type { HarnessRunResult } from './results.js';
import { BoundedRunLog } from './run-log.js';
import type { Cleanable, Collectable, RunContext, Runnable } from './runnable.js';
import { describeThrown } from './thrown.js';

/** What the harness hands to each of its runs. */
export interface TestRunEnvironment {
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly progress: RunEventListener;
}

type State =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly startedAtMs: number }
  | {
      readonly kind: 'ended';
      readonly startedAtMs: number;
      readonly durationMs: number;
      readonly error: string | null;
    };

/**
 * One runner in a harness, with its log and what became of it.
 *
 * | state | entered when | left when |
 * |---|---|---|
 * | `waiting` | added | the strategy calls it |
 * | `running` | the strategy calls it | the runner has returned or thrown; at once if the signal is aborted already |
 * | `ended` | as said | never |
 */
export class TestRun {
  readonly testName: string;
  readonly id: string;
  readonly fullId: string;
  readonly #runner: Runnable & Partial<Cleanable & Collectable>;
  readonly #environment: TestRunEnvironment;
  readonly #log = new BoundedRunLog();
  #state: State = { kind: 'waiting' };

  constructor(
    testName: string,
    id: string,
    runner: Runnable & Partial<Cleanable & Collectable>,
    environment: TestRunEnvironment,
  ) {
    this.testName = testName;
    this.id = id;
    this.fullId = `${testName}/${id}`;
    this.#runner = runner;
    this.#environment = environment;
  }

  /** Whether the runner leaves something behind that it can remove. */
  get hasCleanup(): boolean {
    return this.#runner.cleanup !== undefined;
  }

  /** Runs the runner. Never rejects: whatever the runner throws is the run's failure. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#environment;
    const startedAtMs = clock.nowMs();
    this.#state = { kind: 'running', startedAtMs };
    let error: string | null = null;
    try {
      signal.throwIfAborted();
      await this.#runner.run(this.#context(signal));
    } catch (thrown) {
      const { reason, detail } = describeThrown(thrown);
      error = reason;
      this.#log.write(`failed: ${detail}`);
    }
    this.#state = { kind: 'ended', startedAtMs, durationMs: clock.nowMs() - startedAtMs, error };
  }

  /** Removes what the runner left behind; does nothing for a runner without cleanup. Rejects with what it throws. */
  async cleanup(signal: AbortSignal): Promise<void> {
    try {
      await this.#runner.cleanup?.(this.#context(signal));
    } catch (thrown) {
      const { reason, detail } = describeThrown(thrown);
      this.#log.write(`cleanup failed: ${detail}`);
      throw new Error(`${this.fullId}: ${reason}`, { cause: thrown });
    }
  }

  /** @throws Error if the run has not ended. */
  result(): HarnessRunResult {
    if (this.#state.kind !== 'ended') {
      throw new Error(`${this.fullId} has not ended`);
    }
    const { error, startedAtMs, durationMs } = this.#state;
    const metrics = this.#metrics();
    return {
      fullId: this.fullId,
      testName: this.testName,
      id: this.id,
      logs: this.#log.text,
      error,
      startedAtMs,
      durationMs,
      metrics,
    };
  }

  #context(signal: AbortSignal): RunContext {
    return { id: this.id, signal, log: this.#log, ...this.#environment };
  }

  #metrics(): Readonly<Record<string, unknown>> | null {
    try {
      return this.#runner.metrics?.() ?? null;
    } catch (thrown) {
      this.#log.write(`no metrics: ${describeThrown(thrown).detail}`);
      return null;
    }
  }
}
