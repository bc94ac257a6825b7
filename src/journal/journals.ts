import type { ClosingStatus, JournalRecord } from './record.js';
import { type CreateJournalOptions, type ReopenJournalOptions, RunJournal } from './run-journal.js';

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

/**
 * Where journals come from. Handed in, so that a test can stand between a run and its records: to see each before it
 * is taken, to wait until it is on the disk, to let the disk fail, or to end the process there.
 */
export interface Journals {
  /** @throws JournalError when the head is not on the disk; nothing may be created on a deployment then. */
  create(options: CreateJournalOptions): Promise<JournalWriter>;
  /** @throws JournalError when the journal cannot be read, its head is damaged, or it cannot be written. */
  reopen(options: ReopenJournalOptions): Promise<JournalWriter>;
}

/** Journals on this machine's disk. */
export const diskJournals: Journals = {
  create: (options) => RunJournal.create(options),
  reopen: (options) => RunJournal.reopen(options),
};
