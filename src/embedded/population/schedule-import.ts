import type { OwnerStatus } from '../../model/index.js';
import { type CsvRecord, messageOf, readCsv } from '../../storm/index.js';
import { parseGoDurationMs, parseSchedule, type Schedule, TimeZones } from '../../time/index.js';
import { emailProblem, nameProblem } from '../schemas/names.js';

/** A workspace with its owner and its schedule, as a file of schedules names them. */
export interface ImportedWorkspace {
  /** Line of the file on which it stands. */
  readonly line: number;
  readonly owner: string;
  /** `null`: made of the owner's name. */
  readonly email: string | null;
  readonly ownerStatus: OwnerStatus;
  readonly workspace: string;
  /** `null`: it has none. */
  readonly schedule: Schedule | null;
  /** `null`: the deployment's first. */
  readonly template: string | null;
  readonly isRunning: boolean;
  /** In milliseconds; `null`: none. */
  readonly ttlMs: number | null;
}

/** What a file of schedules has come to. */
export interface ScheduleImport {
  readonly workspaces: readonly ImportedWorkspace[];
  /** In words for people, each naming its line. */
  readonly problems: readonly string[];
}

/** Largest file that is read, in bytes, and most workspaces that it may name. */
export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 100_000;

const REQUIRED = ['owner', 'workspace', 'schedule'];
/** Columns of a file of schedules, in any order; the first three are required. */
export const IMPORT_COLUMNS = [
  ...REQUIRED,
  'time_zone',
  'template',
  'status',
  'owner_status',
  'email',
  'ttl',
] as const;
/** Columns that a proposal of `nineam plan stagger` has besides. */
const PASSED_OVER = ['offset_minutes', 'group', 'index'];

const MINUTE_MS = 60_000;
const LONGEST_TTL_MS = 30 * 24 * 60 * MINUTE_MS;

/**
 * Reads a CSV of schedules. Its first line names the columns.
 *
 * | column | meaning |
 * |---|---|
 * | `owner` | user name |
 * | `workspace` | name, unique among the owner's |
 * | `schedule` | autostart schedule as Coder has it, e.g. `CRON_TZ=Europe/Berlin 0 9 * * 1-5`; empty for none |
 * | `time_zone` | IANA name for a schedule that names no zone; else UTC |
 * | `template` | name; empty for the deployment's first |
 * | `status` | `stopped` (also when empty) or `running` |
 * | `owner_status` | `active` (also when empty), `dormant` or `suspended` |
 * | `email` | the owner's; empty for `<owner>@example.com` |
 * | `ttl` | Go duration from 1m to 720h; empty or 0 for none |
 * | `offset_minutes`, `group`, `index` | passed over: of a proposal of `nineam plan stagger` |
 */
export function readScheduleImport(text: string, timeZones = new TimeZones()): ScheduleImport {
  if (text.length > MAX_IMPORT_BYTES) {
    return { workspaces: [], problems: [`is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MiB`] };
  }
  const { records, openQuoteLine } = readCsv(text);
  const [header, ...rows] = records;
  if (openQuoteLine !== null)
    return { workspaces: [], problems: [`line ${openQuoteLine}: a quote is not closed`] };
  if (header === undefined)
    return {
      workspaces: [],
      problems: [`is empty; its first line must name the columns: ${REQUIRED.join(',')}`],
    };
  const problems = headerProblems(header);
  if (rows.length > MAX_IMPORT_ROWS)
    problems.push(`names ${rows.length} workspaces; ${MAX_IMPORT_ROWS} is the limit`);
  if (problems.length > 0) return { workspaces: [], problems };
  return new ImportReader(header.fields.map(columnName), timeZones).read(rows);
}

function columnName(text: string): string {
  return text.trim().toLowerCase();
}

function headerProblems({ line, fields }: CsvRecord): string[] {
  const names = fields.map(columnName);
  const known: readonly string[] = [...IMPORT_COLUMNS, ...PASSED_OVER];
  const problems = REQUIRED.filter((name) => !names.includes(name)).map(
    (name) => `line ${line}: there must be a column ${JSON.stringify(name)}`,
  );
  for (const [index, name] of names.entries()) {
    if (!known.includes(name))
      problems.push(`line ${line}: unknown column ${quote(name)}; known: ${IMPORT_COLUMNS.join(', ')}`);
    else if (names.indexOf(name) < index)
      problems.push(`line ${line}: the column ${JSON.stringify(name)} stands there twice`);
  }
  return problems;
}

class ImportReader {
  readonly #columns: readonly string[];
  readonly #timeZones: TimeZones;
  readonly #schedules = new Map<string, Schedule | string>();
  readonly #workspaces: ImportedWorkspace[] = [];
  readonly #problems: string[] = [];
  /** Lines by `owner/workspace`, and what an owner's first line said of them; in lower case. */
  readonly #lineOf = new Map<string, number>();
  readonly #owners = new Map<
    string,
    { readonly line: number; readonly email: string; readonly status: string }
  >();
  readonly #ownerOfEmail = new Map<string, string>();

