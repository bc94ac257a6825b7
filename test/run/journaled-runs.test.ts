import { describe, expect, it } from 'vitest';
import { diskJournals } from '../../src/journal/index.js';
import { unfinishedRunIds } from '../../src/run/journaled-runs.js';
import { leftRuns, WRITER } from './support/left-runs.js';

describe('unfinishedRunIds', () => {
  it('names the runs of a deployment that are not recorded as clean', async () => {
    const { stateDir, first, session } = await leftRuns();
    const journal = await diskJournals.reopen({ ...WRITER, folder: first });
    await journal.close('clean');
    expect(await unfinishedRunIds(stateDir, session.target.url)).toEqual({
      known: true,
      value: ['11111111-2222-4333-8444-555555555551'],
    });
    expect(await unfinishedRunIds(stateDir, 'http://other.example.com')).toEqual({ known: true, value: [] });
  });
});
