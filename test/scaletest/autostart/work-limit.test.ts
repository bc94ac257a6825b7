import { describe, expect, it } from 'vitest';
import { withWorkLimit } from '../../../src/scaletest/autostart/work-limit.js';
import { sleep, VirtualClock } from '../../../src/time/index.js';
import { drive } from './drive.js';

describe('withWorkLimit', () => {
  const expired = () => new Error('too long');
  const never = new AbortController().signal;

  it('counts the work before, between and after waits together', async () => {
    const clock = new VirtualClock();
    const limited = (limitMs: number) =>
      drive(
        clock,
        withWorkLimit(clock, limitMs, never, expired, async (signal, uncounted) => {
          for (let turn = 0; turn < 3; turn += 1) {
            await uncounted(() => sleep(clock, 1_000, signal));
            await sleep(clock, 10, signal);
          }
          return 'done';
        }),
      );
    expect(await limited(31)).toBe('done');
    await expect(limited(29)).rejects.toThrow('too long');
  });

  it('stops work that never waits, at the limit', async () => {
    const clock = new VirtualClock();
    const work = withWorkLimit(clock, 50, never, expired, (signal) => sleep(clock, 60, signal));
    await expect(drive(clock, work)).rejects.toThrow('too long');
    expect(clock.nowMs()).toBe(50);
  });

  it('goes on counting after a wait that failed', async () => {
    const clock = new VirtualClock();
    const work = withWorkLimit(clock, 50, never, expired, async (signal, uncounted) => {
      await uncounted(() => Promise.reject(new Error('no turn'))).catch(() => {});
      await sleep(clock, 60, signal);
    });
    await expect(drive(clock, work)).rejects.toThrow('too long');
  });

  it("is aborted with its parent's reason, in a wait too, and leaves no timer behind", async () => {
    const clock = new VirtualClock();
    const parent = new AbortController();
    clock.schedule(10, () => parent.abort(new Error('stop')));
    const work = withWorkLimit(clock, 50, parent.signal, expired, (signal, uncounted) =>
      uncounted(() => sleep(clock, 1_000, signal)),
    );
    await expect(drive(clock, work)).rejects.toThrow('stop');
    expect(clock.nextTimerMs()).toBeUndefined();
  });
});
