import { join } from 'node:path';
import { messageOf, systemCode } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { readError } from './journal-error.js';
import { type JournalFs, nodeJournalFs } from './journal-fs.js';
import { readEvents, readHead, scanEvents } from './read-journal.js';
import type { ClosingStatus, JournalRecord } from './record.js';
import type { RunHead } from './run-head.js';
import { isFreeSoon, type LockSeeker, type RunLockedError, runLockProblem } from './run-lock.js';

/** One run's folder, as far as it can be read. */
export interface RunListing {
  readonly folder: string;
  /** `null` when it cannot be read; `problem` says why. */
  readonly head: RunHead | null;
  /** How the last writer closed it; `null`: it still runs, or was killed. */
  readonly closed: ClosingStatus | null;
  /** When the last record was written, milliseconds since the epoch; `null` when there is none. */
  readonly lastRecordAtMs: number | null;
  /** Users and workspaces that were asked for and never known to exist: the server may still make them. */
  readonly openIntents: number;
  /** Why nobody else may work on it at the moment; `null` when somebody may, or nobody asked. */
  readonly locked: RunLockedError | null;
  /** What is wrong with the folder, in words; `null` when nothing is. */
  readonly problem: string | null;
}

/**
 * All runs below a root, oldest first. A root that does not exist holds none; a folder that cannot be read is listed
 * with its problem, not left out. Needs no lock, and takes none.
 * @param seeker - Who may want to work on them, to be told of those that are taken.
 * @throws JournalError when the root itself cannot be read.
 */
export async function listRuns(
  root: string,
  fs: JournalFs = nodeJournalFs,
  seeker: LockSeeker | null = null,
): Promise<readonly RunListing[]> {
  const listings: RunListing[] = [];
  for (const name of [...(await namesIn(root, fs))].sort())
    listings.push(await listRun(join(root, name), fs, seeker));
  return listings;
}

/**
 * Whether one of these runs, which another process had when they were listed, gets free within 3 s of real time: its
 * process may have been killed just now. They are to be listed anew then.
 * @throws the signal's reason when it aborts.
 */
export async function someGetFree(
  runs: readonly Pick<RunListing, 'folder' | 'locked'>[],
  seeker: LockSeeker & { readonly realClock: Clock },
  signal: AbortSignal,
  fs: JournalFs = nodeJournalFs,
): Promise<boolean> {
  const taken = runs.filter(({ locked }) => locked !== null);
  const free = await Promise.all(taken.map(({ folder }) => isFreeSoon({ ...seeker, folder, fs }, signal)));
  return free.includes(true);
}

/** A run's folder and what its head says. */
export interface ListedHead {
  readonly folder: string;
  readonly head: RunHead;
}

/**
 * The heads of all runs below a root, oldest first; folders without a whole one are left out. Reads no events, so that
 * it is quick however many runs there are.
 * @throws JournalError when the root itself cannot be read.
 */
export async function listHeads(root: string, fs: JournalFs = nodeJournalFs): Promise<readonly ListedHead[]> {
  const listed: ListedHead[] = [];
  for (const name of [...(await namesIn(root, fs))].sort()) {
    const folder = join(root, name);
    const head = await readHead(folder, fs).catch(() => null);
    if (head !== null) listed.push({ folder, head });
  }
  // Folders are named by the second, and two runs may begin within one.
  return listed.sort((a, b) => createdMs(a) - createdMs(b));
}

function createdMs({ head }: ListedHead): number {
  const ms = Date.parse(head.createdAt);
  return Number.isNaN(ms) ? 0 : ms;
}

async function listRun(folder: string, fs: JournalFs, seeker: LockSeeker | null): Promise<RunListing> {
  let head: RunHead | null = null;
  try {
    head = await readHead(folder, fs);
    const { records, closed, damage } = scanEvents(await readEvents(folder, fs));
    const first = damage[0];
    return {
      folder,
      head,
      closed,
      lastRecordAtMs: records.at(-1)?.atMs ?? null,
      openIntents: countOpenIntents(records),
      locked: seeker === null ? null : await runLockProblem(folder, seeker, fs),
      problem:
        first === undefined ? null : `line ${first.line} of events.ndjson is damaged (${first.reason})`,
    };
  } catch (cause) {
    const problem = messageOf(cause);
    return { folder, head, closed: null, lastRecordAtMs: null, openIntents: 0, locked: null, problem };
  }
}

function countOpenIntents(records: readonly JournalRecord[]): number {
  const open = new Set<string>();
  for (const record of records) {
    if (record.type === 'user_intent') open.add(`user ${record.index}`);
    if (record.type === 'user_created') open.delete(`user ${record.index}`);
    if (record.type === 'workspace_intent') open.add(`workspace ${record.index}`);
    if (record.type === 'workspace_created') open.delete(`workspace ${record.index}`);
  }
  return open.size;
}

async function namesIn(root: string, fs: JournalFs): Promise<readonly string[]> {
  try {
    return await fs.readdir(root);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw readError(root, cause);
  }
}
