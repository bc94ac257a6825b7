import { describe, expect, it } from 'vitest';
import type { CallOptions } from '../../src/codersdk/index.js';
import { measureStoring } from '../../src/run/storing-rate.js';
import { sleep, VirtualClock } from '../../src/time/index.js';

/** A deployment that takes one update at a time, each for a tenth of a second; the last is asked for twice. */
function slowDeployment(clock: VirtualClock, fails = false, pauseMs = 0) {
  let last: Promise<void> = Promise.resolve();
  const updates: (string | null)[] = [];
  const setAutostart = async (
    id: string,
    schedule: string | null,
    { onAnswered }: CallOptions,
  ): Promise<void> => {
    updates.push(schedule);
    const sentMs = clock.nowMs();
    last = last.then(() => sleep(clock, 100));
    await last;
    if (fails) throw new Error('no');
    onAnswered?.(clock.nowMs() - sentMs);
    if (id === 'w19') await sleep(clock, pauseMs);
  };
  return { client: { workspaces: { setAutostart } } as never, updates };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`);

describe('measureStoring', () => {
  it('tells from twenty updates that change nothing how long all will take', async () => {
    const clock = new VirtualClock(0);
    const { client, updates } = slowDeployment(clock);
    const measured = measureStoring(client, ids(1_000), clock, 1, new AbortController().signal);
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
      1,
      new AbortController().signal,
    );
    await clock.advanceAsync(10_000);
    expect(await measured).toBeCloseTo(500, 0);
  });

  it('counts the pauses of an update that is asked for again once, not for every workspace', async () => {
    const clock = new VirtualClock(0);
    const { client } = slowDeployment(clock, false, 3_000);
    const measured = measureStoring(client, ids(1_000), clock, 1, new AbortController().signal);
    await clock.advanceAsync(10_000);
    expect(await measured).toBeCloseTo(103_000, 0);
  });

  it('sends nothing where there is no workspace', async () => {
    const clock = new VirtualClock(0);
    const { client, updates } = slowDeployment(clock);
    expect(await measureStoring(client, [], clock, 1, new AbortController().signal)).toBe(0);
    expect(updates).toEqual([]);
  });
});
