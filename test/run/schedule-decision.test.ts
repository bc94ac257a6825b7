import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSchedule, windowOffsetMinutes } from '../../src/run/schedule-decision.js';
import { nextOccurrenceMs, parseSchedule } from '../../src/time/index.js';

const MINUTE_MS = 60_000;
const inputs = fc.record({
  nowMs: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  autostartDelayMs: fc.integer({ min: 120_000, max: 3_600_000 }),
  storingMs: fc.integer({ min: 0, max: 3_600_000 }),
  timeScale: fc.integer({ min: 1, max: 600 }),
});

describe('decideSchedule', () => {
  it('never schedules earlier than the delay that was asked for, as rounding to the nearest minute would', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { scheduledAtMs } = decideSchedule(given);
        expect(scheduledAtMs % MINUTE_MS).toBe(0);
        expect(scheduledAtMs - given.nowMs).toBeGreaterThanOrEqual(given.autostartDelayMs);
      }),
    );
  });

  it('takes the first minute that fits', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { scheduledAtMs, lengthenedMs } = decideSchedule(given);
        const earliestMs = given.nowMs + given.autostartDelayMs + lengthenedMs;
        expect(scheduledAtMs - earliestMs).toBeLessThan(MINUTE_MS);
      }),
    );
  });

  it('leaves twice the time that storing all schedules takes', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        fc.pre(given.storingMs > 0);
        const { scheduledAtMs } = decideSchedule(given);
        expect(scheduledAtMs - given.nowMs).toBeGreaterThanOrEqual(2 * given.storingMs + 10_000);
      }),
    );
  });

  it('fires at the scheduled minute and not again before a week has passed', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { scheduledAtMs, schedule } = decideSchedule(given);
        const parsed = parseSchedule(schedule);
        expect(nextOccurrenceMs(parsed, given.nowMs)).toBe(scheduledAtMs);
        expect(nextOccurrenceMs(parsed, scheduledAtMs)).toBe(scheduledAtMs + 7 * 24 * 60 * MINUTE_MS);
      }),
    );
  });
});

describe('windowOffsetMinutes', () => {
  it('gives everyone the same minute without a window', () => {
    expect([0, 1, 500].map((index) => windowOffsetMinutes(index, 0))).toEqual([0, 0, 0]);
  });

  it('gives the same index the same minute every time', () => {
    const once = Array.from({ length: 1_000 }, (_, index) => windowOffsetMinutes(index, 10));
    const again = Array.from({ length: 1_000 }, (_, index) => windowOffsetMinutes(index, 10));
    expect(again).toEqual(once);
  });

  it('spreads a storm evenly over the window', () => {
    const perMinute = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const minute = windowOffsetMinutes(index, 10);
      perMinute[minute] = (perMinute[minute] ?? 0) + 1;
    }
    for (const count of perMinute) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
