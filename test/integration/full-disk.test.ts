import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type JournalFs, type JournalRecord, listRuns, readJournal } from '../../src/journal/index.js';
import { nodeJournalFs } from '../../src/journal/journal-fs.js';
import { systemError } from '../journal/memory-fs.js';
import { fastDeployment, mainInProcess, watchedJournals } from './support/in-process.js';
import { temporaryFolder } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

const COUNT = 3;

/** The machine's disk, which takes nothing more while it is full. */
function disk() {
  const state = { full: false };
  const fs: JournalFs = {
    ...nodeJournalFs,
    open: async (path, flags, mode) => {
      const file = await nodeJournalFs.open(path, flags, mode);
      return {
        write: async (bytes, offset, length) => {
          if (state.full) throw systemError('ENOSPC');
          return file.write(bytes, offset, length);
        },
        sync: () => file.sync(),
        truncate: (length) => file.truncate(length),
        close: () => file.close(),
      };
    },
  };
  return { state, fs };
}

/** A run whose disk is full from its first workspace on, until a record comes of which `isFreed` holds. */
async function runOnFullDisk(isFreed: (record: JournalRecord) => boolean) {
  const deployment = await fastDeployment('full-disk');
  onTestFinished(() => deployment.close());
  const folder = await temporaryFolder();
  const { state, fs } = disk();
  const said = await mainInProcess(
    ['run', '-c', String(COUNT), '-t', 'workspace', '--no-progress'],
    deployment,
    folder,
    {
      journals: watchedJournals((record) => {
        if (record.type === 'workspace_created') state.full = true;
        if (isFreed(record)) state.full = false;
      }, fs),
    },
  );
  const [run] = await listRuns(join(folder, 'runs'));
  const journal = await readJournal(run?.folder ?? '');
  return { ...said, deployment, folder, journal, left: await alive(deployment) };
}

describe('a run whose disk is full in its middle', () => {
  it('is measured, reported and cleaned up all the same, says what is the matter once, and exits with 1', async () => {
    const { code, stdout, stderr, deployment, folder, journal, left } = await runOnFullDisk(() => false);
    expect(code, stderr).toBe(1);
    expect(stdout).toContain(`Outcomes of all ${COUNT}: started ${COUNT}`);
    expect(stderr.match(/warning: cannot write the run's journal .* \(free some space/g)).toHaveLength(1);
    expect(left).toEqual(NOTHING);
    expect(journal).toMatchObject({ damage: [], closed: null });
    // What its journal lacks is found by listing.
    const again = await mainInProcess(['cleanup', '--request-timeout', '500ms'], deployment, folder);
    expect(again.stdout).toContain('nothing is left to remove');
  }, 60_000);

  it('has a whole journal when there is room again before it ends', async () => {
    const { code, stderr, journal, left } = await runOnFullDisk(
      ({ type }) => type === 'workspace_deleted' || type === 'user_deleted',
    );
    expect(code, stderr).toBe(0);
    expect(left).toEqual(NOTHING);
    expect(journal).toMatchObject({ damage: [], tornTail: false, closed: 'clean' });
    expect(journal.records.filter(({ type }) => type === 'outcome')).toHaveLength(COUNT);
  }, 60_000);
});
