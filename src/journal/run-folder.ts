import { dirname, join, resolve } from 'node:path';
import { systemCode } from '../storm/index.js';
import type { JournalFs } from './journal-fs.js';
import type { RunHead } from './run-head.js';

/** For the owner only: the names in a journal say whom to look for on a deployment. */
export const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export const headPath = (folder: string): string => join(folder, 'head.json');
export const eventsPath = (folder: string): string => join(folder, 'events.ndjson');

/** Folder of a run below its root: named so that a plain listing is in the order of the runs' creation. */
export function runFolder(root: string, head: Pick<RunHead, 'createdAt' | 'prefix'>): string {
  const second = head.createdAt.replaceAll(/[-:]|\.\d+/g, '');
  return join(root, `${second}-${head.prefix}`);
}

/** Makes the folder of a run, and its root where it is missing; an existing folder of that name is an error. */
export async function makeRunFolder(fs: JournalFs, root: string, folder: string): Promise<void> {
  const firstMade = await fs.mkdir(root, { recursive: true, mode: FOLDER_MODE });
  await fs.mkdir(folder, { recursive: false, mode: FOLDER_MODE });
  await syncFolder(fs, root);
  if (firstMade === undefined) return;
  const top = dirname(firstMade);
  for (let above = resolve(root); above !== top && above !== dirname(above); ) {
    above = dirname(above);
    await syncFolder(fs, above);
  }
}

/** Makes the folder's entries survive a loss of power: a synced file in an unsynced folder can vanish. */
export async function syncFolder(fs: JournalFs, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    // Windows and some network file systems cannot sync a folder; there the file's own sync has to do.
    if (!CANNOT_SYNC_FOLDERS.has(systemCode(cause) ?? '')) throw cause;
  }
}

const CANNOT_SYNC_FOLDERS: ReadonlySet<string> = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP']);
