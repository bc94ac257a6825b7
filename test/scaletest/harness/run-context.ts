import type { RunContext } from '../../../src/scaletest/harness/index.js';
import { BoundedRunLog } from '../../../src/scaletest/harness/index.js';
import { VirtualClock } from '../../../src/time/index.js';

export interface TestContext extends RunContext {
  readonly clock: VirtualClock;
  readonly realClock: VirtualClock;
  readonly abort: (reason: Error) => void;
}

/** A run's context on clocks that stand still until the test moves them. */
export function testContext(overrides: { id?: string; startMs?: number } = {}): TestContext {
  const controller = new AbortController();
  return {
    id: overrides.id ?? '7',
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    clock: new VirtualClock(overrides.startMs ?? Date.UTC(2026, 10, 23, 22, 0, 0)),
    realClock: new VirtualClock(0),
    log: new BoundedRunLog(),
    progress: () => {},
  };
}

/** Lets the real clock run until the promise has settled, however many timers that takes. */
export async function settle<T>(ctx: TestContext, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  watched.catch(() => {});
  for (let step = 0; step < 1_000 && !settled; step += 1) {
    await ctx.realClock.advanceAsync(Math.max(0, (ctx.realClock.nextTimerMs() ?? 0) - ctx.realClock.nowMs()));
  }
  return watched;
}
