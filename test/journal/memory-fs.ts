import type { JournalFile, JournalFs } from '../../src/journal/index.js';

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test wants it`), { code });
}

/** A file system in memory that can run full, refuse, and tell what a loss of power would leave. */
export class MemoryFs implements JournalFs {
  readonly files = new Map<string, Buffer>();
  readonly modes = new Map<string, number>();
  /** Everything done, in order, such as `sync /root/run/head.json`. */
  readonly calls: string[] = [];
  /** Bytes left on the disk. */
  room = Infinity;
  /** Error of every sync of a file, while set. */
  syncError: Error | null = null;
  /** Error of every opening of a file, while set. */
  openError: Error | null = null;
  /** Error of syncing a folder, while set. */
  folderSyncError: Error | null = null;
  /** Error of every listing of a folder, while set. */
  listError: Error | null = null;
  /** Held before each sync of a file, so that a test can act while a batch is on its way. */
  gate: Promise<void> = Promise.resolve();
  /** Files that are open. */
  open_ = 0;
  readonly #folders = new Set<string>(['/']);

  async mkdir(path: string, options: { recursive: boolean; mode: number }): Promise<string | undefined> {
    this.calls.push(`mkdir ${path}`);
    if (this.#folders.has(path)) {
      if (options.recursive) return undefined;
      throw systemError('EEXIST');
    }
    const parts = path.split('/').filter((part) => part !== '');
    let first: string | undefined;
    for (let length = 1; length <= parts.length; length += 1) {
      const folder = `/${parts.slice(0, length).join('/')}`;
      if (this.#folders.has(folder)) continue;
      this.#folders.add(folder);
      this.modes.set(folder, options.mode);
      first ??= folder;
    }
    return options.recursive ? first : undefined;
  }

  async open(path: string, flags: 'a' | 'ax' | 'r', mode = 0o666): Promise<JournalFile> {
    if (this.#folders.has(path)) return this.#folder(path);
    if (this.openError !== null) throw this.openError;
    if (flags === 'ax' && this.files.has(path)) throw systemError('EEXIST');
    if (!this.files.has(path)) {
      this.files.set(path, Buffer.alloc(0));
      this.modes.set(path, mode);
    }
    this.open_ += 1;
    return this.#file(path);
  }

  async readFile(path: string): Promise<Buffer> {
    const content = this.files.get(path);
    if (content === undefined) throw systemError('ENOENT');
    return content;
  }

  async readdir(path: string): Promise<readonly string[]> {
    if (this.listError !== null) throw this.listError;
    if (!this.#folders.has(path)) throw systemError('ENOENT');
    return [...this.#folders, ...this.files.keys()]
      .filter((entry) => entry.startsWith(`${path}/`))
      .map((entry) => entry.slice(path.length + 1))
      .filter((name) => !name.includes('/'));
  }

  async unlink(path: string): Promise<void> {
    if (!this.files.delete(path)) throw systemError('ENOENT');
  }

  #file(path: string): JournalFile {
    return {
      write: async (bytes, offset, length) => {
        const taken = Math.min(length, this.room);
        this.room -= taken;
        const content = this.files.get(path) ?? Buffer.alloc(0);
        this.files.set(path, Buffer.concat([content, bytes.subarray(offset, offset + taken)]));
        if (taken === 0 && length > 0) throw systemError('ENOSPC');
        return { bytesWritten: taken };
      },
      sync: async () => {
        await this.gate;
        this.calls.push(`sync ${path}`);
        if (this.syncError !== null) throw this.syncError;
      },
      truncate: async (length) => {
        this.files.set(path, (this.files.get(path) ?? Buffer.alloc(0)).subarray(0, length));
      },
      close: async () => {
        this.open_ -= 1;
      },
    };
  }

  #folder(path: string): JournalFile {
    return {
      write: async () => Promise.reject(systemError('EISDIR')),
      truncate: async () => Promise.reject(systemError('EISDIR')),
      close: async () => {},
      sync: async () => {
        this.calls.push(`sync ${path}`);
        if (this.folderSyncError !== null) throw this.folderSyncError;
      },
    };
  }
}
