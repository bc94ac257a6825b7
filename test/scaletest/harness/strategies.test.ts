import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concurrent,
  type ExecutionStrategy,
  linear,
  parallel,
  shuffled,
  type Task,
  withTimeout,
} from '../../../src/scaletest/harness/index.js';
import { seededDraws } from '../../../src/stats/index.js';
import { abortable, VirtualClock } from '../../../src/time/index.js';

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Tasks that end after some turns, and what was seen of them. */
function watchedTasks(turns: readonly number[]) {
  const seen = { begun: [] as number[], running: 0, most: 0 };
  const tasks: Task[] = turns.map((count, index) => async () => {
    seen.begun.push(index);
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    for (let at = 0; at < count; at += 1) await turn();
    seen.running -= 1;
  });
  return { tasks, seen };
}

const strategies: readonly [string, ExecutionStrategy, number][] = [
  ['linear', linear(), 1],
  ['parallel(3)', parallel(3), 3],
  ['concurrent', concurrent(), Number.POSITIVE_INFINITY],
];

describe.each(strategies)('%s', (_name, strategy, limit) => {
  it('calls every task once, in order, and never more at a time than it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 }), async (turns) => {
        const { tasks, seen } = watchedTasks(turns);
        await strategy(tasks, never);
        expect(seen.begun).toEqual(turns.map((_turns, index) => index));
        expect(seen.running).toBe(0);
        expect(seen.most).toBe(Math.min(limit, turns.length));
      }),
      { numRuns: 30 },
    );
  });

  it('runs the others although one throws, and then rejects with what was thrown', async () => {
    const { tasks, seen } = watchedTasks([1, 1, 1]);
    const broken: Task = async () => {
      throw new Error('broken');
    };
    const failure = await strategy([broken, ...tasks], never).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors).toEqual([new Error('broken')]);
    expect(seen.begun).toEqual([0, 1, 2]);
  });

  it('calls every task even when its signal is aborted already', async () => {
    const signals: boolean[] = [];
    const task: Task = async (signal) => void signals.push(signal.aborted);
    await strategy([task, task], AbortSignal.abort(new Error('stopped')));
    expect(signals).toEqual([true, true]);
  });
});

describe('parallel', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses the limit %s', (limit) => {
    expect(() => parallel(limit)).toThrow(RangeError);
  });
});

describe('withTimeout', () => {
  const waits: Task = (signal) => abortable(new Promise(() => {}), signal);

  it('counts the limit of each task from when that task begins', async () => {
    const clock = new VirtualClock(0);
    const ended: [string, number][] = [];
    const ends = (name: string): Task => {
      return async (signal) => {
        await waits(signal).catch((reason: Error) => {
          ended.push([`${name}: ${reason.message}`, clock.nowMs()]);
        });
      };
    };
    const done = withTimeout(clock, 1_000, linear())([ends('a'), ends('b')], never);
    await clock.advanceAsync(2_000);
    await done;
    expect(ended).toEqual([
      ['a: not finished after 1s, its time limit', 1_000],
      ['b: not finished after 1s, its time limit', 2_000],
    ]);
  });

  it('leaves no timer behind when a task ends in time', async () => {
    const clock = new VirtualClock(0);
    await withTimeout(clock, 1_000, concurrent())([async () => {}], never);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('keeps the reason of an interrupt', async () => {
    const run = new AbortController();
    const done = withTimeout(new VirtualClock(0), 1_000, linear())([waits], run.signal);
    run.abort(new Error('interrupted'));
    const failure = (await done.catch((thrown: unknown) => thrown)) as AggregateError;
    expect(failure.errors).toEqual([new Error('interrupted')]);
  });

  it('calls the task even when the signal is aborted already', async () => {
    let called = 0;
    const counts: Task = async () => {
      called += 1;
    };
    const signal = AbortSignal.abort(new Error('stopped'));
    await withTimeout(new VirtualClock(0), 1_000, linear())([counts], signal);
    expect(called).toBe(1);
  });
});

describe('shuffled', () => {
  it('calls every task once, in an order that follows from the draws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.nat(20), async (seed, count) => {
        const first = watchedTasks(new Array<number>(count).fill(0));
        const second = watchedTasks(new Array<number>(count).fill(0));
        await shuffled(seededDraws(seed), linear())(first.tasks, never);
        await shuffled(seededDraws(seed), linear())(second.tasks, never);
        expect(first.seen.begun).toEqual(second.seen.begun);
        expect(first.seen.begun.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
      }),
      { numRuns: 50 },
    );
  });

  it('makes every order of three equally likely', async () => {
    const draw = seededDraws('orders');
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round += 1) {
      const { tasks, seen } = watchedTasks([0, 0, 0]);
      await shuffled(draw, linear())(tasks, never);
      counts.set(seen.begun.join(), (counts.get(seen.begun.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) {
      expect(Math.abs(count - 1_000)).toBeLessThan(150);
    }
  });

  it('leaves the given tasks in their order', async () => {
    const { tasks } = watchedTasks([0, 0, 0, 0]);
    const before = [...tasks];
    await shuffled(() => 0, linear())(tasks, never);
    expect(tasks).toEqual(before);
  });
});
