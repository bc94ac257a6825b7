import type { FailureCause } from '../../model/index.js';

const KINDS = ['reported', 'unreported', 'preparation'] as const;

/**
 * Parses `<kind>[:<setting>=<value>,…]` with the settings `weight`, `code` and `error`; an `error` is the last one and
 * takes the rest of the text, commas too. E.g. `reported:weight=3,code=INSUFFICIENT_QUOTA,error=no quota left`.
 * @throws Error whose message completes the sentence "--failure-cause …".
 */
export function parseFailureCause(text: string): FailureCause {
  const [, name, body = ''] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined) throw new Error(`must begin with one of ${KINDS.join(', ')}, got '${text}'`);
  const settings = readSettings(body, text);
  const weight = Number(settings.get('weight') ?? '1');
  if (!(weight > 0 && weight <= 1e9)) throw new Error(`needs weight to be a number above 0, got '${text}'`);
  return {
    kind,
    weight,
    error: settings.get('error') ?? 'the build failed: simulated by the failure rate',
    errorCode: settings.get('code') ?? null,
  };
}

function readSettings(body: string, text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let rest = body;
  while (rest !== '') {
    const [whole = '', key = '', value = ''] =
      /^(error)=(.+)$/s.exec(rest) ?? /^(weight|code)=([^,]+)(?:,|$)/.exec(rest) ?? [];
    if (whole === '')
      throw new Error(`has only the settings weight, code and error, each with a value, got '${text}'`);
    if (settings.has(key)) throw new Error(`has ${key} twice, got '${text}'`);
    settings.set(key, value);
    rest = rest.slice(whole.length);
  }
  return settings;
}
