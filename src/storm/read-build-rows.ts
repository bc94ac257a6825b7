import { parseInstant } from '../time/index.js';
import { BUILD_ROW_COLUMNS, type BuildRow, type JobStatus, type Transition } from './build-row.js';
import { type CsvRecord, readCsv } from './csv.js';
import { ConfigError, messageOf } from './errors.js';

/** Columns that every file has; `owner` came later, and reports have more behind it. */
const REQUIRED: readonly string[] = BUILD_ROW_COLUMNS.filter((name) => name !== 'owner');
const TRANSITIONS: readonly Transition[] = ['start', 'stop', 'delete'];
const JOB_STATUSES: readonly JobStatus[] = [
  'pending',
  'running',
  'canceling',
  'succeeded',
  'failed',
  'canceled',
  'unknown',
];
/** Problems that are told; a file of another kind has one on every line. */
const TOLD = 20;

/**
 * Reads build rows as `nineam serve --export-builds`, recorded storms and reports (`--output csv`) have them: columns
 * by their names in the first line, in any order, further ones passed over. Lines of a report whose workspace never
 * got a build hold none, and give no row.
 *
 * @throws ConfigError with the first twenty problems, each naming its line.
 */
export function readBuildRows(text: string): readonly BuildRow[] {
  const { records, openQuoteLine } = readCsv(text);
  if (openQuoteLine !== null) throw new ConfigError([`line ${openQuoteLine}: a quote is not closed`]);
  const [header, ...lines] = records;
  if (header === undefined) {
    throw new ConfigError([`is empty; its first line must name the columns: ${REQUIRED.join(',')}`]);
  }
  const columns = new Map(header.fields.map((name, index) => [name.trim().toLowerCase(), index]));
  if (columns.size < header.fields.length) {
    throw new ConfigError([`line ${header.line}: a column stands there twice`]);
  }
  const missing = REQUIRED.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    throw new ConfigError([
      `line ${header.line}: these are no build rows: there is no column ${missing.join(', ')}`,
    ]);
  }
  const rows: BuildRow[] = [];
  const problems: string[] = [];
  for (const record of lines) {
    const row = readRow(record, columns, problems);
    if (row !== null) rows.push(row);
    if (problems.length >= TOLD) throw new ConfigError([...problems.slice(0, TOLD), 'and perhaps more']);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return rows;
}

/** `null` for a line without a build, and for one with a problem. */
function readRow(
  { line, fields }: CsvRecord,
  columns: ReadonlyMap<string, number>,
  problems: string[],
): BuildRow | null {
  const found = problems.length;
  const problem = (text: string): void => {
    problems.push(`line ${line}: ${text}`);
  };
  if (fields.length !== columns.size) {
    problem(`has ${fields.length} fields instead of ${columns.size}`);
    return null;
  }
  const field = (name: (typeof BUILD_ROW_COLUMNS)[number]): string => fields[columns.get(name) ?? -1] ?? '';
  if (field('build_number') === '' && field('created_at') === '') return null;
  const buildNumber = Number(field('build_number'));
  if (!Number.isSafeInteger(buildNumber) || buildNumber < 1) {
    problem(`build_number: must be a whole number from 1, not ${quoted(field('build_number'))}`);
  }
  const createdAt = instantText('created_at', field('created_at'), problem);
  if (field('created_at') === '') problem('created_at: is missing');
  const row: BuildRow = {
    workspace: field('workspace'),
    buildNumber,
    transition: oneOf('transition', field('transition'), TRANSITIONS, problem),
    reason: field('reason'),
    createdAt: createdAt ?? '',
    startedAt: instantText('started_at', field('started_at'), problem),
    completedAt: instantText('completed_at', field('completed_at'), problem),
    jobStatus: oneOf('job_status', field('job_status'), JOB_STATUSES, problem),
    workerId: field('worker_id') || null,
    error: field('error') || null,
    owner: field('owner'),
  };
  return problems.length === found ? row : null;
}

function instantText(name: string, text: string, problem: (text: string) => void): string | null {
  if (text === '') return null;
  try {
    return parseInstant(text).text;
  } catch (error) {
    problem(`${name}: ${messageOf(error)}`);
    return null;
  }
}

function oneOf<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
  problem: (text: string) => void,
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) problem(`${name}: must be ${choices.join(', ')}; not ${quoted(text)}`);
  return choice ?? (choices[0] as Choice);
}

/** A text as a message shows it: one line, and not all of a long one. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
