import { join } from 'node:path';
import { ExplainedError, systemCode } from '../storm/index.js';
import { type Clock, sleep } from '../time/index.js';
import { readError, writeError } from './journal-error.js';
import type { JournalFs } from './journal-fs.js';
import { FILE_MODE } from './run-folder.js';

/** A process, as the lock of a run names it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When it began, in letters, digits and hyphens: tells it from a later process of the same number. */
  readonly start?: string;
}

/** Who asks for a lock, and how it tells whether others still live. */
export interface LockSeeker {
  readonly writer: LockHolder;
  /** Whether a process of this machine is alive; `start` as its lock has it, empty where that is not known. */
  readonly isAlive: (pid: number, start: string) => boolean;
}

/** Another process works on the run: one run, or one cleanup, at a time. */
export class RunLockedError extends ExplainedError {
  readonly code = 'run_locked';
}

/** A lock that is held. */
export interface RunLock {
  /** Gives it back. Never rejects: what stays behind is recognized as the lock of a process that has ended. */
  release(): Promise<void>;
}

export interface AcquireRunLockOptions extends LockSeeker {
  /** Folder of the run. */
  readonly folder: string;
  readonly fs: JournalFs;
  readonly realClock: Clock;
}

/** Looks, in all, of the one of two that came at the same moment. */
const LOOKS = 4;
const PAUSE_MS = 50;

/**
 * Takes the lock of a run's folder: an empty file whose name says which process holds it, so that it is never half
 * written. Everybody makes a file of their own first and looks for others' after that: of two, the later one sees the
 * earlier, and never do both hold it. Files of processes that have ended count for nothing, and are removed.
 *
 * | others' files | then |
 * |---|---|
 * | none, or only of processes of this machine that have ended | held |
 * | of a live process, or of another machine; ours is the first by name | looks again, three times: the other may be giving up |
 * | the same, and ours is not the first | gives up |
 *
 * @throws RunLockedError that names the holder and what to do; JournalError where the folder takes no file, or cannot be
 * read.
 */
export async function acquireRunLock(options: AcquireRunLockOptions): Promise<RunLock> {
  const { folder, fs, writer, realClock } = options;
  const name = lockName(writer);
  const path = join(folder, name);
  await makeLockFile(options, path);
  for (let look = 1; ; look += 1) {
    const others = await othersFiles(options, name);
    const blocking = others.filter((other) => blocks(other, options));
    const [first] = blocking;
    if (first === undefined) {
      for (const ended of others) await remove(fs, join(folder, ended));
      return { release: () => remove(fs, path) };
    }
    if (look === LOOKS || blocking.some((other) => other < name)) {
      await remove(fs, path);
      throw locked(folder, first, writer);
    }
    await sleep(realClock, PAUSE_MS, NEVER);
  }
}

/** Who holds the lock of a run's folder, in words; `null` when nobody does. */
export async function runLockProblem(
  folder: string,
  seeker: LockSeeker,
  fs: JournalFs,
): Promise<RunLockedError | null> {
  const blocking = (await lockFiles(folder, fs)).find((name) => blocks(name, seeker));
  return blocking === undefined ? null : locked(folder, blocking, seeker.writer);
}

/** How often and how long a process that was killed a moment ago is looked for. */
const ENDING_LOOKS = 12;
const ENDING_PAUSE_MS = 250;

/**
 * Whether a run's folder is free, or gets free within 3 s of real time: a process that was just killed stays visible
 * until the machine has taken it down. Does not wait for another machine's process, which cannot be seen to end, nor
 * for this very one.
 * @throws the signal's reason when it aborts.
 */
export async function isFreeSoon(
  { folder, writer, isAlive, realClock, fs }: AcquireRunLockOptions,
  signal: AbortSignal,
): Promise<boolean> {
  for (let look = 0; ; look += 1) {
    const blocking = (await lockFiles(folder, fs)).filter((name) => blocks(name, { writer, isAlive }));
    if (blocking.length === 0) return true;
    const holders = blocking.map(holderOf);
    if (look === ENDING_LOOKS || holders.some(({ host, pid }) => host !== writer.host || pid === writer.pid))
      return false;
    await sleep(realClock, ENDING_PAUSE_MS, signal);
  }
}

const NEVER = new AbortController().signal;
const LOCK_FILE = /^lock\.(\d+)\.([\w-]*)\.(.+)$/;

function lockName({ pid, host, start = '' }: LockHolder): string {
  return `lock.${pid}.${start}.${encodeURIComponent(host)}`;
}

async function makeLockFile({ folder, fs, writer }: AcquireRunLockOptions, path: string): Promise<void> {
  try {
    const file = await fs.open(path, 'ax', FILE_MODE);
    await file.close();
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw locked(folder, lockName(writer), writer);
    throw writeError(path, cause);
  }
}

/** Names of the lock files that are not ours; where nobody can tell, ours is taken away again. */
async function othersFiles({ folder, fs }: AcquireRunLockOptions, own: string): Promise<readonly string[]> {
  try {
    return (await lockFiles(folder, fs)).filter((other) => other !== own);
  } catch (cause) {
    await remove(fs, join(folder, own));
    throw readError(folder, cause);
  }
}

async function lockFiles(folder: string, fs: JournalFs): Promise<readonly string[]> {
  return (await fs.readdir(folder)).filter((name) => LOCK_FILE.test(name));
}

function blocks(name: string, { writer, isAlive }: LockSeeker): boolean {
  const { pid, host, start } = holderOf(name);
  if (host !== writer.host) return true;
  // What bears our own number and another beginning had it before us.
  if (pid === writer.pid) return start === (writer.start ?? '');
  return isAlive(pid, start);
}

function holderOf(name: string): Required<LockHolder> {
  const [, pid = '', start = '', host = ''] = LOCK_FILE.exec(name) ?? [];
  return { pid: Number(pid), start, host: decoded(host) };
}

function decoded(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}

function locked(folder: string, name: string, writer: LockHolder): RunLockedError {
  const { pid, host } = holderOf(name);
  const path = join(folder, name);
  return host === writer.host
    ? new RunLockedError(`process ${pid} is still at work on the run in ${folder}`, {
        hint: `end it first, with Ctrl-C where it runs; if process ${pid} is not nineam, delete ${path}`,
      })
    : new RunLockedError(`process ${pid} of the machine ${host} has the run in ${folder}`, {
        hint:
          `from here nobody can see whether it still runs: end it there, or, ` +
          `if that machine or container is gone for good, delete ${path}`,
      });
}

async function remove(fs: JournalFs, path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch {
    // Gone already, or a folder that takes no changes: the process of that name has ended, or will.
  }
}
