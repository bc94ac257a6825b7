import { toHarnessResults } from '../../scaletest/autostart/index.js';
import { harnessResultsToJson } from '../../scaletest/harness/index.js';
import type { ThresholdVerdict } from '../../thresholds/index.js';
import { headlineInterval } from '../headline-interval.js';
import type { Report } from '../report.js';
import { totalsOfDue } from '../workspaces.js';
import { analysisToJson, finite } from './analysis-json.js';
import { environmentToJson } from './environment-json.js';
import { layOutJson } from './lay-out.js';

/** Everything measured, documented in docs/report-json.md. Ends with a line end. */
export function reportToJson(report: Report, version: number): string {
  const { results, analysis, thresholds, environment } = report;
  return layOutJson({
    ...results.toJSON(),
    sampling_intervals: intervalsToJson(totalsOfDue(results)),
    thresholds: thresholds.map(thresholdToJson),
    analysis: analysisToJson(analysis),
    environment: environmentToJson(environment, { format: 'json', version }),
  });
}

/** The same results in the form of Coder's load test harness, with what it has no place for beside it. */
export function reportToHarnessJson(report: Report, version: number): string {
  const { results, thresholds, environment } = report;
  return layOutJson({
    ...harnessResultsToJson(toHarnessResults(results)),
    thresholds: thresholds.map(thresholdToJson),
    environment: environmentToJson(environment, { format: 'harness-json', version }),
  });
}

/** A threshold and how it came out, in the keys of JSON outputs. */
export function thresholdToJson(verdict: ThresholdVerdict): Readonly<Record<string, unknown>> {
  return {
    text: verdict.text,
    status: verdict.status,
    measured: finite(verdict.measured),
    not_reached: verdict.measured === Number.POSITIVE_INFINITY,
    measured_text: verdict.measuredText,
  };
}

function intervalsToJson(sorted: Float64Array): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (
      [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const
    ).map(([key, p]) => {
      const { value, lower, upper, text } = headlineInterval(sorted, p);
      return [
        key,
        {
          value_ms: finite(value),
          not_reached: value === Number.POSITIVE_INFINITY,
          lower_ms: finite(lower),
          upper_ms: finite(upper),
          text,
        },
      ];
    }),
  );
}
