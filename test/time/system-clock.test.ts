import { describe, expect, it } from 'vitest';

import { SystemClock } from '../../src/time/index.js';
import { FakeSystemSources } from './fake-system-sources.js';

const START_MS = Date.UTC(2026, 10, 23, 9, 0);

describe('SystemClock', () => {
  it('shows the wall time at its construction, carried on by the monotonic clock', () => {
    const machine = new FakeSystemSources(START_MS);
    machine.elapse(1_234.5);
    const clock = new SystemClock(machine);
    machine.stepWall(-3_600_000);
    machine.elapse(0.25);
    expect(clock.nowMs()).toBe(START_MS + 1_234.75);
  });

  it('sets one timer of the event loop, however many of its own are pending', () => {
    const machine = new FakeSystemSources(START_MS);
    const clock = new SystemClock(machine);
    for (let inMs = 1_000; inMs > 0; inMs--) clock.schedule(START_MS + inMs, () => {});
    expect(machine.alarms).toBe(1);
    machine.elapse(500);
    expect(machine.alarms).toBe(1);
    machine.elapse(500);
    expect(machine.alarms).toBe(0);
  });

  it('sets no timer of the event loop when all of its own are cancelled', () => {
    const machine = new FakeSystemSources(START_MS);
    const clock = new SystemClock(machine);
    const cancels = [30, 10, 20].map((inMs) => clock.schedule(START_MS + inMs, () => {}));
    for (const cancel of cancels) cancel();
    expect(machine.alarms).toBe(0);
  });

  it('does not fire a timer before its time though the event loop is early', () => {
    const machine = new FakeSystemSources(START_MS);
    const clock = new SystemClock(machine);
    let fired = 0;
    clock.schedule(START_MS + 10, () => {
      fired += 1;
    });
    machine.elapse(9);
    machine.ringEarly();
    expect(fired).toBe(0);
    machine.elapse(1);
    expect(fired).toBe(1);
  });

  it('fires the next timer though one has thrown', () => {
    const machine = new FakeSystemSources(START_MS);
    const clock = new SystemClock(machine);
    let fired = 0;
    clock.schedule(START_MS + 10, () => {
      throw new Error('broken');
    });
    clock.schedule(START_MS + 10, () => {
      fired += 1;
    });
    expect(() => machine.elapse(10)).toThrow('broken');
    machine.elapse(0);
    expect(fired).toBe(1);
  });

  describe('of this process', () => {
    it('shows the present, more finely than in milliseconds', () => {
      const beforeMs = Date.now();
      const clock = new SystemClock();
      const readings = Array.from({ length: 10_000 }, () => clock.nowMs());
      const steps = readings.slice(1).map((reading, index) => reading - readings[index]!);
      expect(readings[0]).toBeGreaterThanOrEqual(beforeMs);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...steps.filter((step) => step > 0))).toBeLessThan(1);
    });

    it('fires timers in order and not before their times', async () => {
      const clock = new SystemClock();
      const startMs = clock.nowMs();
      const fired: string[] = [];
      await new Promise<void>((resolve) => {
        clock.schedule(startMs + 2, () => {
          fired.push('in 2 ms');
          resolve();
        });
        clock.schedule(startMs + 1, () => fired.push('in 1 ms'));
        clock.schedule(startMs - 1, () => fired.push('1 ms ago'));
        clock.schedule(startMs + 1, () => fired.push('cancelled'))();
        expect(fired).toEqual([]);
      });
      expect(clock.nowMs()).toBeGreaterThanOrEqual(startMs + 2);
      expect(fired).toEqual(['1 ms ago', 'in 1 ms', 'in 2 ms']);
    });

    it('follows up the promises of one timer before the next fires', async () => {
      const clock = new SystemClock();
      const order: string[] = [];
      const atMs = clock.nowMs();
      const first = new Promise<void>((resolve) => clock.schedule(atMs, resolve)).then(async () => {
        await Promise.resolve();
        order.push('promises of the first');
      });
      const second = new Promise<void>((resolve) => {
        clock.schedule(atMs, () => {
          order.push('the second');
          resolve();
        });
      });
      await Promise.all([first, second]);
      expect(order).toEqual(['promises of the first', 'the second']);
    });
  });
});
