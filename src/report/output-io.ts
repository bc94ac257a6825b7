import { access, appendFile, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';

/** What writing a report needs of an open file. */
export interface OutputFile {
  writeFile(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What writing reports needs of a file system; each as in `node:fs/promises`. */
export interface OutputFs {
  stat(path: string): Promise<{ readonly mode: number; isFile(): boolean; isDirectory(): boolean }>;
  realpath(path: string): Promise<string>;
  /** Makes a new file. */
  create(path: string, mode: number): Promise<OutputFile>;
  /** Writes into what is there, such as a device or a pipe, behind what it holds. */
  writeFile(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that does not exist is fine. */
  remove(path: string): Promise<void>;
  /** Rejects when nothing can be created in the folder. */
  checkWritable(folder: string): Promise<void>;
}

/** Where reports go. */
export interface OutputIo {
  /** Resolves when the text has been taken. */
  writeStdout(text: string): Promise<void> | void;
  /** A file name part that nothing else uses at the same time. */
  uniqueName(): string;
  readonly fs: OutputFs;
}

/** The machine's own file system. */
export const nodeOutputFs: OutputFs = {
  stat: (path) => stat(path),
  realpath: (path) => realpath(path),
  create: (path, mode) => open(path, 'wx', mode),
  writeFile: (path, text) => appendFile(path, text),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  checkWritable: (folder) => access(folder, constants.W_OK | constants.X_OK),
};
