import { phaseSamples } from '../scaletest/autostart/index.js';
import { hdrExport } from '../stats/index.js';
import { parseInstant } from '../time/index.js';
import type { Report } from './report.js';

/**
 * The latencies as a HdrHistogram log (format 1.3), which the tools around that format read and merge: one tagged
 * histogram for the total of all due and for each phase that was measured. Values are whole microseconds; those that
 * never became usable are left out, and counted in a comment, as are negative ones, which count as zero: records that
 * contradict themselves are told elsewhere, and must not cost the export.
 */
export function reportToHlog({ results, environment }: Report): string {
  const { totalMs, queueMs, buildMs, agentMs, startupMs } = phaseSamples(results.runs);
  const startedS = parseInstant(environment.startedAt).us / 1e6;
  const lengthS = parseInstant(environment.endedAt).us / 1e6 - startedS;
  const tagged = { total: totalMs, queue: queueMs, build: buildMs, agent: agentMs, startup: startupMs };
  const lines = Object.entries(tagged).flatMap(([tag, samples]) => {
    const negative = samples.filter((ms) => ms < 0).length;
    const { base64, n, infinite } = hdrExport(samples.map((ms) => Math.max(0, ms)));
    const comments = [
      ...(infinite === 0 ? [] : [`#[${tag}: ${infinite} more never became usable]`]),
      ...(negative === 0 ? [] : [`#[${tag}: ${negative} negative, counted as 0]`]),
    ];
    if (n === 0) return comments;
    const mostS = samples.reduce((most, ms) => (Number.isFinite(ms) ? Math.max(most, ms) : most), 0) / 1000;
    return [...comments, `Tag=${tag},0.000,${lengthS.toFixed(3)},${mostS.toFixed(6)},${base64}`];
  });
  return [
    '#[Histogram log format version 1.3]',
    '#[Values are microseconds of the time of the deployment; Interval_Max is seconds]',
    `#[StartTime: ${startedS.toFixed(3)} (seconds since epoch), ${environment.startedAt}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...lines,
    '',
  ].join('\n');
}
