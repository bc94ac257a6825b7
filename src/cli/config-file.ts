import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConfigError, messageOf } from '../storm/index.js';

/**
 * Reads the file that `--config` names: a JSON object with the names of flags as keys (`"workspace-count": 500`),
 * lists for repeatable flags.
 * @throws ConfigError naming the file and what is wrong with it.
 */
export async function readConfigFile(path: string, cwd: string): Promise<Readonly<Record<string, unknown>>> {
  const file = isAbsolute(path) ? path : join(cwd, path);
  const parsed = parseJsonText(await readText(file, path), `--config ${path}`);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError([`--config ${path}: must hold a JSON object such as {"workspace-count": 500}`]);
  }
  return Object.fromEntries(Object.entries(parsed));
}

async function readText(file: string, path: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`--config ${path}: ${messageOf(error)}`]);
  }
}

/** Parses JSON; a problem names the place of the fault and never the text there, which may be a secret. */
export function parseJsonText(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(messageOf(error))?.[1];
    const before = text.slice(0, Number(position ?? text.length));
    const line = before.split('\n').length;
    throw new ConfigError([`${place}: is not valid JSON at line ${line}`]);
  }
}
