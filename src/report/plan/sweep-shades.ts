import type { SweepReportAnswer } from './plan-report.js';
import { metricName, msText } from './plan-words.js';

/** A sweep's cells with how late each is beside the others. */
export interface SweepShades {
  /** What rows, columns and shades are, as a sentence. */
  readonly meaning: string;
  /** The corner, and the values of the columns. */
  readonly header: readonly string[];
  readonly rows: readonly SweepRow[];
}

interface SweepRow {
  readonly value: string;
  readonly cells: readonly SweepCell[];
}

interface SweepCell {
  /** The median. */
  readonly text: string;
  /** From 0, the earliest of all cells, to 1, the latest; `null`: not reached, or nothing to measure. */
  readonly shade: number | null;
}

/** Medians of the metric, row by row. */
export function sweepShades({ metric, sweep }: SweepReportAnswer): SweepShades {
  const { columns, rows } = sweep;
  const medians = sweep.cells.map((row) =>
    row.map(({ latenciesMs }) => latenciesMs[metric.latency]?.[metric.percentile].median ?? null),
  );
  const reached = medians.flat().filter((ms): ms is number => ms !== null && Number.isFinite(ms));
  const [least, most] = [Math.min(...reached), Math.max(...reached)];
  const shadeOf = (ms: number | null) => {
    if (ms === null || !Number.isFinite(ms)) return null;
    return most === least ? 0 : (ms - least) / (most - least);
  };
  const missing = reached.length === medians.flat().length ? '' : '; crossed: not reached, or none';
  const range = reached.length === 0 ? '' : `, from ${msText(least)} to ${msText(most)}`;
  return {
    meaning: `${metricName(metric)}, medians: ${rows.input} from top to bottom, ${columns.input} from left to right; the darker the later${range}${missing}.`,
    header: [`${rows.input} \\ ${columns.input}`, ...columns.values.map(String)],
    rows: rows.values.map((value, i) => ({
      value: String(value),
      cells: columns.values.map((_, j) => {
        const ms = medians[i]?.[j] ?? null;
        return { text: ms === null ? 'none' : msText(ms), shade: shadeOf(ms) };
      }),
    })),
  };
}
