import { describe, expect, it } from 'vitest';
import {
  concurrent,
  linear,
  parallel,
  type RunContext,
  type Runnable,
  TestHarness,
} from '../../../src/scaletest/harness/index.js';
import { InterruptError } from '../../../src/storm/index.js';
import { abortable, sleep, VirtualClock } from '../../../src/time/index.js';

const never = new AbortController().signal;
const START_MS = Date.UTC(2026, 10, 23, 22, 0, 0);

function harnessOn(clock = new VirtualClock(START_MS), cleanupStrategy = linear()) {
  const realClock = new VirtualClock(0);
  return new TestHarness({ clock, realClock, runStrategy: concurrent(), cleanupStrategy });
}

const passes: Runnable = { run: async () => {} };

function fails(thrown: unknown): Runnable {
  return {
    run: async () => {
      throw thrown;
    },
  };
}

describe('TestHarness', () => {
  it.each([
    ['an Error', new Error('no room'), 'no room'],
    ['an Error without a message', new TypeError(), 'TypeError'],
    ['a text', 'no room', 'no room'],
    ['an empty text', '', 'the run threw an empty text'],
    ['undefined', undefined, 'the run threw undefined'],
    ['null', null, 'the run threw null'],
    ['a number', 7, 'the run threw 7'],
    ['a symbol', Symbol('odd'), 'the run threw Symbol(odd)'],
    ['an object', { token: 'secret', status: 500 }, 'the run threw an object with the keys token, status'],
  ])('takes a run that throws %s for a failed run', async (_what, thrown, error) => {
    const harness = harnessOn();
    harness.addRun('storm', '0', fails(thrown));
    harness.addRun('storm', '1', passes);
    await harness.run(never);
    const results = harness.results();
    expect([results.totalRuns, results.totalPass, results.totalFail]).toEqual([2, 1, 1]);
    expect(results.runs.get('storm/0')?.error).toBe(error);
    expect(results.runs.get('storm/1')?.error).toBeNull();
    expect(JSON.stringify([...results.runs])).not.toContain('secret');
  });

  it('survives a run that throws what cannot even be looked at', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const harness = harnessOn();
    harness.addRun('storm', '0', fails(proxy));
    await harness.run(never);
    expect(harness.results().runs.get('storm/0')?.error).toContain('cannot be described');
  });

  it('takes a run that throws before it returns a promise for a failed run', async () => {
    const harness = harnessOn();
    harness.addRun('storm', '0', {
      run: () => {
        throw new Error('at once');
      },
    });
    await harness.run(never);
    expect(harness.results().runs.get('storm/0')?.error).toBe('at once');
  });

  it('measures the beginning and the duration of each run and of the whole', async () => {
    const clock = new VirtualClock(START_MS);
    const harness = harnessOn(clock);
    const takes = (ms: number): Runnable => ({ run: (ctx) => sleep(ctx.clock, ms, ctx.signal) });
    harness.addRun('storm', '0', takes(1_500));
    harness.addRun('storm', '1', takes(4_000));
    const done = harness.run(never);
    await clock.advanceAsync(5_000);
    await done;
    const results = harness.results();
    expect(results.elapsedMs).toBe(4_000);
    expect(results.runs.get('storm/0')).toMatchObject({ startedAtMs: START_MS, durationMs: 1_500 });
    expect(results.runs.get('storm/1')).toMatchObject({ startedAtMs: START_MS, durationMs: 4_000 });
  });

  it('gives each run its own id and log', async () => {
    const harness = harnessOn();
    const writes: Runnable = { run: async (ctx) => ctx.log.write(`I am ${ctx.id}`) };
    harness.addRun('storm', '0', writes);
    harness.addRun('storm', '1', writes);
    await harness.run(never);
    const { runs } = harness.results();
    expect([...runs.values()].map((run) => run.logs)).toEqual(['I am 0\n', 'I am 1\n']);
  });

  it('puts the stack of an unforeseen error into the log, and only the message of one written for people', async () => {
    const harness = harnessOn();
    harness.addRun('storm', '0', fails(new Error('a slip')));
    harness.addRun('storm', '1', fails(new InterruptError('SIGINT')));
    await harness.run(never);
    const { runs } = harness.results();
    expect(runs.get('storm/0')?.logs).toContain('at ');
    expect(runs.get('storm/1')?.logs).toBe('failed: interrupted by SIGINT\n');
  });

  it('never begins a run after the stop, and counts it as failed with the reason', async () => {
    const stop = new AbortController();
    let begun = 0;
    const harness = new TestHarness({
      clock: new VirtualClock(START_MS),
      realClock: new VirtualClock(0),
      runStrategy: linear(),
      cleanupStrategy: linear(),
    });
    const waits: Runnable = {
      run: (ctx) => {
        begun += 1;
        return abortable(new Promise(() => {}), ctx.signal);
      },
    };
    harness.addRun('storm', '0', waits);
    harness.addRun('storm', '1', waits);
    const done = harness.run(stop.signal);
    stop.abort(new InterruptError('SIGTERM'));
    await done;
    expect(begun).toBe(1);
    expect([...harness.results().runs.values()].map((run) => run.error)).toEqual([
      'interrupted by SIGTERM',
      'interrupted by SIGTERM',
    ]);
  });

  it('refuses to run twice, also while it runs', async () => {
    const harness = harnessOn();
    const first = harness.run(never);
    await expect(harness.run(never)).rejects.toThrow('only once');
    await first;
    await expect(harness.run(never)).rejects.toThrow('only once');
  });

  it('refuses two runs of one name and id, and runs added too late', async () => {
    const harness = harnessOn();
    harness.addRun('storm', '0', passes);
    expect(() => harness.addRun('storm', '0', passes)).toThrow('storm/0 already');
    await harness.run(never);
    expect(() => harness.addRun('storm', '1', passes)).toThrow('cannot be added');
  });

  it('refuses results and cleanup before its runs have ended', async () => {
    const harness = harnessOn();
    expect(() => harness.results()).toThrow('before its runs have ended');
    await expect(harness.cleanup(never)).rejects.toThrow('before its runs have ended');
  });

  it('collects the metrics of a run, as they are when the results are asked for', async () => {
    const harness = harnessOn();
    let figure = 1;
    harness.addRun('storm', '0', { ...passes, metrics: () => ({ figure }) });
    harness.addRun('storm', '1', passes);
    harness.addRun('storm', '2', {
      ...passes,
      metrics: () => {
        throw new Error('nothing measured');
      },
    });
    await harness.run(never);
    figure = 2;
    const { runs } = harness.results();
    expect(runs.get('storm/0')?.metrics).toEqual({ figure: 2 });
    expect(runs.get('storm/1')?.metrics).toBeNull();
    expect(runs.get('storm/2')).toMatchObject({ metrics: null, error: null });
    expect(runs.get('storm/2')?.logs).toContain('nothing measured');
  });
});

