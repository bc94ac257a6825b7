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
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ConfigError([`--config ${path}: ${messageOf(error)}`]);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError([`--config ${path}: must hold a JSON object such as {"workspace-count": 500}`]);
  }
  return Object.fromEntries(Object.entries(parsed));
}
