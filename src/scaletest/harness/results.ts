import { formatDurationMs, formatInstantUs } from '../../time/index.js';

/** What became of one run of a harness. */
export interface HarnessRunResult {
  /** `<test name>/<id>`, unique in the harness. */
  readonly fullId: string;
  readonly testName: string;
  readonly id: string;
  readonly logs: string;
  /** Why the run failed; null when it passed. */
  readonly error: string | null;
  /** Milliseconds since the epoch on the deployment's clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** What a Collectable run reported, under its own keys; null for a run that reports nothing. */
  readonly metrics: Readonly<Record<string, unknown>> | null;
}

/** What became of all runs of a harness. */
export interface HarnessResults {
  readonly totalRuns: number;
  readonly totalPass: number;
  readonly totalFail: number;
  /** From the beginning of the first run to the end of the last, in milliseconds. */
  readonly elapsedMs: number;
  /** By full id, in the order in which the runs were added. */
  readonly runs: ReadonlyMap<string, HarnessRunResult>;
}

/** Results with their totals, from the runs. */
export function harnessResults(runs: readonly HarnessRunResult[], elapsedMs: number): HarnessResults {
  const totalFail = runs.filter((run) => run.error !== null).length;
  return {
    totalRuns: runs.length,
    totalPass: runs.length - totalFail,
    totalFail,
    elapsedMs,
    runs: new Map(runs.map((run) => [run.fullId, run])),
  };
}

/** The results under the keys of Coder's harness; durations as Go text and in whole milliseconds. */
export function harnessResultsToJson(results: HarnessResults): Readonly<Record<string, unknown>> {
  return {
    total_runs: results.totalRuns,
    total_pass: results.totalPass,
    total_fail: results.totalFail,
    elapsed: wholeMs(results.elapsedMs),
    elapsed_ms: Math.round(results.elapsedMs),
    runs: Object.fromEntries(Array.from(results.runs, ([fullId, run]) => [fullId, runToJson(run)])),
  };
}

function runToJson(run: HarnessRunResult): Readonly<Record<string, unknown>> {
  return {
    full_id: run.fullId,
    test_name: run.testName,
    id: run.id,
    logs: run.logs,
    error: run.error,
    started_at: formatInstantUs(Math.round(run.startedAtMs * 1000)),
    duration: wholeMs(run.durationMs),
    duration_ms: Math.round(run.durationMs),
    metrics: run.metrics,
  };
}

/** The results as text for a terminal: failed runs with their logs first, totals last. Ends with a line end. */
export function renderHarnessText(results: HarnessResults): string {
  const runs = [...results.runs.values()];
  const failures = runs.flatMap((run) =>
    run.error === null
      ? []
      : [
          `== FAIL: ${run.fullId}`,
          '',
          `\tError: ${run.error}`,
          ...(run.logs === '' ? [] : ['', '\tLog:', ...run.logs.trimEnd().split('\n').map(indent)]),
          '',
        ],
  );
  const totalMs = runs.reduce((sum, run) => sum + run.durationMs, 0);
  const averageMs = runs.length === 0 ? 0 : totalMs / runs.length;
  return [
    ...failures,
    'Test results:',
    `\tPass:  ${results.totalPass}`,
    `\tFail:  ${results.totalFail}`,
    `\tTotal: ${results.totalRuns}`,
    '',
    `\tTotal duration: ${wholeMs(results.elapsedMs)}`,
    `\tAvg. duration:  ${wholeMs(averageMs)}`,
    '',
  ].join('\n');
}

function indent(line: string): string {
  return `\t\t${line}`;
}

function wholeMs(ms: number): string {
  return formatDurationMs(Math.round(ms));
}
