import type { FaultRule } from '../../embedded/index.js';

const KINDS = {
  'drop-update': 'drop_update',
  'close-socket': 'close_socket',
  'too-many-requests': 'too_many_requests',
  'lose-answer': 'lose_answer',
} as const satisfies Record<string, FaultRule['kind']>;

/** The settings that every kind of fault takes, and those of one kind alone. */
const NUMBERS: Readonly<
  Record<string, { readonly min: number; readonly max: number; readonly whole: boolean }>
> = {
  rate: { min: 0, max: 1, whole: false },
  skip: { min: 0, max: 1e9, whole: true },
  count: { min: 0, max: 1e9, whole: true },
  code: { min: 1000, max: 4999, whole: true },
  'retry-after': { min: 0, max: 3600, whole: true },
};
const TEXTS = ['method', 'path'];
const SETTINGS: Readonly<Record<keyof typeof KINDS, readonly string[]>> = {
  'drop-update': [],
  'close-socket': ['code'],
  'too-many-requests': ['retry-after', 'method', 'path'],
  'lose-answer': ['method', 'path'],
};

/**
 * Parses `<kind>[:name=value,…]`, e.g. `lose-answer:method=POST,path=/api/v2/users,rate=0.1`.
 * @throws Error whose message completes the sentence "--fault …".
 */
export function parseFaultRule(text: string): FaultRule {
  const [name = '', body = ''] = splitOnce(text, ':');
  const kind = Object.keys(KINDS).find((known): known is keyof typeof KINDS => known === name);
  if (kind === undefined)
    throw new Error(`must begin with one of ${Object.keys(KINDS).join(', ')}, got '${text}'`);
  const settings: Record<string, number | string> = {};
  for (const pair of body === '' ? [] : body.split(',')) {
    const [key = '', value = ''] = splitOnce(pair, '=');
    if (!['rate', 'skip', 'count', ...SETTINGS[kind]].includes(key)) {
      throw new Error(
        `has no setting '${key}' for ${kind}: rate, skip, count${SETTINGS[kind].map((one) => `, ${one}`).join('')}`,
      );
    }
    settings[key === 'retry-after' ? 'retryAfterSeconds' : key] = TEXTS.includes(key)
      ? value
      : parseNumber(key, value);
  }
  return { kind: KINDS[kind], ...settings };
}

function parseNumber(key: string, value: string): number {
  const { min, max, whole } = NUMBERS[key] ?? { min: 0, max: 0, whole: true };
  const number = Number(value);
  if (value.trim() === '' || !(number >= min && number <= max) || (whole && !Number.isInteger(number))) {
    throw new Error(
      `needs ${key} to be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, got '${value}'`,
    );
  }
  return number;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
