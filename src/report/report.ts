import type { StormAnalysis } from '../analysis/index.js';
import type { RunResults } from '../scaletest/autostart/index.js';
import type { ThresholdVerdict } from '../thresholds/index.js';
import type { ReportEnvironment } from './report-environment.js';

/** Everything that a finished run has to say; what every format is rendered from. */
export interface Report {
  readonly results: RunResults;
  readonly analysis: StormAnalysis;
  /** In the order in which they were given; empty when none was. */
  readonly thresholds: readonly ThresholdVerdict[];
  readonly environment: ReportEnvironment;
}
