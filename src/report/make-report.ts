import { analyzeStorm } from '../analysis/index.js';
import type { RunResults } from '../scaletest/autostart/index.js';
import type { ThresholdVerdict } from '../thresholds/index.js';
import type { Report } from './report.js';
import type { ReportEnvironment } from './report-environment.js';
import { stormStarts } from './storm-starts.js';

/** A run's report: what was measured, with what follows from it. The same input gives an equal report. */
export function makeReport(
  results: RunResults,
  thresholds: readonly ThresholdVerdict[],
  environment: ReportEnvironment,
): Report {
  return { results, analysis: analyzeStorm(stormStarts(results)), thresholds, environment };
}
