import { type RunResult, type StageTimings, summarizeRuns } from '../../scaletest/autostart/index.js';
import { evaluateThresholds, parseThreshold, type Threshold } from '../../thresholds/index.js';
import { withoutSecrets } from '../json/environment-json.js';
import { makeReport } from '../make-report.js';
import type { Report } from '../report.js';
import type { ReportEnvironment } from '../report-environment.js';
import { thresholdMeasurements } from '../threshold-measurements.js';

/** Which run a result is of. */
export interface SavedRunIdentity {
  readonly runId: string;
  /** When it began: RFC 3339, the clock of the machine that ran it. */
  readonly createdAt: string;
}

/** What a run's reports are made of: all that is needed to make them again. */
export interface SavedRun extends SavedRunIdentity {
  readonly runs: readonly RunResult[];
  readonly stageTimings: StageTimings | null;
  readonly environment: ReportEnvironment;
  /** In the words that the user wrote. */
  readonly thresholds: readonly string[];
}

/** What to save of a report; everything else in it follows from that. */
export function savedRunOf(report: Report, { runId, createdAt }: SavedRunIdentity): SavedRun {
  const { results, environment, thresholds } = report;
  return {
    runId,
    createdAt,
    runs: results.runs,
    stageTimings: results.stageTimings,
    environment: { ...environment, flags: withoutSecrets(environment.flags) },
    thresholds: thresholds.map(({ text }) => text),
  };
}

/**
 * The report of a saved run, equal to the one that it was saved from.
 * @param thresholds - What to hold against it instead of the run's own.
 * @throws ConfigError for a threshold of the run that this version cannot read.
 */
export function reportOfSavedRun(saved: SavedRun, thresholds?: readonly Threshold[]): Report {
  const results = summarizeRuns(saved.runs, saved.stageTimings);
  const held = thresholds ?? saved.thresholds.map(parseThreshold);
  const verdicts = evaluateThresholds(held, thresholdMeasurements(results));
  return makeReport(results, verdicts, saved.environment);
}
