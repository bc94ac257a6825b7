import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../src/codersdk/index.js';
import { AbortWatch } from '../../../src/run/abort-if/index.js';
import { RequestListeners } from '../../../src/run/request-listeners.js';
import {
  AbortConditionError,
  InterruptError,
  type RunEvent,
  type RunnerState,
} from '../../../src/storm/index.js';
import { parseAbortCondition } from '../../../src/thresholds/index.js';
import { VirtualClock } from '../../../src/time/index.js';

function watching(conditions: readonly string[], workspaceCount = 200) {
  const clock = new VirtualClock();
  const requests = new RequestListeners();
  const interrupt = new AbortController();
  const told: AbortConditionError[] = [];
  const watch = new AbortWatch({
    conditions: conditions.map(parseAbortCondition),
    workspaceCount,
    requests,
    realClock: clock,
    interrupt: interrupt.signal,
    onStop: (reason) => told.push(reason),
  });
  watch.begin();
  const answers = (count: number, record: Partial<RequestRecord> = {}) => {
    for (let i = 0; i < count; i += 1)
      requests.tell({
        method: 'GET',
        path: '/',
        route: '/',
        status: 200,
        canceled: false,
        durationMs: 10,
        attempt: 1,
        ...record,
      });
  };
  const begin = (index: number, from: RunnerState, to: RunnerState) =>
    watch.onEvent({ type: 'runner', index, from, to, atMs: 0 });
  const fails = (index: number, from: RunnerState) => {
    begin(index, from, 'done');
    watch.onEvent({ type: 'outcome', index, kind: 'setup_failed' });
  };
  /** Workspaces whose first start ends, one after the other. */
  const starts = (from: number, to: number, failed = false) => {
    for (let index = from; index < to; index += 1) {
      begin(index, 'workspace', 'start');
      if (failed) fails(index, 'start');
      else begin(index, 'start', 'stop');
    }
  };
  return { clock, watch, interrupt, told, answers, begin, fails, starts };
}

function autostart(index: number, outcome: 'succeeded' | 'failed' | 'canceled'): RunEvent {
  return { type: 'hint', index, outcome, atMs: 0 };
}

/**
 * A set-up in which every start of a wave begins before one ends, what fails ends first, and every start is over before
 * the first stop is: the order in which most failures are told before most successes.
 */
function setUpInWaves(
  { begin, fails }: Pick<ReturnType<typeof watching>, 'begin' | 'fails'>,
  workspaceCount: number,
  provisioners: number,
  isFailure: (index: number) => boolean,
) {
  const all = Array.from({ length: workspaceCount }, (_, index) => index);
  for (const index of all) begin(index, 'waiting', 'user');
  for (const index of all) begin(index, 'user', 'workspace');
  for (let first = 0; first < workspaceCount; first += provisioners) {
    const wave = all.slice(first, first + provisioners);
    for (const index of wave) begin(index, 'workspace', 'start');
    for (const index of wave.filter(isFailure)) fails(index, 'start');
    for (const index of wave.filter((one) => !isFailure(one))) begin(index, 'start', 'stop');
  }
  for (const index of all.filter((one) => !isFailure(one))) begin(index, 'stop', 'barrier');
}

