/** A value that does not follow from the conversation: the server's own, or a matter of when it is asked. */
export interface FreeValue {
  readonly rule: string;
  allows(recorded: unknown, actual: unknown): boolean;
  /** Whether the members of the value are free too. */
  readonly depth: 'all' | 'itself';
}

/** The places that it is about. */
export interface FreeValueRule extends FreeValue {
  readonly path: RegExp;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isInstant = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isId = (value: unknown) => typeof value === 'string' && UUID.test(value);

const RULES: readonly FreeValueRule[] = [
  {
    path: /\.worker_id$/,
    rule: 'the id of whichever provisioner took the job',
    allows: (_, actual) => isId(actual),
    depth: 'all',
  },
  {
    path: /\.worker_name$/,
    rule: 'the name of whichever provisioner took the job',
    allows: (_, actual) => typeof actual === 'string' && actual !== '',
    depth: 'all',
  },
  {
    path: /\.available_workers$/,
    rule: 'the ids of as many provisioners, in any order',
    allows: (recorded, actual) =>
      Array.isArray(recorded) &&
      Array.isArray(actual) &&
      actual.every(isId) &&
      new Set(actual).size === recorded.length,
    depth: 'all',
  },
  {
    path: /\.health\.reason$/,
    rule: 'a text for people',
    allows: (_, actual) => typeof actual === 'string' && actual !== '',
    depth: 'all',
  },
  {
    path: /\bresources\[\d+\]\.name$/,
    rule: 'what the template calls its resource',
    allows: (_, actual) => typeof actual === 'string' && actual !== '',
    depth: 'all',
  },
  {
    path: /\.(last_seen_at|most_recently_seen|last_used_at)$/,
    rule: 'a moment that moves on, or null or never as recorded',
    allows: (recorded, actual) =>
      recorded === null || recorded === '0001-01-01T00:00:00Z' ? actual === recorded : isInstant(actual),
    depth: 'all',
  },
];

/** The rules for any body, and `more`. */
export function freeValueRules(more: readonly FreeValueRule[] = []): readonly FreeValueRule[] {
  return [...more, ...RULES];
}
