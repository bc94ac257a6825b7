import { describe, expect, it } from 'vitest';
import { HintLedger } from '../../src/feed/hint-ledger.js';

describe('HintLedger', () => {
  it('lets every ended status of a build pass once', () => {
    const ledger = new HintLedger();
    const passes = (['canceled', 'canceled', 'failed', 'failed', 'canceled', 'succeeded'] as const).map(
      (status) => ledger.told('w', 1, status),
    );
    expect(passes).toEqual([true, false, true, false, false, true]);
  });

  it('keeps builds and workspaces apart', () => {
    const ledger = new HintLedger();
    ledger.told('w', 1, 'succeeded');
    expect(ledger.told('w', 2, 'succeeded')).toBe(true);
    expect(ledger.told('v', 1, 'succeeded')).toBe(true);
    expect(ledger.workspaces).toBe(2);
  });

  it('takes success and failure for the end, but not a cancellation that is only told', () => {
    const ledger = new HintLedger();
    ledger.told('w', 1, 'succeeded');
    ledger.told('w', 2, 'failed');
    ledger.told('w', 3, 'canceled');
    ledger.read('w', 4, 'canceled', true);
    expect([1, 2, 3, 4, 5].map((number) => ledger.isOver('w', number))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('counts what only reading found, unless nobody should have told it', () => {
    const ledger = new HintLedger();
    expect(ledger.read('w', 1, 'succeeded', true)).toBe(true);
    expect(ledger.read('w', 1, 'succeeded', true)).toBe(false);
    expect(ledger.read('w', 2, 'succeeded', false)).toBe(true);
    expect(ledger.recovered).toBe(1);
  });

  it('takes a recovery back once, when the end is told late', () => {
    const ledger = new HintLedger();
    ledger.read('w', 1, 'failed', true);
    expect(ledger.told('w', 1, 'failed')).toBe(false);
    ledger.told('w', 1, 'failed');
    expect(ledger.recovered).toBe(0);
  });

  it('does not take a recovery back for the late news of a cancellation that ended as a failure', () => {
    const ledger = new HintLedger();
    ledger.read('w', 1, 'failed', true);
    ledger.told('w', 1, 'canceled');
    expect(ledger.recovered).toBe(1);
    ledger.told('w', 1, 'failed');
    expect(ledger.recovered).toBe(0);
  });

  it('gives up on a build without telling anything', () => {
    const ledger = new HintLedger();
    ledger.lostForGood('w', 1);
    expect(ledger.isOver('w', 1)).toBe(true);
    expect(ledger.told('w', 1, 'succeeded')).toBe(true);
  });

  it('takes no note of builds beyond its bound, however many are told, and still finds the expected by reading', () => {
    const ledger = new HintLedger(2);
    expect([ledger.told('w', 1, 'failed'), ledger.told('v', 1, 'succeeded')]).toEqual([true, true]);
    for (let number = 2; number < 100; number += 1) {
      expect(ledger.told('w', number, 'succeeded')).toBe(false);
      expect(ledger.told(`made-up-${number}`, 1, 'succeeded')).toBe(false);
    }
    expect(ledger.workspaces).toBe(2);
    expect(ledger.told('w', 1, 'succeeded')).toBe(true);
    expect(ledger.read('w', 2, 'succeeded', true)).toBe(true);
  });
});
