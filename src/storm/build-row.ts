/** Job states in which a build has ended, and those in which it has not (contract: job status derivation). */
export type JobStatus = 'pending' | 'running' | 'canceling' | 'succeeded' | 'failed' | 'canceled' | 'unknown';
export type Transition = 'start' | 'stop' | 'delete';

/**
 * One build of a storm, as recorded storms, `nineam serve --export-builds` and reports write it: one CSV line each.
 * Times are RFC 3339 texts in the server's own digits; an empty field is `null`.
 */
export interface BuildRow {
  readonly workspace: string;
  readonly buildNumber: number;
  readonly transition: Transition;
  readonly reason: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly jobStatus: JobStatus;
  readonly workerId: string | null;
  readonly error: string | null;
  /** User name of the workspace's owner; last, as rows that were recorded before have none. */
  readonly owner: string;
}

/** Columns of the format, in their order. */
export const BUILD_ROW_COLUMNS = [
  'workspace',
  'build_number',
  'transition',
  'reason',
  'created_at',
  'started_at',
  'completed_at',
  'job_status',
  'worker_id',
  'error',
  'owner',
] as const;

/** The header line of the format, without a line end. */
export const BUILD_ROW_HEADER = BUILD_ROW_COLUMNS.join(',');

/** One line of the format, without a line end; fields are quoted as RFC 4180 asks. */
export function formatBuildRow(row: BuildRow): string {
  return [
    row.workspace,
    String(row.buildNumber),
    row.transition,
    row.reason,
    row.createdAt,
    row.startedAt ?? '',
    row.completedAt ?? '',
    row.jobStatus,
    row.workerId ?? '',
    row.error ?? '',
    row.owner,
  ]
    .map(quoteCsvField)
    .join(',');
}

/** A field of a CSV line, quoted where RFC 4180 asks for it. */
export function quoteCsvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
