import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../src/scaletest/harness/index.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('serves who waits in the order of asking', async () => {
    const semaphore = new Semaphore(1);
    const served: string[] = [];
    const hold = async (name: string) => {
      const release = await semaphore.acquire();
      served.push(name);
      release();
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(hold));
    expect(served).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not let a late asker pass one that waits', async () => {
    const semaphore = new Semaphore(1);
    const first = await semaphore.acquire();
    const waiting = semaphore.acquire();
    first();
    const late = semaphore.acquire();
    (await waiting)();
    (await late)();
    expect(semaphore.inUse).toBe(0);
  });

  it('counts a place once, however often it is given back', async () => {
    const semaphore = new Semaphore(2);
    const one = await semaphore.acquire();
    await semaphore.acquire();
    one();
    one();
    expect(semaphore.inUse).toBe(1);
  });

  it('gives up the wait of an aborted asker, and the next one takes its turn', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire();
    const impatient = new AbortController();
    const givenUp = semaphore.acquire(impatient.signal);
    const next = semaphore.acquire();
    impatient.abort(new Error('enough'));
    await expect(givenUp).rejects.toThrow('enough');
    release();
    (await next)();
    expect([semaphore.inUse, semaphore.waiting]).toEqual([0, 0]);
  });

  it('loses no place when the abort comes right after the grant', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire();
    const impatient = new AbortController();
    const granted = semaphore.acquire(impatient.signal);
    release();
    impatient.abort(new Error('too late'));
    await granted.then(
      (free) => free(),
      () => {},
    );
    await turn();
    expect(semaphore.inUse).toBe(0);
  });

  it('takes no place for a signal that is aborted already', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.acquire(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    expect(semaphore.inUse).toBe(0);
  });

  it('admits waiters at once when its limit is raised', async () => {
    const semaphore = new Semaphore(1);
    await semaphore.acquire();
    const waiting = [semaphore.acquire(), semaphore.acquire()];
    semaphore.setLimit(3);
    await Promise.all(waiting);
    expect(semaphore.inUse).toBe(3);
  });

  it('admits nobody after its limit was lowered until enough places came back', async () => {
    const semaphore = new Semaphore(3);
    const held = await Promise.all([semaphore.acquire(), semaphore.acquire(), semaphore.acquire()]);
    semaphore.setLimit(1);
    let admitted = false;
    const waiting = semaphore.acquire().then(() => {
      admitted = true;
    });
    held[0]!();
    held[1]!();
    await turn();
    expect(admitted).toBe(false);
    held[2]!();
    await waiting;
    expect(semaphore.inUse).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses the limit %s', (limit) => {
    expect(() => new Semaphore(limit)).toThrow(RangeError);
    expect(() => new Semaphore(1).setLimit(limit)).toThrow(RangeError);
  });

  it('never exceeds its limit and serves everybody who stays, in any interleaving', async () => {
    const action = fc.oneof(
      fc.constant('acquire' as const),
      fc.constant('release' as const),
      fc.constant('abort' as const),
      fc.integer({ min: 1, max: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const semaphore = new Semaphore(2);
        const held: (() => void)[] = [];
        const askers: { readonly controller: AbortController; readonly settled: Promise<unknown> }[] = [];
        let limit = 2;
        for (const next of actions) {
          const inUseBefore = semaphore.inUse;
          if (next === 'acquire') {
            const controller = new AbortController();
            const settled = semaphore.acquire(controller.signal).then(
              (release) => held.push(release),
              () => {},
            );
            askers.push({ controller, settled });
          } else if (next === 'release') {
            held.pop()?.();
          } else if (next === 'abort') {
            askers.at(-1)?.controller.abort(new Error('given up'));
          } else {
            limit = next;
            semaphore.setLimit(limit);
          }
          expect(semaphore.inUse).toBeLessThanOrEqual(Math.max(limit, inUseBefore));
          if (actions.length % 2 === 0) await turn();
        }
        semaphore.setLimit(Number.POSITIVE_INFINITY);
        await Promise.all(askers.map((asker) => asker.settled));
        for (const release of held) release();
        expect([semaphore.inUse, semaphore.waiting]).toEqual([0, 0]);
      }),
    );
  });
});
