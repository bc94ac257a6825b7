import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunCurve } from '../../src/live/run-curve.js';

describe('RunCurve', () => {
  it('has one step a second, each as it was left', () => {
    const curve = new RunCurve(10_000);
    curve.record({ halfway: null, done: 1, failed: 0, queue: 9 }, 10_100);
    curve.record({ halfway: null, done: 2, failed: 0, queue: 7 }, 10_900);
    curve.record({ halfway: null, done: 5, failed: 1, queue: 3 }, 12_000);
    expect(curve.view(12_500)).toEqual({
      fromMs: 10_000,
      stepMs: 1_000,
      halfway: [null, null, null],
      done: [2, 2, 5],
      failed: [0, 0, 1],
      queue: [9, 9, 3],
    });
  });

  it('knows of no queue before it was counted, and of nothing before its beginning', () => {
    const curve = new RunCurve(10_000);
    curve.record({ halfway: null, done: 1, failed: 0, queue: null }, 10_000);
    expect(curve.view(10_000).queue).toEqual([null]);
    expect(curve.view(9_999).done).toEqual([]);
  });

  it('takes no more room for a longer time, and ends with what was recorded last', () => {
    const increments = fc.array(fc.tuple(fc.integer({ min: 0, max: 400_000 }), fc.nat(50)), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(increments, (steps) => {
        const curve = new RunCurve(0);
        let [atMs, done, longest] = [0, 0, 0];
        for (const [laterMs, more] of steps) {
          atMs += laterMs;
          done += more;
          longest = Math.max(longest, more);
          curve.record({ halfway: null, done, failed: 0, queue: more }, atMs);
        }
        const view = curve.view(atMs);
        expect(view.done.length).toBeLessThanOrEqual(240);
        expect(view.done.length * view.stepMs).toBeGreaterThan(atMs);
        expect(view.done.at(-1)).toBe(done);
        expect(view.done).toEqual(view.done.toSorted((a, b) => a - b));
        expect(Math.max(...view.queue.map((queue) => queue ?? 0))).toBe(longest);
      }),
    );
  });
});
