import { resolve } from 'node:path';
import { ConfigError } from '../storm/index.js';
import { formatNames, OUTPUT_FORMATS, type OutputFormat } from './output-formats.js';

/** One report to be written. */
export interface OutputSpec<Format extends string = OutputFormat> {
  readonly format: Format;
  /** File to write; `null` is standard output. */
  readonly path: string | null;
}

/**
 * Reads `format[:path]` as `--output` takes it: no path, or `-`, is standard output.
 * @throws ConfigError whose message completes "--output …".
 */
export function parseOutputSpec(text: string): OutputSpec {
  return parseSpecOf(OUTPUT_FORMATS, text);
}

/** The same for outputs that have formats of their own. */
export function parseSpecOf<Format extends string>(
  formats: Readonly<Record<Format, unknown>>,
  text: string,
): OutputSpec<Format> {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const path = colon === -1 ? '' : text.slice(colon + 1);
  const format = (Object.keys(formats) as Format[]).find((one) => one === name);
  if (format === undefined) {
    throw new ConfigError([
      `must be ${formatNames(formats)}, with a file after a colon if wanted (json:report.json), got '${text}'`,
    ]);
  }
  return { format, path: path === '' || path === '-' ? null : path };
}

/** What keeps these outputs from being written together, in words; empty when nothing does. */
export function outputConflicts(specs: readonly OutputSpec<string>[]): readonly string[] {
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
