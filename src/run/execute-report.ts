import {
  checkOutputPaths,
  describeSavedRun,
  type OutputSpec,
  outputConflicts,
  renderOutput,
  reportOfSavedRun,
  writeOutputs,
} from '../report/index.js';
import type { RandomBytes } from '../scaletest/names/index.js';
import { ConfigError, printable } from '../storm/index.js';
import type { Threshold } from '../thresholds/index.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { outputIo } from './output-io.js';
import { findSavedRun, listSavedRuns, type SavedRunQuery } from './saved-runs.js';

/** What to report again. */
export interface ReportPlan extends SavedRunQuery {
  /** As a person names it. */
  readonly run: string;
  readonly outputs: readonly OutputSpec[];
  /** Held against the run instead of its own; `null`: its own are shown, and decide nothing. */
  readonly thresholds: readonly Threshold[] | null;
}

/** Where reports of runs that are over go. */
export interface ReportEnvironmentIo {
  readonly randomBytes: RandomBytes;
  readonly writeStdout: (text: string) => void;
  /** Whether people here can be shown more than ASCII. */
  readonly unicode: boolean;
}

/**
 * Writes a finished run's report again.
 * @returns `threshold` when a threshold that was given anew does not pass, else `ok`.
 * @throws ConfigError with every problem at once; OutputError for outputs that could not be written.
 */
export async function executeReport(plan: ReportPlan, io: ReportEnvironmentIo): Promise<ExitCode> {
  const problems = await outputProblems(plan.outputs, io);
  const report = await collecting(problems, async () => {
    const saved = await findSavedRun(plan.run, plan);
    return reportOfSavedRun(saved, plan.thresholds ?? undefined);
  });
  if (report === null || problems.length > 0) throw new ConfigError(problems);
  const options = { ascii: !io.unicode };
  await writeOutputs(plan.outputs, (format) => renderOutput(format, report, options), outputIo(io));
  const judged = plan.thresholds === null ? [] : report.thresholds;
  return judged.every(({ status }) => status === 'passed') ? EXIT.ok : EXIT.threshold;
}

/** Lists every run that can be reported again, the newest last. */
export async function listReports(
  query: SavedRunQuery,
  io: Pick<ReportEnvironmentIo, 'writeStdout'>,
): Promise<ExitCode> {
  const listed = await listSavedRuns(query);
  if (listed.length === 0) io.writeStdout(`no run under ${query.stateDir} has results\n`);
  for (const { folder, saved, problem } of listed) {
    const lines =
      saved === null ? [`${folder}: ${problem}`] : describeSavedRun(saved, reportOfSavedRun(saved));
    io.writeStdout(printable(`${lines.join('\n')}\n`));
  }
  return EXIT.ok;
}

/** What keeps outputs from being written, before anything is read. */
export async function outputProblems(
  outputs: readonly OutputSpec<string>[],
  io: Pick<ReportEnvironmentIo, 'randomBytes' | 'writeStdout'>,
): Promise<string[]> {
  return [...outputConflicts(outputs), ...(await checkOutputPaths(outputs, outputIo(io)))];
}

/** What `work` gives; `null` when the user's words were wrong, which is then among the problems. */
export async function collecting<T>(problems: string[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}
