import { resolve } from 'node:path';
import { ConfigError } from '../storm/index.js';
import { formatNames, isOutputFormat, type OutputFormat } from './output-formats.js';

/** One report to be written. */
export interface OutputSpec {
  readonly format: OutputFormat;
  /** File to write; `null` is standard output. */
  readonly path: string | null;
}

/**
 * Reads `format[:path]` as `--output` takes it: no path, or `-`, is standard output.
 * @throws ConfigError whose message completes "--output …".
 */
export function parseOutputSpec(text: string): OutputSpec {
  const colon = text.indexOf(':');
  const format = colon === -1 ? text : text.slice(0, colon);
  const path = colon === -1 ? '' : text.slice(colon + 1);
  if (!isOutputFormat(format)) {
    throw new ConfigError([
      `must be ${formatNames()}, with a file after a colon if wanted (json:report.json), got '${text}'`,
    ]);
  }
  return { format, path: path === '' || path === '-' ? null : path };
}

/** What keeps these outputs from being written together, in words; empty when nothing does. */
export function outputConflicts(specs: readonly OutputSpec[]): readonly string[] {
  const problems: string[] = [];
  const toStdout = specs.filter((spec) => spec.path === null);
  if (toStdout.length > 1) {
    problems.push(
      `--output: only one output can go to standard output, not ${toStdout.map((spec) => spec.format).join(' and ')}; ` +
        'give the others a file, e.g. json:report.json',
    );
  }
  const files = specs.flatMap((spec) => (spec.path === null ? [] : [resolve(spec.path)]));
  for (const file of new Set(files.filter((name, i) => files.indexOf(name) !== i))) {
    problems.push(`--output: ${file} is named more than once; give each output a file of its own`);
  }
  return problems;
}
