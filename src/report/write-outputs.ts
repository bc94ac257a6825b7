import { dirname, resolve } from 'node:path';
import { ExplainedError, messageOf, systemCode } from '../storm/index.js';
import type { OutputFs, OutputIo } from './output-io.js';
import type { OutputSpec } from './output-spec.js';
import { checkFile, isWholeFile, writeWholeFile } from './write-file.js';

/** One output that was not written, and what to do about it. */
export interface OutputFailure {
  readonly spec: OutputSpec<string>;
  readonly message: string;
  readonly mend: string;
  readonly cause: unknown;
}

/** Some outputs could not be written; the others were. */
export class OutputError extends ExplainedError {
  readonly code = 'output';
  readonly failures: readonly OutputFailure[];

  constructor(failures: readonly OutputFailure[]) {
    super(failures.map((failure) => `${failure.message}\n    → ${failure.mend}`).join('\n'), {
      cause: failures[0]?.cause,
    });
    this.failures = failures;
  }
}

/**
 * Writes every output, also when one before it failed: a run cannot be had again. Files are replaced as a whole.
 * @param render - Gives the report in a format.
 * @throws OutputError with every output that failed, each with its path and its mend.
 */
export async function writeOutputs<Format extends string>(
  specs: readonly OutputSpec<Format>[],
  render: (format: Format) => string,
  io: OutputIo,
): Promise<void> {
  const failures: OutputFailure[] = [];
  for (const spec of specs) {
    try {
      const text = render(spec.format);
      if (spec.path === null) await io.writeStdout(text);
      else await writeWholeFile(spec.path, text, io);
    } catch (cause) {
      failures.push(outputFailure(spec, cause));
    }
  }
  if (failures.length > 0) throw new OutputError(failures);
}

/** The outputs that are files, which can be written a second time in place of the first. */
export async function wholeFileOutputs<Format extends string>(
  specs: readonly OutputSpec<Format>[],
  fs: OutputFs,
): Promise<readonly OutputSpec<Format>[]> {
  const files: OutputSpec<Format>[] = [];
  for (const spec of specs) {
    // What cannot even be looked at fails when it is written, with words.
    const isFile = spec.path !== null && (await isWholeFile(spec.path, fs).catch(() => true));
    if (isFile) files.push(spec);
  }
  return files;
}

/**
 * Finds what would keep these outputs from being written, before anything is measured.
 * @returns One sentence per output, with its mend; empty when all can be written as far as can be told.
 */
export async function checkOutputPaths(
  specs: readonly OutputSpec<string>[],
  io: Pick<OutputIo, 'fs'>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const spec of specs) {
    if (spec.path === null) continue;
    try {
      await checkFile(spec.path, io.fs);
    } catch (cause) {
      const { message, mend } = outputFailure(spec, cause);
      problems.push(`--output: ${message}; ${mend}`);
    }
  }
  return problems;
}

function outputFailure(spec: OutputSpec<string>, cause: unknown): OutputFailure {
  const where = spec.path ?? 'standard output';
  return {
    spec,
    message: `cannot write the ${spec.format} report to ${where}: ${messageOf(cause)}`,
    mend: mendFor(spec.path, systemCode(cause)),
    cause,
  };
}

function mendFor(path: string | null, code: string | undefined): string {
  if (path === null) return 'give it a file, e.g. --output json:report.json';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `make the folder first: mkdir -p '${dirname(resolve(path))}'`;
    case 'EISDIR':
      return `name a file in it, e.g. ${path.replace(/\/+$/, '')}/report.json`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'name a file in a folder that you may write to';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'free some space on that disk, or name a file on another';
    default:
      return 'name another file';
  }
}
