import { describe, expect, it } from 'vitest';
import { faultReport } from '../../src/cli/fault-texts.js';
import type { FaultCounts } from '../../src/embedded/index.js';

const counts = (fired: Partial<FaultCounts>) => ({
  faultsFired: fired as FaultCounts,
  faultFirings: { latest: [], forgotten: 0 },
});

describe('the faults that serve tells at its end', () => {
  it('are counted by kind, named as the grammar names them', () => {
    expect(faultReport(counts({}))).toEqual([]);
    expect(faultReport(counts({ server_error: 1, drop_update: 2 }))).toEqual([
      'fault server-error: fired 1 time',
      'fault drop-update: fired 2 times',
    ]);
  });
});
