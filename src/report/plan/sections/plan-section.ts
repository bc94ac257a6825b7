import type { ReadyCurve } from '../../../plan/index.js';
import type { KneeReportAnswer, PlanInputLine, SweepReportAnswer } from '../plan-report.js';

/** Rows under a header; the first column names the row. */
export interface PlanTable {
  readonly kind: 'table';
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** `words`: the columns hold sentences rather than figures. */
  readonly holds: 'figures' | 'words';
}

/** A share over time with its band, and what happened beside it, where that is known. */
export interface PlanCurve {
  readonly kind: 'curve';
  /** What is counted, and from when on. */
  readonly what: string;
  /** From when on, in a word or two for the axis. */
  readonly zero: string;
  readonly curve: ReadyCurve;
  /** Mornings that were simulated. */
  readonly replications: number;
  /** When each share was reached, in milliseconds; `null`: it has not happened. */
  readonly recordedMs: readonly number[] | null;
}

/** A piece of a section; the formats for people render the same pieces, each in its own way. */
export type PlanPart =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly lines: readonly string[] }
  | { readonly kind: 'inputs'; readonly inputs: readonly PlanInputLine[] }
  | PlanTable
  | PlanCurve
  /** Cost against delay as a drawing; a table with the same figures stands beside it. */
  | { readonly kind: 'knee'; readonly of: KneeReportAnswer }
  /** A table of which each cell is shaded by its value. */
  | { readonly kind: 'shades'; readonly of: SweepReportAnswer };

/** A section of a plan for people. */
export interface PlanSection {
  /** For links to it. */
  readonly id: string;
  readonly title: string;
  /** `page`: what stands above it in a text says it already. */
  readonly titledIn: 'all' | 'page';
  readonly parts: readonly PlanPart[];
}

export function paragraph(text: string | null): readonly PlanPart[] {
  return text === null ? [] : [{ kind: 'paragraph', text }];
}

export function list(lines: readonly string[]): readonly PlanPart[] {
  return lines.length === 0 ? [] : [{ kind: 'list', lines }];
}

export function table(
  caption: string,
  header: readonly string[],
  rows: PlanTable['rows'],
  holds: PlanTable['holds'] = 'figures',
): readonly PlanPart[] {
  return rows.length === 0 ? [] : [{ kind: 'table', caption, header, rows, holds }];
}
