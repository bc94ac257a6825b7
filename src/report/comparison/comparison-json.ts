import { type Difference, percentileName } from '../../comparison/index.js';
import { finite } from '../json/analysis-json.js';
import { layOutJson } from '../json/lay-out.js';
import { thresholdToJson } from '../json/report-json.js';
import type { ComparedReport, ComparisonReport } from './comparison-report.js';
import { comparisonHeadline } from './comparison-words.js';

/** Everything compared, documented in docs/compare.md. Ends with a line end. */
export function comparisonToJson(report: ComparisonReport, version: number): string {
  return layOutJson({
    format: 'comparison',
    format_version: version,
    nineam_version: report.nineamVersion,
    headline: comparisonHeadline(report),
    method: report.method,
    caveat: report.caveat,
    seed: report.method === 'service_times' ? report.seed : null,
    differences: report.differences.map(differenceToJson),
    max_regressions: report.regressions.map(thresholdToJson),
    warnings: report.warnings,
    a: report.sides[0].runs.map(runToJson),
    b: report.sides[1].runs.map(runToJson),
  });
}

function differenceToJson(difference: Difference): Readonly<Record<string, unknown>> {
  const known = difference.kind === 'not_comparable' ? null : difference;
  return {
    percentile: percentileName(difference.p),
    verdict: difference.kind,
    a_ms: wholeUs(known?.firstMs),
    b_ms: wholeUs(known?.secondMs),
    difference_ms: wholeUs(known?.differenceMs),
    lower_ms: wholeUs(known?.lowMs),
    upper_ms: wholeUs(known?.highMs),
    reason: difference.kind === 'not_comparable' ? difference.reason : null,
  };
}

/** To the microsecond, as all times are: what means and sums leave behind that is noise. */
function wholeUs(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}

function runToJson({ runId, createdAt, report, percentilesMs, provisioners }: ComparedReport) {
  const { results, environment } = report;
  const [p50 = null, p95 = null, p99 = null] = percentilesMs.map(finite);
  return {
    run_id: runId,
    created_at: createdAt,
    url_host: environment.urlHost,
    server_version: environment.serverVersion,
    template: environment.template,
    embedded: environment.embedded,
    due: results.due,
    usable: results.successfulRuns,
    provisioners,
    p50_ms: p50,
    p95_ms: p95,
    p99_ms: p99,
  };
}
