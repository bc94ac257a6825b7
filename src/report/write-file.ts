import { basename, dirname, join, resolve } from 'node:path';
import { systemCode } from '../storm/index.js';
import type { OutputFs, OutputIo } from './output-io.js';

const NEW_FILE_MODE = 0o644;

/**
 * Writes a file so that its readers see the old content or the new, never half of either. A link stays a link; a
 * device or a pipe is written into.
 * @param newFileMode - Of a file that was not there; one that was keeps its own.
 */
export async function writeWholeFile(
  path: string,
  text: string,
  io: Pick<OutputIo, 'fs' | 'uniqueName'>,
  newFileMode = NEW_FILE_MODE,
): Promise<void> {
  const target = await findTarget(path, io.fs, newFileMode);
  if (target.kind === 'stream') await io.fs.writeFile(path, text);
  else await replace(target.path, target.mode, text, io);
}

/** Rejects as writing that file would, as far as can be told without writing. */
export async function checkFile(path: string, fs: OutputFs): Promise<void> {
  const target = await findTarget(path, fs);
  if (target.kind === 'file') await fs.checkWritable(dirname(resolve(target.path)));
}

/** Whether what is written there replaces what was, so that it may be written again. */
export async function isWholeFile(path: string, fs: OutputFs): Promise<boolean> {
  return (await findTarget(path, fs)).kind === 'file';
}

type Target =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number }
  | { readonly kind: 'stream' };

async function findTarget(path: string, fs: OutputFs, newFileMode = NEW_FILE_MODE): Promise<Target> {
  // /dev/stdout may well be a regular file, but one that the shell holds open: replacing it would lose the report.
  if (/^\/(dev|proc)\//.test(resolve(path))) return { kind: 'stream' };
  const found = await fs.stat(path).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  });
  if (found === null) return { kind: 'file', path, mode: newFileMode };
  if (found.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  if (!found.isFile()) return { kind: 'stream' };
  return { kind: 'file', path: await fs.realpath(path), mode: found.mode & 0o777 };
}

async function replace(
  path: string,
  mode: number,
  text: string,
  io: Pick<OutputIo, 'fs' | 'uniqueName'>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${io.uniqueName()}.tmp`);
  try {
    const file = await io.fs.create(temporary, mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await io.fs.rename(temporary, path);
  } catch (cause) {
    // What went wrong first is what the person has to mend; a leftover file is the lesser trouble.
    await io.fs.remove(temporary).catch(() => {});
    throw cause;
  }
}
