import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { diskJournals } from '../../../src/journal/index.js';
import type { CleanupSession } from '../../../src/run/cleanup-command.js';
import type { RunIdentity } from '../../../src/scaletest/names/index.js';
import { SystemClock, VirtualClock } from '../../../src/time/index.js';
import { HEAD } from '../../journal/samples.js';
import { FakeCoder } from './fake-coder.js';

const URL = 'http://coder.example.com';

/** A process that has ended, unless it still holds a lock. */
export const WRITER = {
  writer: { pid: 1, host: 'here' },
  isAlive: () => false,
  realClock: new SystemClock(),
};

/** Two journaled runs that left a user each, and a cleanup command at work there that was told `--yes`. */
export async function leftRuns() {
  const stateDir = await mkdtemp(join(tmpdir(), 'nineam-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  const coder = new FakeCoder(new VirtualClock(0));
  const folders: string[] = [];
  const runs: RunIdentity[] = [];
  for (const [index, prefix] of ['aaaaaaaa', 'bbbbbbbb'].entries()) {
    const run = { runId: `11111111-2222-4333-8444-55555555555${index}`, prefix };
    const head = { ...HEAD, ...run, url: URL, createdAt: `2026-11-24T09:0${index}:00Z` };
    const journal = await diskJournals.create({ ...WRITER, root: stateDir, head });
    folders.push(journal.folder);
    await journal.close('open');
    coder.addUser(run, index);
    runs.push(run);
  }
  const client = {
    users: coder.users,
    workspaces: coder.workspaces,
    builds: coder.builds,
    templates: { list: async (q?: string) => [{ id: 't-1', name: q === undefined ? 'known' : 'old' }] },
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
      journals: diskJournals,
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
  } as unknown as CleanupSession;
  return { session, coder, said, stateDir, first: folders[0] ?? '', runs };
}
