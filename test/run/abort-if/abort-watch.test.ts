import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../src/codersdk/index.js';
import { AbortWatch } from '../../../src/run/abort-if/index.js';
import { RequestListeners } from '../../../src/run/request-listeners.js';
import { AbortConditionError, InterruptError, type RunEvent } from '../../../src/storm/index.js';
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
  const setUps = (from: number, to: number, failed = false) => {
    for (let index = from; index < to; index += 1) watch.onEvent(setUp(index, failed));
  };
  return { clock, watch, interrupt, told, answers, setUps };
}

function setUp(index: number, failed: boolean): RunEvent {
  return failed
    ? { type: 'outcome', index, kind: 'setup_failed' }
    : { type: 'runner', index, from: 'stop', to: 'barrier', atMs: 0 };
}

function start(index: number, outcome: 'succeeded' | 'failed' | 'canceled'): RunEvent {
  return { type: 'hint', index, outcome, atMs: 0 };
}

describe('AbortWatch, for workspaces that fail', () => {
  it('stops at the ending with which the share is too large, and says by what', () => {
    const { watch, told, setUps } = watching(['failed_rate>20%']);
    setUps(0, 40);
    setUps(40, 50, true);
    expect(watch.signal.aborted).toBe(false);
    setUps(50, 51, true);
    expect(watch.signal.reason).toBeInstanceOf(AbortConditionError);
    expect(told.map(({ message }) => message)).toEqual([
      '--abort-if failed_rate>20%: 21.6 %, 11 of the 51 latest set-ups and starts',
    ]);
    setUps(51, 80, true);
    expect(told).toHaveLength(1);
  });

  it('does not judge by fewer than ten, or by fewer than all of a small run', () => {
    const large = watching(['failed_rate>20%']);
    large.setUps(0, 9, true);
    expect(large.watch.signal.aborted).toBe(false);
    const small = watching(['failed_rate>20%'], 3);
    small.setUps(0, 3, true);
    expect(small.watch.signal.aborted).toBe(true);
  });

  it('looks at the last hundred only', () => {
    const { watch, setUps } = watching(['failed_rate>50%'], 2_000);
    setUps(0, 1_000);
    setUps(1_000, 1_050, true);
    expect(watch.signal.aborted).toBe(false);
    setUps(1_050, 1_051, true);
    expect(watch.signal.aborted).toBe(true);
  });

  it('counts a start once, whatever is told twice, and one that somebody canceled not as failed', () => {
    const { watch } = watching(['failed_rate>0%']);
    for (let index = 0; index < 20; index += 1) {
      watch.onEvent(start(index, 'canceled'));
      watch.onEvent(start(index, 'failed'));
    }
    expect(watch.signal.aborted).toBe(false);
    watch.onEvent(start(20, 'failed'));
    expect(watch.signal.aborted).toBe(true);
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
    const { clock, watch, answers, setUps } = watching(['failed_rate>20%', 'request_error_rate>10%']);
    answers(100, { status: 500 });
    setUps(0, 50);
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
    for (const { clock, watch, answers, setUps } of [ended, without]) {
      setUps(0, 100, true);
      answers(100, { status: 500 });
      clock.advanceBy(10_000);
      expect(watch.signal.aborted).toBe(false);
      expect(clock.nextTimerMs()).toBeUndefined();
    }
  });
});
