import { describe, expect, it } from 'vitest';
import { measureStoring } from '../../src/run/storing-rate.js';
import { sleep, VirtualClock } from '../../src/time/index.js';

/** A deployment that takes one update at a time, each for a tenth of a second. */
function slowDeployment(clock: VirtualClock, fails = false) {
  let last: Promise<void> = Promise.resolve();
  const updates: (string | null)[] = [];
  const setAutostart = (_id: string, schedule: string | null): Promise<void> => {
    updates.push(schedule);
    last = last.then(() => sleep(clock, 100));
    return fails ? last.then(() => Promise.reject(new Error('no'))) : last;
  };
  return { client: { workspaces: { setAutostart } } as never, updates };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`);

describe('measureStoring', () => {
  it('tells from twenty updates that change nothing how long all will take', async () => {
    const clock = new VirtualClock(0);
    const { client, updates } = slowDeployment(clock);
    const measured = measureStoring(client, ids(1_000), clock, new AbortController().signal);
    await clock.advanceAsync(10_000);
    expect(await measured).toBeCloseTo(100_000, 0);
    expect(updates).toEqual(new Array(20).fill(null));
  });

  it('does not fail with an update that fails', async () => {
    const clock = new VirtualClock(0);
    const measured = measureStoring(
      slowDeployment(clock, true).client,
      ids(5),
      clock,
      new AbortController().signal,
    );
    await clock.advanceAsync(10_000);
    expect(await measured).toBeCloseTo(500, 0);
  });

  it('sends nothing where there is no workspace', async () => {
    const clock = new VirtualClock(0);
    const { client, updates } = slowDeployment(clock);
    expect(await measureStoring(client, [], clock, new AbortController().signal)).toBe(0);
    expect(updates).toEqual([]);
  });
});
