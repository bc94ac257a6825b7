import type { JournalFile } from './journal-fs.js';

/**
 * Appends to a file and knows how much of it is on the disk. A batch that failed half-way leaves no trace in what the
 * next one writes.
 */
export class BatchWriter {
  readonly #file: JournalFile;
  #syncedLength: number;
  #soiled = false;

  /** @param length - Bytes that the file holds now. */
  constructor(file: JournalFile, length: number) {
    this.#file = file;
    this.#syncedLength = length;
  }

  /** Resolves when the text is on the disk; after a rejection the same text may be handed in again. */
  async append(text: string): Promise<void> {
    // A failed sync may have dropped pages that later look written: only writing them again is safe.
    if (this.#soiled) await this.#file.truncate(this.#syncedLength);
    this.#soiled = true;
    const bytes = Buffer.from(text);
    for (let offset = 0; offset < bytes.length; ) {
      offset += (await this.#file.write(bytes, offset, bytes.length - offset)).bytesWritten;
    }
    await this.#file.sync();
    this.#soiled = false;
    this.#syncedLength += bytes.length;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
