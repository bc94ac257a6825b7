import type { TimelineData } from '../../src/report/html/timeline-data.js';

/** One workspace, ready to be drawn. Times are milliseconds since the earliest scheduled minute. */
export interface Row {
  /** Among all that were due, in the order of their numbers. */
  readonly number: number;
  readonly name: string;
  readonly dueMs: number;
  /** How long each phase took; `null`: it did not end, or is not known. */
  readonly phases: readonly (number | null)[];
  /** The phase that did not end, and how long it was waited for. */
  readonly unfinished: { readonly phase: number; readonly ms: number } | null;
  /** Where its line ends. */
  readonly endMs: number;
  readonly outcome: number;
  readonly usable: boolean;
  readonly worker: string | null;
  readonly reason: string | null;
}

/** The columns of the page, turned into rows. */
export function readRows(data: TimelineData): readonly Row[] {
  const unfinished = new Map<number, { phase: number; ms: number }>();
  for (const [i, row] of rowsOf(data.unfinished.skip).entries()) {
    unfinished.set(row, { phase: data.unfinished.phase[i] ?? 0, ms: data.unfinished.ms[i] ?? 0 });
  }
  const reasons = new Map<number, string>();
  for (const [i, row] of rowsOf(data.reason.skip).entries()) {
    reasons.set(row, data.reasons[data.reason.value[i] ?? 0] ?? '');
  }
  return data.names.map((name, number) => {
    const outcome = Number(data.outcome[number]);
    const dueMs = data.due[number] ?? 0;
    const phases = data.ms.map((column) => column[number] ?? null);
    const open = unfinished.get(number) ?? null;
    const known = phases.indexOf(null) === -1 ? phases : phases.slice(0, phases.indexOf(null));
    const endMs = known.reduce<number>((sum, ms) => sum + (ms ?? 0), dueMs) + (open?.ms ?? 0);
    return {
      number,
      name: `${data.prefix}${name}`,
      dueMs,
      phases,
      unfinished: open,
      endMs,
      outcome,
      usable: data.outcomes[outcome]?.usable ?? false,
      worker: data.workers[data.worker[number] ?? -1] ?? null,
      reason: reasons.get(number) ?? null,
    };
  });
}

function rowsOf(skips: readonly number[]): readonly number[] {
  let row = 0;
  return skips.map((skip) => {
    row += skip;
    return row;
  });
}
