import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostStartsAtOnce, shortestWindowMinutes } from '../../src/run/storm-occupancy.js';
import { windowOffsetMinutes } from '../../src/time/index.js';

describe('mostStartsAtOnce', () => {
  it('is everybody where all are due in one minute', () => {
    expect(mostStartsAtOnce({ workspaceCount: 300, windowMinutes: 0, buildMs: 45_000 })).toBe(300);
  });

  it('counts who is due in each minute by the hash that decides it, and who still starts from the minutes before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 400_000 }),
        (workspaceCount, windowMinutes, buildMs) => {
          const lasting = Math.max(1, Math.ceil(buildMs / 60_000));
          const minutes = Array.from({ length: workspaceCount }, (_, i) =>
            windowOffsetMinutes(i, windowMinutes),
          );
          const running = Array.from(
            { length: windowMinutes },
            (_, now) => minutes.filter((minute) => minute <= now && minute > now - lasting).length,
          );
          expect(mostStartsAtOnce({ workspaceCount, windowMinutes, buildMs })).toBe(Math.max(...running));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('shortestWindowMinutes', () => {
  it('is a window in which no more run at once than allowed', () => {
    const inputs = { workspaceCount: 500, buildMs: 90_000 };
    const windowMinutes = shortestWindowMinutes(inputs, 10);
    expect(windowMinutes).toBeGreaterThanOrEqual(100);
    expect(mostStartsAtOnce({ ...inputs, windowMinutes: windowMinutes ?? 0 })).toBeLessThanOrEqual(10);
  });

  it('is none where a day is too short', () => {
    expect(shortestWindowMinutes({ workspaceCount: 100_000, buildMs: 90_000 }, 1)).toBeNull();
  });
});
