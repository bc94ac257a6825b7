import { TimeoutError } from '../../storm/index.js';
import { type Clock, formatDurationMs, withDeadline } from '../../time/index.js';

/** Work that is to be stopped by its signal. */
export type Task = (signal: AbortSignal) => Promise<void>;

/**
 * Decides when each task is called. Every task is called exactly once, even with a signal that is aborted already,
 * so that each can say what became of it.
 * @throws AggregateError, after all tasks have ended, with everything that tasks threw.
 */
export type ExecutionStrategy = (tasks: readonly Task[], signal: AbortSignal) => Promise<void>;

/** One task after the other, in order. */
export function linear(): ExecutionStrategy {
  return parallel(1);
}

/** All tasks at once. */
export function concurrent(): ExecutionStrategy {
  return parallel(Number.POSITIVE_INFINITY);
}

/**
 * Up to `limit` tasks at a time, begun in order.
 * @param limit - A whole number from 1, or Infinity.
 * @throws RangeError for any other limit.
 */
export function parallel(limit: number): ExecutionStrategy {
  if (limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 1)) {
    throw new RangeError(`the limit of a strategy is a whole number from 1, or Infinity, not ${limit}`);
  }
  return async (tasks, signal) => {
    const failures: unknown[] = [];
    const remaining = tasks.values();
    const work = async () => {
      for (const task of remaining) {
        try {
          await task(signal);
        } catch (failure) {
          failures.push(failure);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
    if (failures.length > 0) {
      throw new AggregateError(failures, `${failures.length} of ${tasks.length} tasks failed`);
    }
  };
}

/**
 * Gives each task of `inner` its own time limit, counted from when that task begins: its signal is then aborted
 * with a TimeoutError. The task is still waited for.
 * @param limitMs - Milliseconds on `clock`, above 0.
 */
export function withTimeout(clock: Clock, limitMs: number, inner: ExecutionStrategy): ExecutionStrategy {
  const expired = () =>
    new TimeoutError(`not finished after ${formatDurationMs(limitMs)}, its time limit`, 'run', limitMs);
  return (tasks, signal) =>
    inner(
      tasks.map((task) => async (parent) => {
        if (parent.aborted) {
          return task(parent);
        }
        return withDeadline(clock, limitMs, parent, expired, task);
      }),
      signal,
    );
}

/**
 * Hands the tasks to `inner` in random order: every order is equally likely (Fisher and Yates).
 * @param draw - Uniform in [0, 1).
 */
export function shuffled(draw: () => number, inner: ExecutionStrategy): ExecutionStrategy {
  return (tasks, signal) => {
    const order = [...tasks];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const chosen = Math.floor(draw() * (last + 1));
      const [a, b] = [order[last], order[chosen]];
      if (a !== undefined && b !== undefined) {
        order[last] = b;
        order[chosen] = a;
      }
    }
    return inner(order, signal);
  };
}
