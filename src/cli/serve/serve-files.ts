import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { access, chmod, constants, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EmbeddedDeployment } from '../../embedded/index.js';
import { BUILD_ROW_HEADER, ConfigError, formatBuildRow, messageOf } from '../../storm/index.js';

/** What is wrong with files that are to be written later, each naming its flag; only what can be told without writing. */
export async function unwritableFiles(
  files: readonly { readonly flag: string; readonly path: string | null }[],
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { flag, path } of files) {
    if (path === null) continue;
    try {
      await checkWritable(path);
    } catch (error) {
      problems.push(`--${flag} ${path}: ${messageOf(error)}`);
    }
  }
  return problems;
}

async function checkWritable(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) await access(dirname(path), constants.W_OK | constants.X_OK);
  else if (found.isDirectory()) throw new Error('it is a folder');
  else await access(path, constants.W_OK);
}

/**
 * Writes what a program needs to use the deployment; only its owner may read it.
 * @returns Removes it again, unless somebody else has written it since.
 */
export async function writeReadyFile(
  path: string,
  deployment: EmbeddedDeployment,
): Promise<() => Promise<void>> {
  const { url, token, organizationId, templates } = deployment;
  const text = `${JSON.stringify({ url, token, organization_id: organizationId, templates })}\n`;
  try {
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
  } catch (error) {
    throw new ConfigError([`--ready-file ${path}: ${messageOf(error)}`]);
  }
  return async () => {
    const found = await readFile(path, 'utf8').catch(() => null);
    if (found === text) await rm(path, { force: true });
  };
}

/** Writes every build of the deployment's model. */
export async function exportBuilds(path: string, deployment: EmbeddedDeployment): Promise<void> {
  const lines = [BUILD_ROW_HEADER, ...deployment.exportBuilds().map(formatBuildRow)];
  try {
    await writeFile(path, `${lines.join('\n')}\n`);
  } catch (error) {
    throw new ConfigError([`--export-builds ${path}: ${messageOf(error)}`]);
  }
}

/** A file to which lines are added while the deployment runs. */
export interface LineLog {
  write(line: unknown): void;
  /** Resolves when everything is written; rejects with what went wrong on the way. */
  close(): Promise<void>;
}

/** Opens a log of JSON lines; `null` where none is asked for. @throws ConfigError if it cannot be opened. */
export async function openLog(path: string | null, flag: string): Promise<LineLog | null> {
  if (path === null) return null;
  const stream = createWriteStream(path, { mode: 0o600 });
  let failure: unknown;
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new ConfigError([`--${flag} ${path}: ${messageOf(error)}`]);
  }
  stream.on('error', (error) => {
    failure ??= error;
  });
  return {
    write: (line) => {
      if (failure === undefined) stream.write(`${JSON.stringify(line)}\n`);
    },
    close: async () => {
      await ended(stream);
      if (failure !== undefined) throw new ConfigError([`--${flag} ${path}: ${messageOf(failure)}`]);
    },
  };
}

function ended(stream: WriteStream): Promise<void> {
  if (stream.closed) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.end();
  });
}