describe('AbortWatch, for workspaces that fail', () => {
  it('stops at the ending with which the share is too large, and says by what', () => {
    const { watch, told, starts } = watching(['failed_rate>20%']);
    starts(0, 40);
    starts(40, 50, true);
    expect(watch.signal.aborted).toBe(false);
    starts(50, 51, true);
    expect(watch.signal.reason).toBeInstanceOf(AbortConditionError);
    expect(told.map(({ message }) => message)).toEqual([
      '--abort-if failed_rate>20%: 21.6 %, 11 of the 51 latest set-up starts',
    ]);
    starts(51, 80, true);
    expect(told).toHaveLength(1);
  });

  it('lets a large set-up go on in which 10 % fail, though failures end before successes', () => {
    const going = watching(['failed_rate>20%'], 300);
    setUpInWaves(going, 300, 50, (index) => index % 10 === 3);
    expect(going.told).toEqual([]);
  });

  it('stops one in which 50 % fail, while the first starts are under way', () => {
    const going = watching(['failed_rate>20%'], 300);
    setUpInWaves(going, 300, 50, (index) => index % 2 === 0);
    expect(going.told.map(({ message }) => message)).toEqual([
      '--abort-if failed_rate>20%: 22.0 %, 11 of the 50 latest set-up starts, 39 of them under way',
    ]);
  });

  it('never stops a set-up at twice the share that fails, however many are started at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 2, max: 20 }),
        (workspaceCount, provisioners, each) => {
          const going = watching([`failed_rate>${Math.ceil(200 / each)}%`], workspaceCount);
          setUpInWaves(going, workspaceCount, provisioners, (index) => index % each === each - 1);
          expect(going.told).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('judges each step for itself, so that those that all pass do not hide one that fails', () => {
    const { watch, told, begin, fails } = watching(['failed_rate>50%']);
    for (let index = 0; index < 12; index += 1) {
      begin(index, 'waiting', 'user');
      begin(index, 'user', 'login');
      begin(index, 'login', 'workspace');
      begin(index, 'workspace', 'start');
      begin(index, 'start', 'stop');
      fails(index, 'stop');
    }
    expect(watch.signal.aborted).toBe(true);
    expect(told[0]?.measured).toBe('100.0 %, 10 of the 10 latest set-up stops');
  });

  it('does not judge by fewer than ten, or by fewer than all of a small run', () => {
    const large = watching(['failed_rate>20%']);
    large.starts(0, 9, true);
    expect(large.watch.signal.aborted).toBe(false);
    const small = watching(['failed_rate>20%'], 3);
    small.starts(0, 3, true);
    expect(small.watch.signal.aborted).toBe(true);
  });

  it('looks at the last hundred only, and once they have ended at none under way', () => {
    const { watch, begin, starts } = watching(['failed_rate>50%'], 2_000);
    starts(0, 1_000);
    for (let index = 1_100; index < 1_200; index += 1) begin(index, 'workspace', 'start');
    starts(1_000, 1_050, true);
    expect(watch.signal.aborted).toBe(false);
    starts(1_050, 1_051, true);
    expect(watch.signal.aborted).toBe(true);
  });

  it('counts an autostart once, whatever is told twice, and one that somebody canceled not as failed', () => {
    const { watch, begin } = watching(['failed_rate>0%']);
    for (let index = 0; index < 21; index += 1) begin(index, 'schedule', 'scheduled');
    for (let index = 0; index < 20; index += 1) {
      watch.onEvent(autostart(index, 'canceled'));
      watch.onEvent(autostart(index, 'failed'));
    }
    expect(watch.signal.aborted).toBe(false);
    watch.onEvent(autostart(20, 'failed'));
    expect(watch.reason?.measured).toBe('4.8 %, 1 of the 21 latest autostarts');
  });

  it('counts neither as failed nor as under way who was interrupted or told of by the record alone', () => {
    const { watch, begin } = watching(['failed_rate>0%'], 12);
    for (let index = 0; index < 11; index += 1) begin(index, 'schedule', 'scheduled');
    begin(11, 'workspace', 'start');
    watch.onEvent({ type: 'outcome', index: 11, kind: 'interrupted' });
    watch.onEvent({ type: 'outcome', index: 10, kind: 'failed' });
    for (let index = 0; index < 9; index += 1) watch.onEvent(autostart(index, 'succeeded'));
    expect(watch.signal.aborted).toBe(false);
    watch.onEvent(autostart(9, 'failed'));
    expect(watch.reason?.measured).toBe('10.0 %, 1 of the 10 latest autostarts');
  });
});

describe('AbortWatch, for requests', () => {
  it('stops within a second when too many fail: 429, 5xx and no answer, but not 404', () => {
    const { clock, watch, answers } = watching(['request_error_rate>10%']);
    answers(90);
    answers(50, { status: 404 });
    answers(5, { status: 429 });
    answers(5, { status: 500 });
    answers(5, { status: null });
    clock.advanceBy(1_000);
    expect(watch.signal.aborted).toBe(false);
    answers(5, { status: null, canceled: true });
    clock.advanceBy(1_000);
    expect(watch.signal.aborted).toBe(false);
    answers(3, { status: 503 });
    clock.advanceBy(1_000);
    expect(watch.reason?.message).toBe(
      '--abort-if request_error_rate>10%: 11.4 %, 18 of the 158 requests of the last minute',
    );
  });

  it('stops when the percentile of what they take is too high', () => {
    const { clock, watch, answers } = watching(['request_p95>2s']);
    answers(95);
    answers(5, { durationMs: 9_000 });
    clock.advanceBy(1_000);
    expect(watch.signal.aborted).toBe(false);
    answers(1, { durationMs: 2_500 });
    clock.advanceBy(1_000);
    expect(watch.reason?.message).toBe('--abort-if request_p95>2s: 2.5s in 101 requests of the last minute');
  });

  it('looks at them once a second, and not at every ending', () => {
    const { clock, watch, answers, starts } = watching(['failed_rate>20%', 'request_error_rate>10%']);
    answers(100, { status: 500 });
    starts(0, 50);
    expect(watch.signal.aborted).toBe(false);
    clock.advanceBy(1_000);
    expect(watch.signal.aborted).toBe(true);
  });

  it('judges neither by fewer than twenty nor by what is older than a minute', () => {
    const { clock, watch, answers } = watching(['request_error_rate>0%', 'request_max>1s']);
    answers(19, { status: 500, durationMs: 5_000 });
    clock.advanceBy(62_000);
    answers(19);
    clock.advanceBy(1_000);
    expect(watch.signal.aborted).toBe(false);
  });
});

describe('AbortWatch', () => {
  it('stops for an interrupt too, which is then no condition', () => {
    const { watch, interrupt, told } = watching(['failed_rate>20%']);
    interrupt.abort(new InterruptError('SIGINT'));
    expect(watch.signal.reason).toBeInstanceOf(InterruptError);
    expect(watch.reason).toBeNull();
    expect(told).toEqual([]);
  });

  it('lets pass what is met after its end, and without conditions everything', () => {
    const ended = watching(['failed_rate>0%', 'request_error_rate>0%']);
    ended.watch.end();
    const without = watching([]);
    for (const { clock, watch, answers, starts } of [ended, without]) {
      starts(0, 100, true);
      answers(100, { status: 500 });
      clock.advanceBy(10_000);
      expect(watch.signal.aborted).toBe(false);
      expect(clock.nextTimerMs()).toBeUndefined();
    }
  });
});