describe('TestHarness.cleanup', () => {
  it('cleans up after every run that can be, though some fail, and tells all failures', async () => {
    const cleaned: string[] = [];
    const cleans = (run: Runnable, failure?: Error) => ({
      ...run,
      cleanup: async (ctx: RunContext) => {
        cleaned.push(ctx.id);
        if (failure !== undefined) throw failure;
      },
    });
    const harness = harnessOn(undefined, parallel(2));
    harness.addRun('storm', '0', cleans(passes, new Error('first')));
    harness.addRun('storm', '1', cleans(fails(new Error('failed run'))));
    harness.addRun('storm', '2', passes);
    harness.addRun('storm', '3', cleans(passes, new Error('second')));
    harness.addRun('storm', '4', cleans(passes));
    await harness.run(never);
    const failure = await harness.cleanup(never).catch((thrown: unknown) => thrown);
    expect(cleaned).toEqual(['0', '1', '3', '4']);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).message).toBe('cleanup failed for 2 of 4 runs');
    expect((failure as AggregateError).errors.map((error: Error) => error.message)).toEqual([
      'storm/0: first',
      'storm/3: second',
    ]);
    expect(harness.results().runs.get('storm/3')?.logs).toContain('cleanup failed: ');
  });

  it('gives the cleanup the signal it was called with, not that of the run', async () => {
    const seen: boolean[] = [];
    const harness = harnessOn();
    harness.addRun('storm', '0', {
      ...passes,
      cleanup: async (ctx: RunContext) => void seen.push(ctx.signal.aborted),
    });
    await harness.run(AbortSignal.abort(new InterruptError('SIGINT')));
    await harness.cleanup(never);
    expect(seen).toEqual([false]);
  });

  it('may be tried again after a failure', async () => {
    let tries = 0;
    const harness = harnessOn();
    harness.addRun('storm', '0', {
      ...passes,
      cleanup: async () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
      },
    });
    await harness.run(never);
    await expect(harness.cleanup(never)).rejects.toThrow('1 of 1');
    await expect(harness.cleanup(never)).resolves.toBeUndefined();
  });
});
