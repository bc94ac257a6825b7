import type { Clock } from '../time/index.js';
import { BatchWriter } from './batch-writer.js';
import { JournalError, writeError } from './journal-error.js';
import { type JournalFs, nodeJournalFs } from './journal-fs.js';
import { readEvents, readHead, scanEvents } from './read-journal.js';
import type { ClosingStatus, JournalRecord } from './record.js';
import { toWire } from './record-codec.js';
import { eventsPath, FILE_MODE, headPath, makeRunFolder, runFolder, syncFolder } from './run-folder.js';
import { encodeHead, type RunHead } from './run-head.js';
import { seal } from './sealed-line.js';

/** Longest time a record waits for the disk. */
const BATCH_MS = 50;
/** Records of this size together do not wait for the time to pass. */
const BATCH_BYTES = 64 * 1024;
/** Time between attempts on a disk that fails. */
const RETRY_MS = 1_000;

interface WriterOptions {
  /** Real time: it paces the syncs and stamps the records. */
  readonly realClock: Clock;
  /** Told when writing begins to fail, once per failure and not per attempt. Must not throw. */
  readonly onError?: (error: JournalError) => void;
  /** Default: the machine's own file system. */
  readonly fs?: JournalFs;
}

export interface CreateJournalOptions extends WriterOptions {
  /** Folder that holds the runs' folders; made, with all above it, where it is missing. */
  readonly root: string;
  readonly head: RunHead;
}

export interface ReopenJournalOptions extends WriterOptions {
  /** Folder of the run. */
  readonly folder: string;
}

/**
 * Writes a run's journal. The head is on disk before `create` resolves; records follow in batches, so that recording
 * costs nothing and a crash loses at most the last 50 ms.
 *
 * | state | `record` | 50 ms pass | 64 KB wait | disk done | disk fails |
 * |---|---|---|---|---|---|
 * | idle | → waiting | | | | |
 * | waiting | gathers | → writing | → writing | | |
 * | writing | gathers | | | → idle, or → waiting | → failing |
 * | failing | gathers | after 1 s → writing | | | |
 * | closed | reported, not written | | | | |
 *
 * `flush` and `close` write at once from any state, and reject with what the disk said. What a failing disk did not
 * take is kept and written again, so a journal whose disk has recovered is whole.
 *
 * | what happens | what is lost |
 * |---|---|
 * | the folder cannot be written when a run begins (read-only, no folder, full) | nothing: the run is refused before anything is created |
 * | the process is killed | records of the last 50 ms; an unfinished line is cut off when the journal is continued |
 * | power fails | the same: each batch is synced, the head and its folder before the first request |
 * | the disk is full, or fails, in the middle | nothing while the process lives: told once, kept in memory, written when the disk recovers |
 * | the process is killed, or ends, before it has | the records since; an orderly end says so, and exits with 1 |
 *
 * None of it is needed to find what a run made: the head does, by names and marks, and every cleanup lists.
 */
