import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConfigError, messageOf } from '../storm/index.js';
import { parseJsonText } from './config-file.js';

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads rich parameters from a JSON object or from lines of the form `name: value`; `#` begins a comment line, and a
 * value may stand in quotes.
 * @throws ConfigError naming the file and the line.
 */
export async function readRichParameterFile(path: string, cwd: string): Promise<readonly Parameter[]> {
  let text: string;
  try {
    text = await readFile(isAbsolute(path) ? path : join(cwd, path), 'utf8');
  } catch (error) {
    throw new ConfigError([`--rich-parameter-file ${path}: ${messageOf(error)}`]);
  }
  return text.trimStart().startsWith('{') ? parseObject(text, path) : parseLines(text, path);
}

function parseObject(text: string, path: string): readonly Parameter[] {
  const parsed = parseJsonText(text, `--rich-parameter-file ${path}`);
  return Object.entries(parsed ?? {}).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

function parseLines(text: string, path: string): readonly Parameter[] {
  const problems: string[] = [];
  const parameters: Parameter[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === '') {
      problems.push(`--rich-parameter-file ${path}, line ${index + 1}: must have the form "name: value"`);
      continue;
    }
    parameters.push({ name, value: unquote(line.slice(colon + 1).trim()) });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return parameters;
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$|^'(.*)'$/.exec(value);
  return quoted?.[1] ?? quoted?.[2] ?? value;
}
