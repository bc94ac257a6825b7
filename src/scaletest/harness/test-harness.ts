import type { RunEventListener } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';
import { type HarnessResults, harnessResults } from './results.js';
import type { Cleanable, Collectable, Runnable } from './runnable.js';
import type { ExecutionStrategy } from './strategies.js';
import { TestRun } from './test-run.js';

/** How a harness runs its runs. */
export interface TestHarnessOptions {
  /** Deployment time: timestamps and durations of runs. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly runStrategy: ExecutionStrategy;
  readonly cleanupStrategy: ExecutionStrategy;
  /** Handed to every run; by default nobody listens. */
  readonly progress?: RunEventListener;
}

type State =
  | { readonly kind: 'filling' }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly elapsedMs: number };

/**
 * Runs many runs under a strategy, collects their results, then cleans up after them.
 *
 * | state | `addRun` | `run` | `cleanup` | `results` |
 * |---|---|---|---|---|
 * | filling | adds | begins | refused | refused |
 * | running | refused | refused | refused | refused |
 * | ended | refused | refused | cleans up; again after a failure | what became of every run |
 */
export class TestHarness {
  readonly #options: TestHarnessOptions;
  readonly #runs = new Map<string, TestRun>();
  #state: State = { kind: 'filling' };

  constructor(options: TestHarnessOptions) {
    this.#options = options;
  }

  /**
   * Adds a run, to be called by the run strategy.
   * @throws Error if the pair of name and id is taken, or after `run`.
   */
  addRun(testName: string, id: string, runner: Runnable & Partial<Cleanable & Collectable>): TestRun {
    if (this.#state.kind !== 'filling') {
      throw new Error('runs cannot be added after the harness has begun to run');
    }
    const { clock, realClock, progress = () => {} } = this.#options;
    const run = new TestRun(testName, id, runner, { clock, realClock, progress });
    if (this.#runs.has(run.fullId)) {
      throw new Error(`the harness has a run ${run.fullId} already`);
    }
    this.#runs.set(run.fullId, run);
    return run;
  }

  /**
   * Runs everything once. A run that fails is in the results and does not reject this.
   * @throws Error on a second call.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#state.kind !== 'filling') {
      throw new Error('a harness runs only once');
    }
    this.#state = { kind: 'running' };
    const { clock, runStrategy } = this.#options;
    const startedAtMs = clock.nowMs();
    try {
      await runStrategy(
        Array.from(this.#runs.values(), (run) => (own: AbortSignal) => run.run(own)),
        signal,
      );
    } finally {
      this.#state = { kind: 'ended', elapsedMs: clock.nowMs() - startedAtMs };
    }
  }

  /**
   * Cleans up after every run that can be cleaned up after, whether it passed, failed or never began.
   * @param signal - A fresh one: the signal of an interrupted run would stop the cleanup too.
   * @throws AggregateError, after all have been tried, with one error per run that failed to clean up.
   * @throws Error if the runs have not ended.
   */
  async cleanup(signal: AbortSignal): Promise<void> {
    this.#elapsedMs('be cleaned up');
    const cleanable = [...this.#runs.values()].filter((run) => run.hasCleanup);
    const failures: unknown[] = [];
    await this.#options.cleanupStrategy(
      cleanable.map((run) => async (own) => {
        try {
          await run.cleanup(own);
        } catch (failure) {
          failures.push(failure);
        }
      }),
      signal,
    );
    if (failures.length > 0) {
      throw new AggregateError(failures, `cleanup failed for ${failures.length} of ${cleanable.length} runs`);
    }
  }

  /** @throws Error if the runs have not ended. */
  results(): HarnessResults {
    const elapsedMs = this.#elapsedMs('give results');
    return harnessResults(
      Array.from(this.#runs.values(), (run) => run.result()),
      elapsedMs,
    );
  }

  #elapsedMs(purpose: string): number {
    if (this.#state.kind !== 'ended') {
      throw new Error(`the harness cannot ${purpose} before its runs have ended`);
    }
    return this.#state.elapsedMs;
  }
}
