import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskJournals, JournalError, type Journals, listRuns } from '../../src/journal/index.js';
import type { CleanupSession } from '../../src/run/cleanup-command.js';
import { cleanUpJournaled } from '../../src/run/journaled-cleanup.js';
import { SystemClock, VirtualClock } from '../../src/time/index.js';
import { HEAD } from '../journal/samples.js';
import { FakeCoder } from './support/fake-coder.js';

const URL = 'http://coder.example.com';
const WRITER = { writer: { pid: 1, host: 'here' }, isAlive: () => false, realClock: new SystemClock() };
const FULL = new JournalError('cannot write the journal: no space is left', { hint: 'free some space' });

/** Two runs that left a user each, and a cleanup of both whose journals may be handed in. */
async function twoRuns(journals: (first: string) => Partial<Journals>) {
  const stateDir = await mkdtemp(join(tmpdir(), 'nineam-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  const coder = new FakeCoder(new VirtualClock(0));
  const folders: string[] = [];
  for (const [index, prefix] of ['aaaaaaaa', 'bbbbbbbb'].entries()) {
    const run = { runId: `11111111-2222-4333-8444-55555555555${index}`, prefix };
    const head = { ...HEAD, ...run, url: URL, createdAt: `2026-11-24T09:0${index}:00Z` };
    const journal = await diskJournals.create({ ...WRITER, root: stateDir, head });
    folders.push(journal.folder);
    await journal.close('open');
    coder.addUser(run, index);
  }
  const client = {
    users: coder.users,
    workspaces: coder.workspaces,
    builds: coder.builds,
    organizations: { list: async () => [{ id: 'org', isDefault: true }] },
    provisioners: { jobs: async () => [], daemons: async () => [] },
    watchAllWorkspaceBuilds: () => coder.watchAllWorkspaceBuilds(),
  };
  const said: string[] = [];
  const session = {
    plan: {
      stateDir,
      runId: null,
      template: null,
      listOnly: false,
      yes: true,
      orphan: false,
      cancelRunning: false,
      cleanup: { concurrency: null, timeoutMs: null, jobTimeoutMs: null },
    },
    env: {
      ...WRITER,
      interrupt: new AbortController().signal,
      journals: { ...diskJournals, ...journals(folders[0] ?? '') },
      writeStdout: () => undefined,
      progress: {
        begin: () => undefined,
        event: () => undefined,
        end: () => undefined,
        say: (line: string) => said.push(line),
      },
    },
    target: { url: URL, client, asOwner: () => client, clock: WRITER.realClock, timeScale: 1 },
    random: () => 0.5,
  };
  const code = await cleanUpJournaled(session as unknown as CleanupSession);
  const closed = (await listRuns(stateDir)).map((run) => run.closed);
  return { code, said: said.join('\n'), left: coder.left.users, closed };
}

describe('cleanUpJournaled', () => {
  it('cleans up after every run, and records that', async () => {
    const { code, left, closed } = await twoRuns(() => ({}));
    expect({ code, left, closed }).toEqual({ code: 0, left: [], closed: ['clean', 'clean'] });
  });

  it('leaves a run alone whose journal cannot be continued, says why, and cleans up after the others', async () => {
    const { code, said, left, closed } = await twoRuns((first) => ({
      reopen: async (options) => {
        if (options.folder === first) throw FULL;
        return diskJournals.reopen(options);
      },
    }));
    expect({ code, left, closed }).toEqual({ code: 6, left: ['u-0'], closed: ['open', 'clean'] });
    expect(said).toContain(`555555555550: ${FULL.message} (free some space)`);
  });

  it('goes on where a run that was cleaned up cannot be recorded as clean, and says so', async () => {
    const { code, said, left } = await twoRuns((first) => ({
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
