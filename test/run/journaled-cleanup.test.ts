import { describe, expect, it } from 'vitest';
import { diskJournals, JournalError, type Journals, listRuns } from '../../src/journal/index.js';
import { cleanUpJournaled } from '../../src/run/journaled-cleanup.js';
import { refusal } from './support/fake-coder.js';
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

  it('says before it begins that deletes wait where no provisioner is alive, but not for users alone', async () => {
    const { session, said } = await leftRuns();
    await cleanUpJournaled(session);
    expect(said.join('\n')).not.toContain('no provisioner');
    const again = await leftRuns();
    again.coder.addWorkspace(again.coder.addUser(again.runs[0]!, 0));
    again.coder.beforeAnswer = (request) => {
      if (request === 'delete workspace w-0') throw refusal(403);
    };
    expect(await cleanUpJournaled(again.session)).toBe(6);
    expect(again.said.join('\n')).toMatch(/no provisioner of the organization is alive.*--orphan/);
  });

  it('says when it is interrupted how many it has removed, and how to go on', async () => {
    const { session, coder, said } = await leftRuns();
    const abort = new AbortController();
    coder.beforeAnswer = (request) => {
      if (request !== 'delete user u-1') return;
      abort.abort(new Error('SIGINT'));
      throw abort.signal.reason;
    };
    const env = { ...session.env, interrupt: abort.signal };
    await expect(cleanUpJournaled({ ...session, env })).rejects.toThrow('SIGINT');
    expect(said.at(-1)).toMatch(
      /^removed 0 workspaces and \d users? of .*51 so far; the same `nineam cleanup` again/,
    );
  });

  it('refuses a template that neither a run nor the deployment has, and says where only runs of it are missing', async () => {
    const { session, said, coder } = await leftRuns();
    const cleanUpOf = (template: string) =>
      cleanUpJournaled({ ...session, plan: { ...session.plan, template } });
    await expect(cleanUpOf('nope')).rejects.toThrow('--template nope: the deployment has no template');
    for (const template of ['known', 'old', 't-1']) {
      expect(await cleanUpOf(template)).toBe(0);
      expect(said.at(-1)).toContain(`every run of template ${template} on`);
    }
    expect(coder.left.users).toHaveLength(2);
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