export class RunJournal {
  readonly folder: string;
  readonly #clock: Clock;
  readonly #onError: (error: JournalError) => void;
  readonly #writer: BatchWriter;
  #lines: string[] = [];
  #waitingChars = 0;
  #nextSequence: number;
  #syncedSequence: number;
  #inFlight: Promise<void> | null = null;
  #disarm: (() => void) | null = null;
  #failure: JournalError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(folder: string, writer: BatchWriter, nextSequence: number, options: WriterOptions) {
    this.folder = folder;
    this.#writer = writer;
    this.#nextSequence = nextSequence;
    this.#syncedSequence = nextSequence - 1;
    this.#clock = options.realClock;
    this.#onError = options.onError ?? (() => {});
  }

  /**
   * Resolves when the head and its folder would survive a loss of power.
   * @throws JournalError naming the path and what to do; nothing may be created on a deployment then.
   */
  static async create(options: CreateJournalOptions): Promise<RunJournal> {
    const { root, head, fs = nodeJournalFs } = options;
    const folder = runFolder(root, head);
    try {
      await makeRunFolder(fs, root, folder);
      const headWriter = new BatchWriter(await fs.open(headPath(folder), 'ax', FILE_MODE), 0);
      try {
        await headWriter.append(encodeHead(head));
      } finally {
        await headWriter.close();
      }
      const events = await fs.open(eventsPath(folder), 'ax', FILE_MODE);
      await syncFolder(fs, folder);
      return new RunJournal(folder, new BatchWriter(events, 0), 1, options);
    } catch (cause) {
      throw writeError(folder, cause);
    }
  }

  /**
   * Continues the journal of an earlier run, for its cleanup. An unfinished line at its end is cut off.
   * @throws JournalError when the journal cannot be read, its head is damaged, or it cannot be written.
   */
  static async reopen(options: ReopenJournalOptions): Promise<RunJournal> {
    const { folder, fs = nodeJournalFs } = options;
    await readHead(folder, fs);
    const { length, tornTail, nextSequence } = scanEvents(await readEvents(folder, fs));
    try {
      const events = await fs.open(eventsPath(folder), 'a', FILE_MODE);
      if (tornTail) await events.truncate(length);
      const journal = new RunJournal(folder, new BatchWriter(events, length), nextSequence, options);
      journal.record({ type: 'notice', code: 'reopened' });
      return journal;
    } catch (cause) {
      throw writeError(eventsPath(folder), cause);
    }
  }

  /** Takes a record to be written soon. Returns at once and never throws; a failing disk is told to `onError`. */
  record(record: JournalRecord): void {
    if (this.#closing !== null) {
      this.#onError(
        new JournalError(`a record of type ${record.type} came after the journal was closed: ${this.folder}`),
      );
      return;
    }
    this.#gather(record);
    this.#writeSoon();
  }

  /**
   * Resolves when every record taken so far is on the disk.
   * @throws JournalError when the disk does not take them; they are kept, and tried again.
   */
  async flush(): Promise<void> {
    const target = this.#nextSequence - 1;
    // The batch on its way may have begun before the disk recovered: what it says is not yet the answer.
    if (this.#inFlight !== null) await this.#inFlight;
    while (this.#syncedSequence < target) {
      await this.#writeBatch();
      if (this.#failure !== null) throw this.#failure;
    }
  }

  /**
   * Records how the run ends, flushes and releases the file; a second call returns the first one's promise.
   * @throws JournalError when the disk did not take everything. The file is released all the same.
   */
  close(status: ClosingStatus): Promise<void> {
    this.#closing ??= this.#close(status);
    return this.#closing;
  }

  async #close(status: ClosingStatus): Promise<void> {
    this.#gather({ type: 'closed', status });
    try {
      await this.flush();
    } finally {
      this.#disarm?.();
      await this.#writer.close();
    }
  }

  #gather(record: JournalRecord): void {
    const line = seal({
      sequence: this.#nextSequence,
      at_ms: Math.round(this.#clock.nowMs()),
      ...toWire(record),
    });
    this.#nextSequence += 1;
    this.#lines.push(line);
    this.#waitingChars += line.length;
  }

  #writeSoon(): void {
    if (this.#inFlight !== null || this.#closing !== null) return;
    if (this.#waitingChars >= BATCH_BYTES && this.#failure === null) void this.#writeBatch();
    else this.#arm();
  }

  #arm(): void {
    if (this.#disarm !== null) return;
    const delayMs = this.#failure === null ? BATCH_MS : RETRY_MS;
    this.#disarm = this.#clock.schedule(this.#clock.nowMs() + delayMs, () => {
      this.#disarm = null;
      void this.#writeBatch();
    });
  }

  /** Writes all that waits, or waits for the batch on its way. Never rejects: `#failure` tells. */
  #writeBatch(): Promise<void> {
    this.#inFlight ??= this.#hand().finally(() => {
      this.#inFlight = null;
      if (this.#lines.length > 0) this.#writeSoon();
    });
    return this.#inFlight;
  }

  async #hand(): Promise<void> {
    this.#disarm?.();
    this.#disarm = null;
    const batch = this.#lines;
    const upTo = this.#nextSequence - 1;
    this.#lines = [];
    this.#waitingChars = 0;
    try {
      await this.#writer.append(batch.join(''));
      this.#syncedSequence = upTo;
      this.#failure = null;
    } catch (cause) {
      this.#lines = [...batch, ...this.#lines];
      const first = this.#failure === null;
      this.#failure = writeError(eventsPath(this.folder), cause);
      if (first) this.#onError(this.#failure);
    }
  }
}
