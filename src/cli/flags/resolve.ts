import type { Command } from 'commander';
import { ConfigError, messageOf } from '../../storm/index.js';
import type { Flag, FlagTable, FlagValues } from './flag.js';

/** What the sources of options say, before parsing. */
export interface OptionSources {
  /** Texts from the command line by option name. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of the configuration file by flag name (`workspace-count`), already JSON. */
  readonly file: Readonly<Record<string, unknown>>;
}

export type OptionOrigin = 'flag' | 'environment' | 'file';

/** Options with what was given where, for reports and for refusing flags that do not go together. */
export interface ResolvedOptions<Table extends FlagTable> {
  readonly values: FlagValues<Table>;
  /** Where the value of each flag (`workspace-count`) that is not the default came from. */
  readonly given: ReadonlyMap<string, OptionOrigin>;
  /** The text of every given flag that is not a secret. */
  readonly texts: Readonly<Record<string, string>>;
  /** The same, each item of a repeatable flag apart. */
  readonly items: Readonly<Record<string, readonly string[]>>;
  /** What cannot be read, each naming the place where it came from; such a flag is `given` and has its default. */
  readonly problems: readonly string[];
}

/**
 * Flag, environment, file, default: the first that says something decides, for each option apart.
 */
export function resolveOptions<Table extends FlagTable>(
  table: Table,
  sources: OptionSources,
): ResolvedOptions<Table> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  const given = new Map<string, OptionOrigin>();
  const texts: Record<string, string> = {};
  const items: Record<string, readonly string[]> = {};
  for (const [option, flag] of Object.entries(table)) {
    const found = findTexts(option, flag, sources);
    if (found === null) {
      values[option] = flag.fallback;
      continue;
    }
    given.set(flag.name, found.origin);
    if (found.texts === null) {
      values[option] = flag.fallback;
      problems.push(`${found.place} must be a text, a number, true or false, or a list of such`);
      continue;
    }
    if (!flag.secret) {
      texts[flag.name] = found.texts.join(', ');
      items[flag.name] = found.texts;
    }
    try {
      values[option] = flag.parse(found.texts);
    } catch (error) {
      values[option] = flag.fallback;
      for (const one of error instanceof AggregateError ? error.errors : [error]) {
        const texts = one instanceof ConfigError ? one.problems : [messageOf(one)];
        problems.push(
          ...(flag.secret ? ['has a value that cannot be read'] : texts).map(
            (text) => `${found.place} ${text}`,
          ),
        );
      }
    }
  }
  problems.push(...unknownFileKeys(table, sources.file));
  return { values: values as FlagValues<Table>, given, texts, items, problems };
}

function findTexts(
  option: string,
  flag: Flag<unknown>,
  sources: OptionSources,
): {
  readonly texts: readonly string[] | null;
  readonly origin: OptionOrigin;
  readonly place: string;
} | null {
  const fromFlag = sources.flags[option];
  if (fromFlag !== undefined) return { texts: fromFlag, origin: 'flag', place: `--${flag.name}` };
  const fromEnv = flag.env === undefined ? undefined : sources.env[flag.env];
  if (flag.env !== undefined && fromEnv !== undefined && fromEnv !== '') {
    return {
      texts: flag.repeatable ? splitCsv(fromEnv) : [fromEnv],
      origin: 'environment',
      place: `${flag.env} (--${flag.name})`,
    };
  }
  const fromFile = sources.file[flag.name];
  if (fromFile === undefined || fromFile === null) return null;
  return {
    texts: textsOfJson(fromFile),
    origin: 'file',
    place: `"${flag.name}" in the configuration file`,
  };
}

/** A value of the file as texts; `null` for one that no flag can have. */
function textsOfJson(value: unknown): readonly string[] | null {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.some((item) => typeof item === 'object') ? null : items.map(String);
}

function unknownFileKeys(table: FlagTable, file: Readonly<Record<string, unknown>>): string[] {
  const known = new Set(Object.values(table).map((flag) => flag.name));
  return Object.keys(file)
    .filter((key) => !known.has(key))
    .map((key) => `"${key}" in the configuration file is not an option of this command; see --help`);
}

/** Adds every flag of a table to a command; values are collected as texts and parsed by {@link resolveOptions}. */
export function addFlags(command: Command, table: FlagTable): void {
  for (const [option, flag] of Object.entries(table)) {
    const spelling = `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}`;
    const created = command.createOption(
      flag.placeholder === undefined ? spelling : `${spelling} ${flag.placeholder}`,
      describe(flag),
    );
    created.attributeName = () => option;
    // To us `--no-cleanup` is a switch of its own, not the negation of a `--cleanup`.
    created.negate = false;
    if (flag.choices !== undefined) created.argChoices = [...flag.choices];
    if (flag.placeholder !== undefined) {
      created.argParser((text: string, previous: readonly string[] | undefined) =>
        flag.repeatable ? [...(previous ?? []), text] : [text],
      );
    }
    command.addOption(created.helpGroup(flag.group));
  }
}

function describe(flag: Flag<unknown>): string {
  const notes = [
    ...(flag.defaultText === undefined ? [] : [`default: ${flag.defaultText}`]),
    ...(flag.env === undefined ? [] : [`env: ${flag.env}`]),
  ];
  const repeatable = flag.repeatable ? ' (repeatable)' : '';
  return `${flag.description}${repeatable}${notes.length === 0 ? '' : ` [${notes.join(', ')}]`}`;
}

/** The texts that commander collected for a table's flags. */
export function textsOf(command: Command, table: FlagTable): Record<string, readonly string[]> {
  const collected: Record<string, unknown> = command.opts();
  const texts: Record<string, readonly string[]> = {};
  for (const option of Object.keys(table)) {
    const value = collected[option];
    if (Array.isArray(value)) texts[option] = value.map(String);
    else if (value === true) texts[option] = ['true'];
  }
  return texts;
}

/** The fields of one CSV record, as Coder reads lists from the environment: `a,"b,c"` are two. */
function splitCsv(text: string): readonly string[] {
  const fields = text.match(/(?<=^|,)\s*(?:"(?:[^"]|"")*"|[^,]*)(?=,|$)/g) ?? [];
  return fields.map((field) => {
    const trimmed = field.trim();
    return /^".*"$/s.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
  });
}
