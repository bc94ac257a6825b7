import { nodeJournalFs } from './journal-fs.js';
import type { ClosingStatus, JournalRecord } from './record.js';
import { type CreateJournalOptions, type ReopenJournalOptions, RunJournal } from './run-journal.js';
import { acquireRunLock, isFreeSoon, type LockSeeker, type RunLock } from './run-lock.js';

/** What a run, or its cleanup, needs of its journal; a {@link RunJournal} is one. */
export interface JournalWriter {
  /** Folder of the run. */
  readonly folder: string;
  /** Takes a record to be written soon; returns at once and never throws. */
  record(record: JournalRecord): void;
  /**
   * Resolves when every record taken so far is on the disk.
   * @throws JournalError when the disk does not take them; they are kept, and tried again.
   */
  flush(): Promise<void>;
  /**
   * Records how the run ends, and releases the journal.
   * @throws JournalError when the disk did not take everything. The journal is released all the same.
   */
  close(status: ClosingStatus): Promise<void>;
}

/** How a run's journal is begun. */
export type NewJournal = CreateJournalOptions & LockSeeker;
/** How it is continued. */
export type ContinuedJournal = ReopenJournalOptions & LockSeeker;

/**
 * Where journals come from. Handed in, so that a test can stand between a run and its records: to see each before it
 * is taken, to wait until it is on the disk, to let the disk fail, or to end the process there.
 */
export interface Journals {
  /**
   * @throws JournalError when the head is not on the disk, RunLockedError when another process was quicker to take the
   * run; nothing may be created on a deployment then.
   */
  create(options: NewJournal): Promise<JournalWriter>;
  /**
   * Waits for up to 3 s for a process of this machine that has the run: it may have been killed just now.
   * @throws RunLockedError while another process works on the run; JournalError when the journal cannot be read, its
   * head is damaged, or it cannot be written.
   */
  reopen(options: ContinuedJournal): Promise<JournalWriter>;
}

/** Journals on this machine's disk, each locked from its beginning until it is closed. */
export const diskJournals: Journals = {
  async create(options) {
    const journal = await RunJournal.create(options);
    try {
      return new LockedJournal(journal, await lockOf(journal.folder, options));
    } catch (cause) {
      await journal.close('open').catch(() => undefined);
      throw cause;
    }
  },
  async reopen(options) {
    await endOfHolder(options);
    const lock = await lockOf(options.folder, options);
    try {
      return new LockedJournal(await RunJournal.reopen(options), lock);
    } catch (cause) {
      await lock.release();
      throw cause;
    }
  },
};

/** A journal that gives its lock back when it is closed, whether or not the disk took everything. */
class LockedJournal implements JournalWriter {
  readonly #journal: JournalWriter;
  readonly #lock: RunLock;

  constructor(journal: JournalWriter, lock: RunLock) {
    this.#journal = journal;
    this.#lock = lock;
  }

  get folder(): string {
    return this.#journal.folder;
  }

  record(record: JournalRecord): void {
    this.#journal.record(record);
  }

  flush(): Promise<void> {
    return this.#journal.flush();
  }

  async close(status: ClosingStatus): Promise<void> {
    try {
      await this.#journal.close(status);
    } finally {
      await this.#lock.release();
    }
  }
}

async function endOfHolder({ fs = nodeJournalFs, ...options }: ContinuedJournal): Promise<void> {
  try {
    await isFreeSoon({ ...options, fs }, new AbortController().signal);
  } catch {
    // Whoever then takes the lock meets the same folder, and says what is wrong with it.
  }
}

function lockOf(
  folder: string,
  options: LockSeeker & Pick<NewJournal, 'fs' | 'realClock'>,
): Promise<RunLock> {
  const { writer, isAlive, realClock, fs = nodeJournalFs } = options;
  return acquireRunLock({ folder, fs, writer, isAlive, realClock });
}
