import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import { type Clock, ScaledClock, SystemClock, VirtualClock } from '../../src/time/index.js';
import { FakeSystemSources } from './fake-system-sources.js';

const START_MS = Date.UTC(2026, 10, 23, 9, 0);
const DAY_MS = 86_400_000;

interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets milliseconds of this clock pass, firing what becomes due. */
  elapse(ms: number): void;
  /** Lets milliseconds of this clock pass at one stroke, then fires what is due. */
  suspend(ms: number): void;
  /** Sets the wall clock, where there is one. */
  stepWall(byMs: number): void;
}

function systemClock(): ClockUnderTest {
  const machine = new FakeSystemSources(START_MS);
  return {
    clock: new SystemClock(machine),
    elapse: (ms) => machine.elapse(ms),
    suspend: (ms) => machine.suspend(ms),
    stepWall: (byMs) => machine.stepWall(byMs),
  };
}

function virtualClock(): ClockUnderTest {
  const clock = new VirtualClock(START_MS);
  return {
    clock,
    elapse: (ms) => clock.advanceBy(ms),
    suspend: (ms) => clock.advanceBy(ms),
    stepWall: () => {},
  };
}

function scaledClock(base: ClockUnderTest, scale: number): ClockUnderTest {
  return {
    clock: new ScaledClock(base.clock, { scale, originMs: START_MS }),
    elapse: (ms) => base.elapse(ms / scale),
    suspend: (ms) => base.suspend(ms / scale),
    stepWall: (byMs) => base.stepWall(byMs),
  };
}

const clocks: readonly (readonly [name: string, make: () => ClockUnderTest])[] = [
  ['SystemClock', systemClock],
  ['VirtualClock', virtualClock],
  ['ScaledClock, a quarter of a SystemClock', () => scaledClock(systemClock(), 0.25)],
  ['ScaledClock, 64 times a VirtualClock', () => scaledClock(virtualClock(), 64)],
];

