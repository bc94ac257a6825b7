import { parseGoDurationMs } from '../../time/index.js';

/**
 * One flag: the single source of its spelling, environment variable, help, default and parser. `Value` is what
 * the program gets; parsers throw an Error whose message completes the sentence "--flag …".
 */
export interface Flag<Value> {
  /** Long spelling without dashes, e.g. `workspace-count`. */
  readonly name: string;
  readonly short?: string;
  readonly env?: string;
  /** Placeholder in help; absent for switches. */
  readonly placeholder?: string;
  readonly description: string;
  /** Heading under which help lists it. */
  readonly group: string;
  readonly repeatable: boolean;
  /** How help names the default; absent where there is none. */
  readonly defaultText?: string;
  /** True for a value that must never be repeated in a message or a report. */
  readonly secret: boolean;
  readonly choices?: readonly string[];
  readonly fallback: Value;
  parse(texts: readonly string[]): Value;
}

/** Flags by the name of the option that they set. */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Flag<infer Value> ? Value : never;
};

interface Spelling {
  readonly name: string;
  readonly short?: string;
  readonly env?: string;
  readonly group: string;
  readonly description: string;
}

type Single<Value> = Spelling & {
  readonly placeholder?: string;
  readonly fallback: Value;
  readonly defaultText?: string;
};

function single<Value>(
  spelling: Single<Value>,
  placeholder: string,
  parse: (text: string) => Value,
): Flag<Value> {
  return {
    ...spelling,
    placeholder: spelling.placeholder ?? placeholder,
    repeatable: false,
    secret: false,
    parse: (texts) => parse(texts.at(-1) ?? ''),
  };
}

/** A duration in Go's spelling; the value is in milliseconds. */
export function durationFlag<Value extends number | null>(
  spelling: Single<Value> & { readonly minMs?: number },
): Flag<number | Value> {
  return single<number | Value>(spelling, '<duration>', (text) => {
    const ms = readDuration(text);
    const minMs = spelling.minMs ?? 0;
    if (ms < minMs) throw new Error(`must be at least ${minMs / 1000}s, got '${text}'`);
    return ms;
  });
}

function readDuration(text: string): number {
  try {
    return parseGoDurationMs(text);
  } catch (error) {
    throw new Error(`must be a duration such as 90s, 5m or 1h30m, got '${text}'`, { cause: error });
  }
}

/** A whole number within limits. */
export function countFlag<Value extends number | null>(
  spelling: Single<Value> & { readonly min: number; readonly max: number },
): Flag<number | Value> {
  return single<number | Value>(spelling, '<n>', (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < spelling.min || value > spelling.max) {
      throw new Error(`must be a whole number from ${spelling.min} to ${spelling.max}, got '${text}'`);
    }
    return value;
  });
}

/** A number within limits, fractions allowed. */
export function numberFlag<Value extends number | null>(
  spelling: Single<Value> & { readonly min: number; readonly max: number },
): Flag<number | Value> {
  return single<number | Value>(spelling, '<number>', (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= spelling.min && value <= spelling.max)) {
      throw new Error(`must be a number from ${spelling.min} to ${spelling.max}, got '${text}'`);
    }
    return value;
  });
}

/** A percentage above 0 and up to 100; without its sign only above 1, where it cannot be meant as a share. */
export function percentFlag<Value extends number | null>(spelling: Single<Value>): Flag<number | Value> {
  return single<number | Value>(spelling, '<percent>', (text) => {
    const percent = /^\d{1,3}(\.\d{1,3})?%?$/.test(text) ? Number.parseFloat(text) : 0;
    if (percent <= 0 || percent > 100) {
      throw new Error(`must be a percentage above 0 and up to 100, such as 50%, got '${text}'`);
    }
    if (percent <= 1 && !text.endsWith('%')) {
      const share = Number((percent * 100).toFixed(3));
      throw new Error(`must have its sign where it could be a share: ${text}% or ${share}%, got '${text}'`);
    }
    return percent;
  });
}

/** Free text; `null` when not given. */
export function textFlag(
  spelling: Spelling & {
    readonly placeholder: string;
    readonly defaultText?: string;
    readonly secret?: boolean;
  },
): Flag<string | null> {
  return {
    ...single<string | null>({ ...spelling, fallback: null }, spelling.placeholder, (text) => {
      if (text === '') throw new Error('must not be empty');
      return text;
    }),
    secret: spelling.secret ?? false,
  };
}

/** A flag of one value with a parser of its own. */
export function parsedFlag<Value, Fallback extends Value | null>(
  spelling: Parameters<typeof textFlag>[0],
  fallback: Fallback,
  parse: (text: string) => Value,
): Flag<Value | Fallback> {
  return { ...textFlag(spelling), fallback, parse: (texts) => parse(texts.at(-1) ?? '') };
}

/** One of a fixed set of words. */
export function choiceFlag<const Choice extends string>(
  spelling: Spelling & { readonly choices: readonly Choice[]; readonly fallback: Choice },
): Flag<Choice> {
  return {
    ...single<Choice>(
      { ...spelling, defaultText: spelling.fallback },
      `<${spelling.choices.join('|')}>`,
      (text) => {
        const choice = spelling.choices.find((candidate) => candidate === text);
        if (choice === undefined)
          throw new Error(`must be one of ${spelling.choices.join(', ')}, got '${text}'`);
        return choice;
      },
    ),
    choices: spelling.choices,
  };
}

/** A switch; as an environment variable or in a file: true/false, 1/0, yes/no. */
export function switchFlag(spelling: Spelling): Flag<boolean> {
  return {
    ...spelling,
    repeatable: false,
    secret: false,
    fallback: false,
    parse(texts) {
      const text = (texts.at(-1) ?? 'true').toLowerCase();
      if (['true', '1', 't', 'yes'].includes(text)) return true;
      if (['false', '0', 'f', 'no'].includes(text)) return false;
      throw new Error(`must be true or false, got '${text}'`);
    },
  };
}

/** A repeatable flag whose values are parsed one by one. */
export function listFlag<Item>(
  spelling: Spelling & {
    readonly placeholder: string;
    readonly defaultText?: string;
    readonly secret?: boolean;
    readonly parseItem: (text: string) => Item;
    /** Default: nothing. */
    readonly fallback?: readonly Item[];
  },
): Flag<readonly Item[]> {
  return {
    ...spelling,
    repeatable: true,
    secret: spelling.secret ?? false,
    fallback: spelling.fallback ?? [],
    parse: (texts) => parseItems(texts, spelling.parseItem),
  };
}

/** @throws What the one wrong item threw, or an AggregateError of what several did. */
function parseItems<Item>(texts: readonly string[], parseItem: (text: string) => Item): readonly Item[] {
  const items: Item[] = [];
  const errors: unknown[] = [];
  for (const text of texts) {
    try {
      items.push(parseItem(text));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors);
  if (errors.length > 0) throw errors[0];
  return items;
}
