import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScaledClock, VirtualClock } from '../../src/time/index.js';

const START_MS = Date.UTC(2026, 10, 23, 9, 0);

describe('ScaledClock', () => {
  it('lets an hour pass in a minute at scale 60', () => {
    const base = new VirtualClock();
    const clock = new ScaledClock(base, { scale: 60, originMs: START_MS });
    base.advanceBy(60_000);
    expect(clock.nowMs()).toBe(START_MS + 3_600_000);
  });

  it('takes its origin at the given time of the base clock', () => {
    const base = new VirtualClock(1_000);
    const clock = new ScaledClock(base, { scale: 10, originMs: START_MS, baseOriginMs: 400 });
    expect(clock.nowMs()).toBe(START_MS + 6_000);
  });

  it('takes its origin at the present of the base clock when none is given', () => {
    const base = new VirtualClock(1_000);
    expect(new ScaledClock(base, { scale: 10, originMs: START_MS }).nowMs()).toBe(START_MS);
  });

  it('has reached the time of a timer when that fires, whatever the rounding', () => {
    const scales = fc.double({ min: 0.001, max: 600, noNaN: true });
    const starts = fc.double({ min: 1.7e12, max: 1.9e12, noNaN: true });
    const delays = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(scales, starts, starts, delays, (scale, baseMs, originMs, delayMs) => {
        const base = new VirtualClock(baseMs);
        const clock = new ScaledClock(base, { scale, originMs });
        let firedAtMs: number | undefined;
        clock.schedule(originMs + delayMs, () => {
          firedAtMs = clock.nowMs();
        });
        base.advanceTo(base.nextTimerMs()!);
        // Late by no more than what the base clock, in doubles, can tell apart.
        expect(firedAtMs).toBeGreaterThanOrEqual(originMs + delayMs);
        expect(firedAtMs).toBeLessThan(originMs + delayMs + 0.01 + scale * 0.002);
      }),
    );
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses a scale of %d', (scale) => {
    expect(() => new ScaledClock(new VirtualClock(), { scale, originMs: 0 })).toThrow(RangeError);
  });

  it.each([{ originMs: Number.NaN }, { originMs: Infinity }, { originMs: 0, baseOriginMs: Number.NaN }])(
    'refuses the origins $originMs and $baseOriginMs',
    (origins) => {
      expect(() => new ScaledClock(new VirtualClock(), { scale: 1, ...origins })).toThrow(RangeError);
    },
  );
});
