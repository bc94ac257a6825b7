import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../storm/index.js';
import { renderOutput } from '../output-formats.js';
import type { OutputIo } from '../output-io.js';
import type { Report } from '../report.js';
import { writeWholeFile } from '../write-file.js';
import { type SavedRun, type SavedRunIdentity, savedRunOf } from './saved-run.js';
import { decodeSavedRun, encodeSavedRun, SavedRunError } from './saved-run-codec.js';

/** For the owner only, as a run's journal. */
const FILE_MODE = 0o600;

/** Where a run's results stand, and the page that is made of them. */
export const resultPath = (folder: string): string => join(folder, 'result.json');
export const pagePath = (folder: string): string => join(folder, 'report.html');

/** Writes a run's results and its page into the run's folder, each as a whole; both over what stood there. */
export async function saveRun(
  folder: string,
  report: Report,
  identity: SavedRunIdentity,
  io: Pick<OutputIo, 'fs' | 'uniqueName'>,
): Promise<void> {
  await writeWholeFile(resultPath(folder), encodeSavedRun(savedRunOf(report, identity)), io, FILE_MODE);
  await writeWholeFile(pagePath(folder), renderOutput('html', report), io, FILE_MODE);
}

/**
 * The results in a run's folder, or in a file.
 * @throws SavedRunError when they cannot be read, or are not what was written.
 */
export async function readSavedRun(folderOrFile: string): Promise<SavedRun> {
  try {
    const file = (await stat(folderOrFile)).isDirectory() ? resultPath(folderOrFile) : folderOrFile;
    return decodeSavedRun(await readFile(file), file);
  } catch (cause) {
    if (cause instanceof SavedRunError) throw cause;
    throw new SavedRunError(`cannot read the results ${folderOrFile}: ${messageOf(cause)}`, { cause });
  }
}
