import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { main } from '../../../src/cli/index.js';
import type { Io } from '../../../src/cli/io.js';
import { type EmbeddedDeployment, startEmbedded } from '../../../src/embedded/index.js';
import {
  diskJournals,
  type JournalFs,
  type JournalRecord,
  type Journals,
} from '../../../src/journal/index.js';
import { SystemClock } from '../../../src/time/index.js';

/** What a command line that ran in this process said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A deployment in this process, on a fast clock, whose builds take 10 s and 2 s of its time. */
export function fastDeployment(seed: string): Promise<EmbeddedDeployment> {
  const constant = (value: number) => ({ kind: 'constant', value }) as const;
  return startEmbedded({
    parameters: {
      seed,
      provisioners: 20,
      serviceTime: { start: constant(10e6), stop: constant(2e6), delete: constant(2e6) },
    },
    timeScale: 240,
    realClock: new SystemClock(),
    randomBytes: (count) => randomBytes(count),
  });
}

/** Runs a command line against a deployment, in this process. */
export async function mainInProcess(
  argv: readonly string[],
  deployment: Pick<EmbeddedDeployment, 'url' | 'token'>,
  folder: string,
  overrides: Partial<Io> = {},
): Promise<Said> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io: Io = {
    argv,
    env: {
      CODER_URL: deployment.url,
      CODER_SESSION_TOKEN: deployment.token,
      NINEAM_STATE_DIR: folder,
    },
    stdout: { write: (text) => void stdout.push(text), isTTY: false },
    stderr: { write: (text) => void stderr.push(text), isTTY: false },
    ask: async () => null,
    homeDir: folder,
    cwd: folder,
    realClock: new SystemClock(),
    randomBytes: (count) => randomBytes(count),
    onSignal: () => () => undefined,
    exitNow: () => undefined,
    writer: { pid: process.pid, host: hostname() },
    isAlive: () => true,
    journals: diskJournals,
    platform: process.platform,
    nineamVersion: '0.0.0',
    nodeVersion: process.version,
    ...overrides,
  };
  const code = await main(io);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/**
 * Journals on the disk that tell of each record before they take it.
 * @param fs - In the place of the machine's own file system.
 */
export function watchedJournals(onRecord: (record: JournalRecord) => void, fs?: JournalFs): Journals {
  const disk = fs === undefined ? {} : { fs };
  const watch = (journal: Awaited<ReturnType<Journals['create']>>) => ({
    folder: journal.folder,
    record: (record: JournalRecord) => {
      onRecord(record);
      journal.record(record);
    },
    flush: () => journal.flush(),
    close: (status: 'clean' | 'open') => {
      onRecord({ type: 'closed', status });
      return journal.close(status);
    },
  });
  return {
    create: async (options) => watch(await diskJournals.create({ ...options, ...disk })),
    reopen: async (options) => watch(await diskJournals.reopen({ ...options, ...disk })),
  };
}
