import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';

/** What a journal needs of an open file. */
export interface JournalFile {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  /** Resolves when everything written is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What a journal needs of a file system. */
export interface JournalFs {
  /** Resolves with the first folder that had to be made; undefined when all were there. */
  mkdir(
    path: string,
    options: { readonly recursive: boolean; readonly mode: number },
  ): Promise<string | undefined>;
  /** @param flags - As of `node:fs`: `ax` makes a new file to append to, `a` appends, `r` opens a folder to sync it. */
  open(path: string, flags: 'a' | 'ax' | 'r', mode?: number): Promise<JournalFile>;
  readFile(path: string): Promise<Buffer>;
  readdir(path: string): Promise<readonly string[]>;
  unlink(path: string): Promise<void>;
}

/**
 * As `a`, but not through a link: in a folder that others can write to, a link in the place of a journal would have us
 * cut off and add to a file of somebody's choice. Windows knows no such flag.
 */
const APPEND_TO_NO_LINK =
  constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/** The machine's own file system. */
export const nodeJournalFs: JournalFs = {
  mkdir: (path, options) => mkdir(path, options),
  open: (path, flags, mode) => open(path, flags === 'a' ? APPEND_TO_NO_LINK : flags, mode),
  readFile: (path) => readFile(path),
  readdir: (path) => readdir(path),
  unlink: (path) => unlink(path),
};
