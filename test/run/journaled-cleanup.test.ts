import { describe, expect, it } from 'vitest';
import { diskJournals, JournalError, type Journals, listRuns } from '../../src/journal/index.js';
import { cleanUpJournaled } from '../../src/run/journaled-cleanup.js';
import { leftRuns } from './support/left-runs.js';

const FULL = new JournalError('cannot write the journal: no space is left', { hint: 'free some space' });

/** Cleans up after two runs, whose journals may be handed in. */
async function cleanUp(journals: (first: string) => Partial<Journals>) {
  const { session, coder, said, stateDir, first } = await leftRuns();
  const env = { ...session.env, journals: { ...diskJournals, ...journals(first) } };
  const code = await cleanUpJournaled({ ...session, env });
  const closed = (await listRuns(stateDir)).map((run) => run.closed);
  return { code, said: said.join('\n'), left: coder.left.users, closed };
}

describe('cleanUpJournaled', () => {
  it('cleans up after every run, and records that', async () => {
    const { code, left, closed } = await cleanUp(() => ({}));
    expect({ code, left, closed }).toEqual({ code: 0, left: [], closed: ['clean', 'clean'] });
  });

  it('leaves a run alone whose journal cannot be continued, says why, and cleans up after the others', async () => {
    const { code, said, left, closed } = await cleanUp((first) => ({
      reopen: async (options) => {
        if (options.folder === first) throw FULL;
        return diskJournals.reopen(options);
      },
    }));
    expect({ code, left, closed }).toEqual({ code: 6, left: ['u-0'], closed: ['open', 'clean'] });
    expect(said).toContain(`555555555550: ${FULL.message} (free some space)`);
  });

  it('goes on where a run that was cleaned up cannot be recorded as clean, and says so', async () => {
    const { code, said, left } = await cleanUp((first) => ({
      reopen: async (options) => {
        const journal = await diskJournals.reopen(options);
        if (options.folder !== first) return journal;
        return {
          folder: journal.folder,
          record: (record) => journal.record(record),
          flush: () => journal.flush(),
          close: async () => {
            await journal.close('open');
            throw FULL;
          },
        };
      },
    }));
    expect({ code, left }).toEqual({ code: 0, left: [] });
    expect(said).toContain(FULL.message);
  });
});