  constructor(columns: readonly string[], timeZones: TimeZones) {
    this.#columns = columns;
    this.#timeZones = timeZones;
  }

  read(rows: readonly CsvRecord[]): ScheduleImport {
    for (const row of rows) {
      const found = this.#problems.length;
      const workspace = this.#readRow(row);
      if (this.#problems.length === found && workspace !== null) this.#workspaces.push(workspace);
    }
    return { workspaces: this.#workspaces, problems: this.#problems };
  }

  #readRow({ line, fields }: CsvRecord): ImportedWorkspace | null {
    const problem = (text: string): void => {
      this.#problems.push(`line ${line}: ${text}`);
    };
    if (fields.length !== this.#columns.length) {
      problem(`has ${fields.length} fields instead of ${this.#columns.length}`);
      return null;
    }
    const field = (name: string): string => fields[this.#columns.indexOf(name)]?.trim() ?? '';
    const oneOf = <Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice => {
      const text = field(name).toLowerCase() || choices[0];
      const choice = choices.find((candidate) => candidate === text);
      if (choice === undefined)
        problem(`${name}: must be ${choices.join(', ')} or empty, not ${quote(text)}`);
      return choice ?? choices[0];
    };
    const named = (name: string): string => {
      const reason = field(name) === '' ? 'is required' : nameProblem(field(name));
      if (reason !== null) problem(`${name}: ${quote(field(name))} ${reason}`);
      return field(name);
    };
    const owner = named('owner');
    const workspace = named('workspace');
    const email = field('email');
    if (email !== '' && emailProblem(email) !== null)
      problem(`email: ${quote(email)} ${emailProblem(email)}`);
    const ownerStatus = oneOf('owner_status', ['active', 'dormant', 'suspended']);
    const isRunning = oneOf('status', ['stopped', 'running']) === 'running';
    this.#checkOnce(line, owner, workspace, problem);
    this.#checkOwner(line, owner, email, ownerStatus, problem);
    return {
      line,
      owner,
      email: email === '' ? null : email,
      ownerStatus,
      workspace,
      schedule: this.#scheduleOf(field('schedule'), field('time_zone'), problem),
      template: field('template') === '' ? null : field('template'),
      isRunning,
      ttlMs: ttlOf(field('ttl'), problem),
    };
  }

  #checkOnce(line: number, owner: string, workspace: string, problem: (text: string) => void): void {
    const key = `${owner}/${workspace}`.toLowerCase();
    const before = this.#lineOf.get(key);
    if (before === undefined) this.#lineOf.set(key, line);
    else problem(`workspace: ${owner}/${workspace} stands on line ${before} already`);
  }

  #checkOwner(
    line: number,
    owner: string,
    email: string,
    status: string,
    problem: (text: string) => void,
  ): void {
    const key = owner.toLowerCase();
    const known = this.#owners.get(key);
    if (known === undefined) this.#owners.set(key, { line, email, status });
    else if (known.email.toLowerCase() !== email.toLowerCase() || known.status !== status)
      problem(`owner: ${owner} has another email or owner_status on line ${known.line}`);
    const address = (email === '' ? `${owner}@example.com` : email).toLowerCase();
    const sharer = this.#ownerOfEmail.get(address);
    if (sharer === undefined) this.#ownerOfEmail.set(address, key);
    else if (sharer !== key) problem(`email: ${quote(address)} is ${sharer}'s already`);
  }

  #scheduleOf(text: string, zone: string, problem: (text: string) => void): Schedule | null {
    if (text === '') {
      if (zone !== '') problem('time_zone: says something only together with a schedule');
      return null;
    }
    if (zone !== '' && text.includes('TZ=')) {
      problem('time_zone: must be empty where the schedule names its zone');
      return null;
    }
    const whole = zone === '' ? text : `CRON_TZ=${zone} ${text}`;
    const schedule = this.#schedules.get(whole) ?? readSchedule(whole, this.#timeZones);
    this.#schedules.set(whole, schedule);
    if (typeof schedule !== 'string') return schedule;
    problem(`schedule: ${quote(whole)}: ${schedule}`);
    return null;
  }
}

/** The schedule, or the reason why it is none. */
function readSchedule(text: string, timeZones: TimeZones): Schedule | string {
  try {
    return parseSchedule(text, timeZones);
  } catch (error) {
    return messageOf(error);
  }
}

function ttlOf(text: string, problem: (text: string) => void): number | null {
  if (text === '' || text === '0') return null;
  try {
    const ms = Math.trunc(parseGoDurationMs(text) / MINUTE_MS) * MINUTE_MS;
    if (ms >= MINUTE_MS && ms <= LONGEST_TTL_MS) return ms;
  } catch {
    // Said below.
  }
  problem(`ttl: must be a duration from 1m to 720h, e.g. 8h, not ${quote(text)}`);
  return null;
}

/** A text as a message shows it: one line, and not all of a long one. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
