import { analyzeStorm } from '../analysis/index.js';
import type { RunResults } from '../scaletest/autostart/index.js';
import type { ThresholdVerdict } from '../thresholds/index.js';
import type { Report } from './report.js';
import type { ReportEnvironment } from './report-environment.js';
import { stormStarts } from './storm-starts.js';
import { whatIf } from './what-if.js';

/**
 * A run's report: what was measured, with what follows from it. The same input gives an equal report.
 * @throws ConfigError if the text of a threshold is none.
 */
export function makeReport(
  results: RunResults,
  thresholds: readonly ThresholdVerdict[],
  environment: ReportEnvironment,
): Report {
  const starts = stormStarts(results);
  const { bottleneck, ...analysis } = analyzeStorm(starts);
  const sentences = [...bottleneck.sentences, ...whatIf(starts, thresholds)];
  return {
    results,
    analysis: { ...analysis, bottleneck: { ...bottleneck, sentences } },
    thresholds,
    environment,
  };
}
