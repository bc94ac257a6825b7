import { PlainProgress } from './plain-progress.js';
import type { Progress, ProgressOptions, ProgressWriter } from './progress.js';
import { TerminalProgress } from './terminal-progress.js';

export interface CreateProgressOptions extends ProgressOptions {
  readonly out: ProgressWriter & { readonly isTTY?: boolean };
  /** Read: `NO_COLOR`, `TERM`, `CI`, and the locale (`LC_ALL`, `LC_CTYPE`, `LANG`). */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The display that fits where it is shown: live on a terminal that can move its cursor, lines anywhere else. */
export function createProgress(options: CreateProgressOptions): Progress {
  const { out, env } = options;
  if (!isLive(out, env)) return new PlainProgress(options);
  return new TerminalProgress({ ...options, color: !isSet(env['NO_COLOR']), unicode: hasUnicode(env) });
}

/** Whether lines that have been written can be written anew. */
export function isLive(
  out: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return out.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CI']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** Whether the locale lets a terminal show more than ASCII. */
export function hasUnicode(env: CreateProgressOptions['env']): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  return locale === undefined || /utf-?8/i.test(locale);
}
