import type { Command } from 'commander';
import { readConfigFile } from '../config-file.js';
import type { Io } from '../io.js';
import type { FlagTable } from './flag.js';
import { type ResolvedOptions, resolveOptions, textsOf } from './resolve.js';

/**
 * The options of one call: flag, environment, file, default.
 * @throws ConfigError when the configuration file cannot be read; all else is among the `problems`.
 */
export async function parseOptions<Table extends FlagTable>(
  table: Table,
  command: Command,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<ResolvedOptions<Table>> {
  const configPath: unknown = command.opts()['config'];
  const file = typeof configPath === 'string' ? await readConfigFile(configPath, io.cwd) : {};
  return resolveOptions(table, { flags: textsOf(command, table), env: io.env, file });
}
