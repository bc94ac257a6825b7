import { getEventListeners } from 'node:events';

import { describe, expect, it } from 'vitest';

import { abortable, onAbort, sleep, VirtualClock, withDeadline } from '../../src/time/index.js';

const tooLate = () => new Error('too late');

/** Never ends of its own accord; rejects with the reason when aborted, as undici and our own waits do. */
function neverAnswers(signal: AbortSignal): Promise<never> {
  return abortable(new Promise<never>(() => {}), signal);
}

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

/** Lets pending promises settle. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('sleep', () => {
  it('ends when the time has passed, and not before', async () => {
    const clock = new VirtualClock();
    let isOver = false;
    const sleeping = sleep(clock, 100).then(() => {
      isOver = true;
    });
    await clock.advanceAsync(99);
    expect(isOver).toBe(false);
    await clock.advanceAsync(1);
    expect(isOver).toBe(true);
    await sleeping;
  });

  it.each([0, -5])('ends at the next turn of the clock for %d ms', async (ms) => {
    const clock = new VirtualClock();
    const sleeping = sleep(clock, ms);
    clock.advanceBy(0);
    await expect(sleeping).resolves.toBeUndefined();
  });

  it('rejects with the reason of its signal as soon as that is aborted', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const sleeping = sleep(clock, 100, run.signal);
    run.abort(new Error('interrupted'));
    await expect(sleeping).rejects.toThrow('interrupted');
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(listeners(run.signal)).toBe(0);
  });

  it('rejects with the reason of a signal that is aborted already, and sets no timer', async () => {
    const clock = new VirtualClock();
    await expect(sleep(clock, 100, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow(
      'interrupted',
    );
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('leaves no listener on its signal', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const sleeping = sleep(clock, 100, run.signal);
    clock.advanceBy(100);
    await sleeping;
    await turn();
    expect(listeners(run.signal)).toBe(0);
  });
});

describe('withDeadline', () => {
  it('returns what the work returns in time', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    await expect(withDeadline(clock, 30_000, run.signal, tooLate, async () => 'done')).resolves.toBe('done');
  });

  it('throws what the work throws in time', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const work = async () => {
      throw new Error('broken');
    };
    await expect(withDeadline(clock, 30_000, run.signal, tooLate, work)).rejects.toThrow('broken');
  });

  it('aborts the work when the limit has passed, and throws why', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    let work: AbortSignal | undefined;
    const result = withDeadline(clock, 30_000, run.signal, tooLate, (signal) => {
      work = signal;
      return neverAnswers(signal);
    });
    clock.advanceBy(29_999);
    expect(work?.aborted).toBe(false);
    clock.advanceBy(1);
    expect(work?.aborted).toBe(true);
    await expect(result).rejects.toThrow('too late');
    expect(run.signal.aborted).toBe(false);
  });

  it('keeps the interrupt as the reason when it comes before the limit', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const result = withDeadline(clock, 30_000, run.signal, tooLate, neverAnswers);
    run.abort(new Error('interrupted'));
    clock.advanceBy(30_000);
    await expect(result).rejects.toThrow('interrupted');
  });

  it('keeps the limit as the reason when an interrupt comes after it', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const result = withDeadline(clock, 30_000, run.signal, tooLate, neverAnswers);
    clock.advanceBy(30_000);
    run.abort(new Error('interrupted'));
    await expect(result).rejects.toThrow('too late');
  });

  it('throws the reason of the abort, not how the work failed of it', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const result = withDeadline(clock, 30_000, run.signal, tooLate, (signal) =>
      neverAnswers(signal).catch(() => {
        throw new Error('socket closed');
      }),
    );
    clock.advanceBy(30_000);
    await expect(result).rejects.toThrow('too late');
  });

  it('returns a result that comes in spite of the abort', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const result = withDeadline(clock, 30_000, run.signal, tooLate, (signal) =>
      neverAnswers(signal).catch(() => 'what there was'),
    );
    clock.advanceBy(30_000);
    await expect(result).resolves.toBe('what there was');
  });

  it('waits for work that has been aborted until it has ended', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    let isOver = false;
    const result = withDeadline(clock, 10, run.signal, tooLate, () => sleep(clock, 50)).then(() => {
      isOver = true;
    });
    await clock.advanceAsync(49);
    expect(isOver).toBe(false);
    await clock.advanceAsync(1);
    expect(isOver).toBe(true);
    await result;
  });

  it('does not begin the work under a signal that is aborted already', async () => {
    const clock = new VirtualClock();
    let hasBegun = false;
    const result = withDeadline(clock, 10, AbortSignal.abort(new Error('interrupted')), tooLate, async () => {
      hasBegun = true;
    });
    await expect(result).rejects.toThrow('interrupted');
    expect(hasBegun).toBe(false);
  });

  it('has no limit at Infinity', async () => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    const result = withDeadline(clock, Infinity, run.signal, tooLate, () => sleep(clock, 1e9));
    await clock.advanceAsync(1e9);
    await expect(result).resolves.toBeUndefined();
  });

  it.each([
    ['returns', async () => 'done'],
    ['rejects', () => Promise.reject(new Error('broken'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
  ])('leaves no timer and no listener when the work %s', async (_how, work) => {
    const [clock, run] = [new VirtualClock(), new AbortController()];
    await withDeadline<unknown>(clock, 30_000, run.signal, tooLate, work).catch(() => {});
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(listeners(run.signal)).toBe(0);
  });
});

describe('abortable', () => {
  it('passes on the result of the promise, and leaves no listener', async () => {
    const run = new AbortController();
    await expect(abortable(Promise.resolve('done'), run.signal)).resolves.toBe('done');
    await expect(abortable(Promise.reject(new Error('broken')), run.signal)).rejects.toThrow('broken');
    await turn();
    expect(listeners(run.signal)).toBe(0);
  });

  it('rejects with the reason of the signal when that comes first, and leaves no listener', async () => {
    const run = new AbortController();
    const waiting = abortable(new Promise(() => {}), run.signal);
    run.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
    expect(listeners(run.signal)).toBe(0);
  });

  it('rejects with the reason of a signal that is aborted already, even of a settled promise', async () => {
    const aborted = AbortSignal.abort(new Error('interrupted'));
    await expect(abortable(Promise.resolve('done'), aborted)).rejects.toThrow('interrupted');
    expect(listeners(aborted)).toBe(0);
  });

  it('keeps silent about a promise that rejects after the abort', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const waiting = abortable(
        Promise.reject(new Error('broken')),
        AbortSignal.abort(new Error('interrupted')),
      );
      await expect(waiting).rejects.toThrow('interrupted');
      await turn();
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});

describe('onAbort', () => {
  it('calls the listener once when the signal is aborted', () => {
    const run = new AbortController();
    let calls = 0;
    onAbort(run.signal, () => {
      calls += 1;
    });
    run.abort(new Error('interrupted'));
    run.abort(new Error('again'));
    expect(calls).toBe(1);
  });

  it('does not call a listener that was removed, nor one of a signal that is aborted already', () => {
    const run = new AbortController();
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    onAbort(run.signal, listener)();
    run.abort(new Error('interrupted'));
    onAbort(run.signal, listener)();
    expect(calls).toBe(0);
    expect(listeners(run.signal)).toBe(0);
  });

  it('lets any number listen to one signal without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    try {
      const run = new AbortController();
      for (let runner = 0; runner < 1_000; runner++) onAbort(run.signal, () => {});
      await turn();
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', listen);
    }
  });
});
