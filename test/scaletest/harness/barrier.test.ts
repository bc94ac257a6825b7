import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Barrier } from '../../../src/scaletest/harness/index.js';

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function barrierOf(parties: number) {
  const releases: number[] = [];
  const barrier = new Barrier(parties, async (arrived) => {
    releases.push(arrived);
    return { minute: '09:31' };
  });
  return { barrier, releases };
}

describe('Barrier', () => {
  it('holds its parties until the last has arrived, then gives all the same value', async () => {
    const { barrier, releases } = barrierOf(3);
    const early = [barrier.arrive(never), barrier.arrive(never)];
    await turn();
    expect(releases).toEqual([]);
    const values = await Promise.all([...early, barrier.arrive(never)]);
    expect(releases).toEqual([3]);
    expect(new Set(values).size).toBe(1);
  });

  it('does not hold the others for a party that leaves', async () => {
    const { barrier, releases } = barrierOf(3);
    const waiting = [barrier.arrive(never), barrier.arrive(never)];
    barrier.leave();
    await Promise.all(waiting);
    expect(releases).toEqual([2]);
  });

  it('does not hold the others for an arrival that is aborted', async () => {
    const { barrier, releases } = barrierOf(3);
    const failing = new AbortController();
    const failed = barrier.arrive(failing.signal);
    const waiting = barrier.arrive(never);
    failing.abort(new Error('interrupted'));
    await expect(failed).rejects.toThrow('interrupted');
    await Promise.all([waiting, barrier.arrive(never)]);
    expect(releases).toEqual([2]);
  });

  it('counts an abort from the moment of the abort, not of its rejection', async () => {
    const { barrier, releases } = barrierOf(2);
    const failing = new AbortController();
    const failed = barrier.arrive(failing.signal);
    failing.abort(new Error('interrupted'));
    expect(barrier.arrived).toBe(0);
    const last = barrier.arrive(never);
    await expect(failed).rejects.toThrow('interrupted');
    await last;
    expect(releases).toEqual([1]);
  });

  it('takes an arrival with an aborted signal for a leave', async () => {
    const { barrier, releases } = barrierOf(2);
    const waiting = barrier.arrive(never);
    await expect(barrier.arrive(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    await waiting;
    expect(releases).toEqual([1]);
  });

  it('is never released when every party leaves', async () => {
    const { barrier, releases } = barrierOf(2);
    barrier.leave();
    await expect(barrier.arrive(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    await turn();
    expect(releases).toEqual([]);
  });

  it('lets an abort during the release disturb nobody else', async () => {
    let finish = (_value: string): void => {};
    const barrier = new Barrier<string>(2, () => new Promise((resolve) => (finish = resolve)));
    const failing = new AbortController();
    const failed = barrier.arrive(failing.signal);
    const other = barrier.arrive(never);
    failing.abort(new Error('interrupted'));
    await expect(failed).rejects.toThrow('interrupted');
    expect(barrier.arrived).toBe(2);
    finish('09:31');
    await expect(other).resolves.toBe('09:31');
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('the server cannot be asked'))],
    [
      'throws at once',
      () => {
        throw new Error('the server cannot be asked');
      },
    ],
  ])('rejects every arrival when release %s', async (_how, release: () => Promise<never>) => {
    const barrier = new Barrier(2, release);
    const first = barrier.arrive(never);
    const second = barrier.arrive(never);
    await expect(first).rejects.toThrow('cannot be asked');
    await expect(second).rejects.toThrow('cannot be asked');
  });

  it('leaves no rejection unheard when release fails and every arrival was aborted', async () => {
    let fail = (_reason: Error): void => {};
    const barrier = new Barrier<never>(1, () => new Promise((_resolve, reject) => (fail = reject)));
    const failing = new AbortController();
    const failed = barrier.arrive(failing.signal);
    failing.abort(new Error('interrupted'));
    await expect(failed).rejects.toThrow('interrupted');
    fail(new Error('unheard'));
    await turn();
  });

  it('refuses a party too many', async () => {
    const { barrier } = barrierOf(1);
    await barrier.arrive(never);
    expect(() => barrier.leave()).toThrow('all 1 parties');
    await expect(barrier.arrive(never)).rejects.toThrow('all 1 parties');
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses %s parties', (parties) => {
    expect(() => new Barrier(parties, async () => 0)).toThrow(RangeError);
  });

  it('releases exactly once, with those who wait, and holds nobody forever, in any interleaving', async () => {
    const party = fc.record({
      enters: fc.nat(30),
      how: fc.constantFrom('arrives' as const, 'leaves' as const),
      abortsAt: fc.option(fc.nat(40), { nil: undefined }),
    });
    const parties = fc.array(party, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(parties, fc.boolean(), fc.boolean(), async (plans, fails, turnsBetween) => {
        const releases: number[] = [];
        let expected: number | undefined;
        const controllers = plans.map(() => new AbortController());
        const entered = new Set<number>();
        const barrier = new Barrier(plans.length, async (arrived) => {
          releases.push(arrived);
          expected = [...entered].filter((index) => !controllers[index]!.signal.aborted).length;
          if (fails) throw new Error('release failed');
          return arrived;
        });
        const waits: { readonly index: number; readonly result: Promise<string> }[] = [];
        for (let step = 0; step <= 40; step += 1) {
          for (const [index, plan] of plans.entries()) {
            const signal = controllers[index]!.signal;
            if (plan.abortsAt === step) controllers[index]!.abort(new Error('aborted'));
            if (plan.enters === step && plan.how === 'leaves') barrier.leave();
            if (plan.enters === step && plan.how === 'arrives') {
              entered.add(index);
              const result = barrier.arrive(signal).then(
                (value) => `value ${value}`,
                (reason: Error) => reason.message,
              );
              waits.push({ index, result });
            }
          }
          if (turnsBetween) await turn();
        }
        const results = await Promise.all(waits.map((wait) => wait.result));
        expect(releases.length).toBeLessThanOrEqual(1);
        expect(releases[0]).toBe(expected);
        expect(releases[0]).not.toBe(0);
        const outcome = fails ? 'release failed' : `value ${releases[0]}`;
        for (const [at, { index }] of waits.entries()) {
          const aborts = plans[index]!.abortsAt !== undefined;
          expect(aborts ? [outcome, 'aborted'] : [outcome]).toContain(results[at]);
        }
        const stayed = waits.some(({ index }) => plans[index]!.abortsAt === undefined);
        if (stayed) expect(releases.length).toBe(1);
      }),
    );
  });
});
