import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSchedule } from '../../src/run/schedule-decision.js';
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
