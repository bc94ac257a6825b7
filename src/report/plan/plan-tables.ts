import { duration, percentileName } from '../../analysis/index.js';
import type { DistributionFit, LatencyName, MorningPrediction } from '../../plan/index.js';
import type { StaggerReportAnswer, SweepReportAnswer } from './plan-report.js';
import { LATENCY_WORDS, msText } from './plan-words.js';

/** Columns of {@link phaseCells}. */
export const PHASE_HEADER = ['Latency', 'p50', 'p95', '5 % to 95 %', 'p99', 'max'] as const;

/** Rows of the latencies that a morning has: medians, and how much p95 varies. */
export function phaseCells({ latenciesMs }: MorningPrediction): readonly (readonly string[])[] {
  return (Object.keys(LATENCY_WORDS) as LatencyName[]).flatMap((name) => {
    const latency = latenciesMs[name];
    if (latency === null) return [];
    const { max, p50, p95, p99 } = latency;
    const varies = p95.low === p95.high ? '' : `${msText(p95.low)} to ${msText(p95.high)}`;
    const medians = [p50, p95, p99, max].map(({ median }) => msText(median));
    return [[LATENCY_WORDS[name], ...medians.slice(0, 2), varies, ...medians.slice(2)]];
  });
}

/** Columns of {@link fitCells}. */
export const FIT_HEADER = ['Service time', 'observed', 'lognormal'] as const;

/** Observed service times beside those of the lognormal, level by level. */
export function fitCells({ quantiles }: DistributionFit): readonly (readonly string[])[] {
  return quantiles.map(({ fittedUs, observedUs, p }) => [
    percentileName(p),
    duration(observedUs),
    duration(fittedUs),
  ]);
}

/** A sweep as a table: rows by the one input, columns by the other, medians. */
export function sweepCells({ metric, sweep }: SweepReportAnswer): readonly (readonly string[])[] {
  const { cells, columns, rows } = sweep;
  return [
    [`${rows.input} \\ ${columns.input}`, ...columns.values.map(String)],
    ...rows.values.map((value, i) => [
      String(value),
      ...columns.values.map((_, j) => {
        const median = cells[i]?.[j]?.latenciesMs[metric.latency]?.[metric.percentile].median;
        return median === undefined ? 'none' : msText(median);
      }),
    ]),
  ];
}

/** How many workspaces the proposal has in each minute after their own; empty where there is none. */
export function staggerMinutes({
  answer: { proposed },
}: StaggerReportAnswer): readonly { readonly offset: number; readonly workspaces: number }[] {
  const counts = new Map<number, number>();
  for (const { offsetMinutes } of proposed) counts.set(offsetMinutes, (counts.get(offsetMinutes) ?? 0) + 1);
  return [...counts]
    .map(([offset, workspaces]) => ({ offset, workspaces }))
    .sort((a, b) => a.offset - b.offset);
}
