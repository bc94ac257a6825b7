import { describe, expect, it } from 'vitest';

import { sleep, VirtualClock } from '../../src/time/index.js';

describe('VirtualClock', () => {
  it('begins at 0 unless told otherwise', () => {
    expect(new VirtualClock().nowMs()).toBe(0);
    expect(new VirtualClock(5).nowMs()).toBe(5);
  });

  it('shows each timer its own time, and then the time advanced to', () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    for (const atMs of [10, 20]) clock.schedule(atMs, () => times.push(clock.nowMs()));
    clock.advanceTo(25);
    expect(times).toEqual([10, 20]);
    expect(clock.nowMs()).toBe(25);
  });

  it('tells when the next timer is due', () => {
    const clock = new VirtualClock(100);
    expect(clock.nextTimerMs()).toBeUndefined();
    clock.schedule(300, () => {});
    const cancel = clock.schedule(200, () => {});
    expect(clock.nextTimerMs()).toBe(200);
    cancel();
    expect(clock.nextTimerMs()).toBe(300);
    clock.schedule(50, () => {});
    expect(clock.nextTimerMs()).toBe(100);
  });

  it.each([9, Number.NaN, Infinity])('refuses to go from 10 to %d', (ms) => {
    const clock = new VirtualClock(10);
    expect(() => clock.advanceTo(ms)).toThrow(RangeError);
    expect(clock.nowMs()).toBe(10);
  });

  it('stands at the time of a timer that throws, with the later ones pending', () => {
    const clock = new VirtualClock();
    clock.schedule(10, () => {
      throw new Error('broken');
    });
    clock.schedule(20, () => {});
    expect(() => clock.advanceTo(30)).toThrow('broken');
    expect(clock.nowMs()).toBe(10);
    expect(clock.nextTimerMs()).toBe(20);
  });

  it('is not turned back when a timer advances it further', () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    clock.schedule(10, () => clock.advanceTo(40));
    for (const atMs of [20, 50]) clock.schedule(atMs, () => times.push(clock.nowMs()));
    clock.advanceTo(30);
    expect(clock.nowMs()).toBe(40);
    expect(times).toEqual([20]);
  });

  describe('advanceAsync', () => {
    it('follows up the promises of each timer before the next fires', async () => {
      const clock = new VirtualClock();
      const log: string[] = [];
      const worker = async (name: string, everyMs: number) => {
        for (let round = 1; round <= 3; round++) {
          await sleep(clock, everyMs);
          await new Promise((resolve) => setImmediate(resolve));
          log.push(`${clock.nowMs()} ${name}`);
        }
      };
      const workers = [worker('a', 10), worker('b', 15)];
      await clock.advanceAsync(45);
      await Promise.all(workers);
      expect(log).toEqual(['10 a', '15 b', '20 a', '30 b', '30 a', '45 b']);
    });

    it('lets what was begun before it schedule its timers first', async () => {
      const clock = new VirtualClock();
      let hasWoken = false;
      const late = (async () => {
        await Promise.resolve();
        await sleep(clock, 10);
        hasWoken = true;
      })();
      await clock.advanceAsync(10);
      expect(hasWoken).toBe(true);
      await late;
    });

    it('arrives at the time asked for', async () => {
      const clock = new VirtualClock(100);
      await clock.advanceAsync(50);
      expect(clock.nowMs()).toBe(150);
    });

    it('rejects with what a timer throws', async () => {
      const clock = new VirtualClock();
      clock.schedule(10, () => {
        throw new Error('broken');
      });
      await expect(clock.advanceAsync(20)).rejects.toThrow('broken');
    });

    it('refuses to go back', async () => {
      await expect(new VirtualClock().advanceAsync(-1)).rejects.toThrow(RangeError);
    });
  });
});
