import { rmSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigError, messageOf } from '../../storm/index.js';

/**
 * Largest file that is read, and so that is written: about what fits into one text. A deployment of 100,000 workspaces
 * takes about a hundredth of it for each thousand.
 */
const MAX_BYTES = 500 * 1024 * 1024;

/**
 * Reads a saved deployment.
 * @returns Its data, whose meaning is the deployment's; `null` if there is no such file yet.
 * @throws ConfigError if it cannot be read, or is no JSON.
 */
export async function readStateFile(path: string): Promise<unknown> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new Error(`is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw refusal(path, error);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refusal(
      path,
      new Error(`is damaged, or no saved deployment: ${messageOf(error)}`, { cause: error }),
    );
  }
}

/**
 * Saves a deployment so that the file is the old one or the new one, never half of either, and its owner's alone.
 * @param save - Gives the state.
 * @param unique - A part of a file name that nothing else uses at the same time.
 * @param maxBytes - Largest file that could be read back.
 * @throws ConfigError if it cannot be written, or could not be read back; the file is as before then.
 */
export async function writeStateFile(
  path: string,
  save: () => unknown,
  unique: string,
  maxBytes = MAX_BYTES,
): Promise<void> {
  const text = textOf(path, save, maxBytes);
  const temporary = temporaryOf(path, unique);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw refusal(path, error);
  }
}

/** Removes what {@link writeStateFile} has written so far, at once, when the process ends before it is done. */
export function removeHalfState(path: string, unique: string): void {
  rmSync(temporaryOf(path, unique), { force: true });
}

function temporaryOf(path: string, unique: string): string {
  return join(dirname(path), `.${basename(path)}.${unique}.tmp`);
}

function textOf(path: string, save: () => unknown, maxBytes: number): string {
  let text: string | null = null;
  try {
    text = `${JSON.stringify(save())}\n`;
  } catch (error) {
    // What a text longer than the engine can hold comes to.
    if (!(error instanceof RangeError)) throw error;
  }
  if (text !== null && Buffer.byteLength(text) <= maxBytes) return text;
  const limit = `${maxBytes / 1024 / 1024} MiB`;
  throw refusal(
    path,
    new Error(
      `is not saved, and is as it was: the deployment takes more than the ${limit} that could be read back; serve fewer workspaces, or end it sooner`,
    ),
  );
}

function refusal(path: string, error: unknown): ConfigError {
  return new ConfigError([`--state ${path}: ${messageOf(error)}`]);
}
