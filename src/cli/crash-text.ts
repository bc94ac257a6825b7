import { Secrets } from '../codersdk/index.js';
import { printable } from '../storm/index.js';
import { cleanupCommandFlags, type FlagTable, runFlags, serveFlags } from './flags/index.js';
import type { Io } from './io.js';

/** Session tokens (Coder API contract, tokens: ten characters, a hyphen, twenty-two) and the passwords that we draw. */
const FORMED_AS_A_SECRET = /\b(?:[A-Za-z0-9]{10}-[A-Za-z0-9]{22}|[A-Za-z0-9]{28})\b/g;

/**
 * An error that nobody foresaw, with its stack: what a bug report needs, without the secrets of this call, and without
 * anything that looks like a token or a password. Only message and stack are told: other fields of an error may hold
 * a whole request.
 */
export function crashText(thrown: unknown, io: Pick<Io, 'argv' | 'env'>): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const cause =
    thrown instanceof Error && thrown.cause instanceof Error ? `\ncause: ${thrown.cause.stack}` : '';
  return printable(new Secrets(givenSecrets(io)).scrub(text + cause).replace(FORMED_AS_A_SECRET, '[secret]'));
}

/** The values of all flags and variables that may be secrets. */
function givenSecrets({ argv, env }: Pick<Io, 'argv' | 'env'>): readonly string[] {
  const flags = [runFlags, serveFlags, cleanupCommandFlags].flatMap((table: FlagTable) =>
    Object.values(table),
  );
  const found: string[] = [];
  for (const { secret, name, short, env: variable } of flags) {
    if (!secret) continue;
    if (variable !== undefined) found.push(...(env[variable] ?? '').split(','));
    for (const [index, word] of argv.entries()) {
      if (word === `--${name}` || word === `-${short}`) found.push(argv[index + 1] ?? '');
      if (word.startsWith(`--${name}=`)) found.push(word.slice(name.length + 3));
    }
  }
  // Of `name=value` the value is the secret.
  return found.flatMap((text) => [text, text.slice(text.indexOf('=') + 1)]);
}
