import { type RegressionLimit, sidesProblem } from '../comparison/index.js';
import {
  type ComparisonFormat,
  makeComparison,
  type OutputSpec,
  renderComparison,
  type SavedRun,
  writeOutputs,
} from '../report/index.js';
import { ConfigError } from '../storm/index.js';
import { collecting, outputProblems, type ReportEnvironmentIo } from './execute-report.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { outputIo } from './output-io.js';
import { findSavedRun, type SavedRunQuery } from './saved-runs.js';

/** What to compare with what. */
export interface ComparisonPlan extends SavedRunQuery {
  /** Runs of either side, each as a person names it. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly outputs: readonly OutputSpec<ComparisonFormat>[];
  readonly limits: readonly RegressionLimit[];
  /** What random draws are made from. */
  readonly seed: string;
}

/**
 * Compares two sides of finished runs.
 * @returns `threshold` when the second side is slower than a limit allows, or could not be compared; else `ok`.
 * @throws ConfigError with every problem at once; OutputError for outputs that could not be written.
 */
export async function executeComparison(
  plan: ComparisonPlan,
  io: Omit<ReportEnvironmentIo, 'unicode'> & { readonly nineamVersion: string },
): Promise<ExitCode> {
  const problems = await outputProblems(plan.outputs, io);
  const unequal = sidesProblem(plan.first.length, plan.second.length);
  if (unequal !== null) problems.push(`these sides cannot be compared: give ${unequal}`);
  const first = await readSide(plan.first, plan, problems);
  const second = await readSide(plan.second, plan, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const { limits, seed } = plan;
  const report = makeComparison(first, second, { limits, seed, nineamVersion: io.nineamVersion });
  await writeOutputs(plan.outputs, (format) => renderComparison(format, report), outputIo(io));
  return report.regressions.every(({ status }) => status === 'passed') ? EXIT.ok : EXIT.threshold;
}

/** A run counts once: named twice it would look like variation that there is none of. */
async function readSide(
  names: readonly string[],
  query: SavedRunQuery,
  problems: string[],
): Promise<readonly SavedRun[]> {
  const runs = new Map<string, SavedRun>();
  for (const name of names) {
    const saved = await collecting(problems, () => findSavedRun(name, query));
    if (saved === null) continue;
    if (runs.has(saved.runId)) problems.push(`${name}: run ${saved.runId} is named twice on one side`);
    runs.set(saved.runId, saved);
  }
  return [...runs.values()];
}