describe.each(clocks)('%s', (_name, make) => {
  let under: ClockUnderTest;
  let clock: Clock;
  let fired: string[];

  /** Schedules a timer `inMs` from now that notes its name. */
  const note = (name: string, inMs: number) =>
    clock.schedule(clock.nowMs() + inMs, () => {
      fired.push(name);
    });

  beforeEach(() => {
    under = make();
    clock = under.clock;
    fired = [];
  });

  it('shows its start, then what has passed since', () => {
    expect(clock.nowMs()).toBe(START_MS);
    under.elapse(1_500);
    expect(clock.nowMs()).toBe(START_MS + 1_500);
  });

  it('fires a timer when its time has come, not before, and once', () => {
    note('a', 1_000);
    under.elapse(999);
    expect(fired).toEqual([]);
    under.elapse(1);
    expect(fired).toEqual(['a']);
    under.elapse(10_000);
    expect(fired).toEqual(['a']);
  });

  it('has reached the time of a timer when that fires', () => {
    const lateMs: number[] = [];
    for (const atMs of [START_MS + 0.1, START_MS + 333.3, START_MS + 1_000]) {
      clock.schedule(atMs, () => lateMs.push(clock.nowMs() - atMs));
    }
    under.elapse(2_000);
    expect(lateMs).toHaveLength(3);
    for (const ms of lateMs) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('fires timers in the order of their times, whatever the order of scheduling', () => {
    note('c', 30);
    note('a', 10);
    note('b', 20);
    under.elapse(30);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  it('fires timers of equal times in the order of scheduling', () => {
    const names = Array.from({ length: 100 }, (_, index) => `timer ${index}`);
    for (const name of names) note(name, 10);
    under.elapse(10);
    expect(fired).toEqual(names);
  });

  it('does not fire a timer that was cancelled', () => {
    const cancel = note('a', 10);
    note('b', 10);
    cancel();
    cancel();
    under.elapse(20);
    expect(fired).toEqual(['b']);
  });

  it('takes the cancelling of a timer that has fired for nothing', () => {
    const cancel = note('a', 10);
    under.elapse(10);
    note('b', 10);
    cancel();
    under.elapse(10);
    expect(fired).toEqual(['a', 'b']);
  });

  it('does not fire a timer that another one cancels at the same instant', () => {
    clock.schedule(START_MS + 10, () => cancel());
    const cancel = note('b', 10);
    under.elapse(10);
    expect(fired).toEqual([]);
  });

  it.each([0, -1, -Infinity])('fires a timer that is %d ms ahead soon, but not at once', (inMs) => {
    note('a', inMs);
    expect(fired).toEqual([]);
    under.elapse(0);
    expect(fired).toEqual(['a']);
  });

  it('takes past times for the present: behind what is due already', () => {
    under.elapse(100);
    note('a', 0);
    note('b', -50);
    note('c', -100);
    under.elapse(0);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  it('fires timers that are scheduled by a timer, each at its time', () => {
    clock.schedule(START_MS + 10, () => {
      note('now', 0);
      note('later', 10);
      fired.push('first');
    });
    note('between', 15);
    under.elapse(10);
    expect(fired).toEqual(['first', 'now']);
    under.elapse(10);
    expect(fired).toEqual(['first', 'now', 'between', 'later']);
  });

  it('keeps a delay of more than 2^31-1 ms', () => {
    note('a', 60 * DAY_MS);
    under.elapse(60 * DAY_MS - 1);
    expect(fired).toEqual([]);
    under.elapse(1);
    expect(fired).toEqual(['a']);
  });

  it('never fires a timer at Infinity', () => {
    clock.schedule(Infinity, () => fired.push('never'))();
    clock.schedule(Infinity, () => fired.push('never'));
    under.elapse(1_000 * DAY_MS);
    expect(fired).toEqual([]);
  });

  it('refuses a timer at NaN', () => {
    expect(() => clock.schedule(Number.NaN, () => {})).toThrow(RangeError);
  });

  it.each([-DAY_MS, DAY_MS])(
    'moves neither the present nor a timer when the wall clock steps by %d ms',
    (byMs) => {
      note('a', 1_000);
      under.stepWall(byMs);
      expect(clock.nowMs()).toBe(START_MS);
      under.elapse(999);
      expect(fired).toEqual([]);
      under.elapse(1);
      expect(fired).toEqual(['a']);
      expect(clock.nowMs()).toBe(START_MS + 1_000);
    },
  );

  it('fires all that came due while the machine slept once, in order', () => {
    note('c', 3 * DAY_MS);
    note('a', 1_000);
    note('d', 11 * DAY_MS);
    note('b', 2 * DAY_MS);
    under.suspend(10 * DAY_MS);
    expect(fired).toEqual(['a', 'b', 'c']);
    under.elapse(DAY_MS);
    expect(fired).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fires what a sorted list says, through any history of scheduling, cancelling and waiting', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.record({ schedule: fc.integer({ min: -8, max: 64 }) }) },
        { weight: 2, arbitrary: fc.record({ cancel: fc.nat(100) }) },
        { weight: 1, arbitrary: fc.record({ elapse: fc.nat(32) }) },
        { weight: 1, arbitrary: fc.record({ suspend: fc.nat(32) }) },
      ),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(steps, (history) => {
        const { clock, elapse, suspend } = make();
        const actual: number[] = [];
        const expected: number[] = [];
        const cancels: (() => void)[] = [];
        let pending: { atMs: number; id: number }[] = [];
        const fireDue = () => {
          const due = pending.filter((timer) => timer.atMs <= clock.nowMs());
          pending = pending.filter((timer) => timer.atMs > clock.nowMs());
          expected.push(...due.sort((a, b) => a.atMs - b.atMs || a.id - b.id).map((timer) => timer.id));
        };
        for (const step of history) {
          if ('schedule' in step) {
            const id = cancels.length;
            pending.push({ atMs: clock.nowMs() + Math.max(0, step.schedule), id });
            cancels.push(clock.schedule(clock.nowMs() + step.schedule, () => actual.push(id)));
          } else if ('cancel' in step) {
            cancels[step.cancel]?.();
            pending = pending.filter((timer) => timer.id !== step.cancel);
          } else {
            if ('elapse' in step) elapse(step.elapse);
            else suspend(step.suspend);
            fireDue();
          }
        }
        expect(actual).toEqual(expected);
      }),
    );
  });
});
