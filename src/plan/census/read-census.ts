import { ConfigError, type CsvRecord, messageOf, readCsv } from '../../storm/index.js';
import { parseSchedule, type Schedule, TimeZones } from '../../time/index.js';
import type { ScheduledWorkspace } from './scheduled-workspace.js';

const REQUIRED = ['workspace', 'schedule'];
/** Columns that say something; and those that `nineam serve --import` takes, and a proposal of `plan stagger` has, beside them. */
const READ = [...REQUIRED, 'owner', 'template', 'time_zone', 'owner_status'];
const PASSED_OVER = ['status', 'email', 'ttl', 'offset_minutes', 'group', 'index'];

const OWNER_STATUSES = ['active', 'dormant', 'suspended'];
/** Most workspaces of a census, and problems of one that are told. */
const MAX_ROWS = 1_000_000;
const TOLD = 20;

/**
 * Reads a census of schedules: a CSV (RFC 4180) whose first line names its columns, in any order. A file for
 * `nineam serve --import` is one, too, and so are the schedules that `nineam plan stagger --census` proposes.
 *
 * | column | meaning |
 * |---|---|
 * | `workspace` | required; its name |
 * | `schedule` | required, may be empty; e.g. `CRON_TZ=Europe/Berlin 0 9 * * 1-5` |
 * | `owner` | user name; with it, names of workspaces need only be unique among the owner's |
 * | `template` | its template's name |
 * | `time_zone` | IANA name for a schedule that names no zone; else such a schedule is in UTC |
 * | `owner_status` | `active` (also when empty), `dormant` or `suspended`: only an active owner's workspaces are started |
 * | `status`, `email`, `ttl`, `offset_minutes`, `group`, `index` | passed over |
 *
 * @throws ConfigError with the first twenty problems, each naming its line.
 */
export function readCensus(text: string, timeZones = new TimeZones()): readonly ScheduledWorkspace[] {
  const { records, openQuoteLine } = readCsv(text);
  if (openQuoteLine !== null) throw new ConfigError([`line ${openQuoteLine}: a quote is not closed`]);
  const [header, ...lines] = records;
  if (header === undefined) {
    throw new ConfigError([`is empty; its first line must name the columns, at least ${REQUIRED.join(',')}`]);
  }
  const names = header.fields.map((name) => name.trim().toLowerCase());
  const problems = headerProblems(header.line, names);
  if (lines.length > MAX_ROWS) problems.push(`names ${lines.length} workspaces; ${MAX_ROWS} is the limit`);
  if (problems.length > 0) throw new ConfigError(problems);
  if (lines.length === 0) throw new ConfigError(['names no workspace']);
  return new CensusReader(names, timeZones).read(lines);
}

function headerProblems(line: number, names: readonly string[]): string[] {
  const known = [...READ, ...PASSED_OVER];
  const problem = (text: string) => `line ${line}: ${text}`;
  return [
    ...REQUIRED.filter((name) => !names.includes(name)).map((name) =>
      problem(`there must be a column ${name}`),
    ),
    ...names
      .filter((name) => !known.includes(name))
      .map((name) =>
        problem(`unknown column ${JSON.stringify(name.slice(0, 80))}; known: ${known.join(', ')}`),
      ),
    ...(new Set(names).size < names.length ? [problem('a column stands there twice')] : []),
  ];
}

class CensusReader {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #timeZones: TimeZones;
  readonly #schedules = new Map<string, Schedule | string>();
  readonly #lineOf = new Map<string, number>();
  readonly #problems: string[] = [];

  constructor(names: readonly string[], timeZones: TimeZones) {
    this.#columns = new Map(names.map((name, index) => [name, index]));
    this.#timeZones = timeZones;
  }

  read(lines: readonly CsvRecord[]): readonly ScheduledWorkspace[] {
    const workspaces: ScheduledWorkspace[] = [];
    for (const record of lines) {
      const workspace = this.#readLine(record);
      if (workspace !== null) workspaces.push(workspace);
      if (this.#problems.length >= TOLD) {
        throw new ConfigError([...this.#problems.slice(0, TOLD), 'and perhaps more']);
      }
    }
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
    return workspaces;
  }

  #readLine({ line, fields }: CsvRecord): ScheduledWorkspace | null {
    const problem = (text: string): null => {
      this.#problems.push(`line ${line}: ${text}`);
      return null;
    };
    if (fields.length !== this.#columns.size) {
      return problem(`has ${fields.length} fields instead of ${this.#columns.size}`);
    }
    const field = (name: string): string => fields[this.#columns.get(name) ?? -1]?.trim() ?? '';
    const workspace = field('workspace');
    if (workspace === '') return problem('workspace: is required');
    const key = `${field('owner')}/${workspace}`.toLowerCase();
    const before = this.#lineOf.get(key);
    if (before !== undefined) return problem(`workspace: stands on line ${before} already`);
    this.#lineOf.set(key, line);
    const status = field('owner_status').toLowerCase() || 'active';
    if (!OWNER_STATUSES.includes(status)) {
      return problem(
        `owner_status: must be ${OWNER_STATUSES.join(', ')} or empty, not ${JSON.stringify(status)}`,
      );
    }
    const schedule = this.#scheduleOf(field('schedule'), field('time_zone'));
    if (typeof schedule === 'string') return problem(schedule);
    const owner = field('owner');
    return {
      workspace: owner === '' ? workspace : `${owner}/${workspace}`,
      template: field('template') || null,
      schedule,
      skipped: status === 'active' ? null : 'owner_inactive',
      allowedDays: null,
    };
  }

  /** A text is the reason why it is none. */
  #scheduleOf(text: string, zone: string): Schedule | string | null {
    if (text === '') return null;
    if (zone !== '' && text.includes('TZ='))
      return 'time_zone: must be empty where the schedule names its zone';
    const whole = zone === '' ? text : `CRON_TZ=${zone} ${text}`;
    const known = this.#schedules.get(whole) ?? this.#parsed(whole);
    this.#schedules.set(whole, known);
    return known;
  }

  #parsed(text: string): Schedule | string {
    try {
      return parseSchedule(text, this.#timeZones);
    } catch (error) {
      return `schedule: ${JSON.stringify(text.slice(0, 80))}: ${messageOf(error)}`;
    }
  }
}
