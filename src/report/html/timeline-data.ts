import type { RunResult } from '../../scaletest/autostart/index.js';
import { isDue, OUTCOME_KINDS } from '../../storm/index.js';
import { OUTCOME_WORDS } from './outcome-words.js';
import { measuredPhases } from './phases.js';
import { runSpans } from './run-spans.js';
import { shortened } from './words.js';

/**
 * Every workspace that was due, in columns, for the script of the page. One row is one workspace; times are whole
 * milliseconds, `null` where not known. Sparse columns come in pairs: by how many rows each entry lies after the one
 * before it (the first after row 0), and its value.
 */
export interface TimelineData {
  /** The earliest scheduled minute, since the epoch. */
  readonly scheduledMs: number;
  readonly phases: readonly { readonly key: string; readonly label: string }[];
  readonly outcomes: readonly { readonly label: string; readonly usable: boolean }[];
  /** What all names begin with, and the rest of each. */
  readonly prefix: string;
  readonly names: readonly string[];
  /** A digit a row: its place in `outcomes`. */
  readonly outcome: string;
  /** Scheduled, after `scheduledMs`. */
  readonly due: readonly number[];
  /** How long each phase took: a column for each of `phases`. */
  readonly ms: readonly (readonly (number | null)[])[];
  /** The phase that did not end, and how long it was waited for. */
  readonly unfinished: {
    readonly skip: readonly number[];
    readonly phase: readonly number[];
    readonly ms: readonly number[];
  };
  /** Provisioners, and the place of each row's in them; −1: none known. */
  readonly workers: readonly string[];
  readonly worker: readonly number[];
  /** Different reasons for not being usable, and the place of a row's in them. */
  readonly reasons: readonly string[];
  readonly reason: { readonly skip: readonly number[]; readonly value: readonly number[] };
}

/** Longer reasons are cut, and rarer ones left to the other outputs: the page stays small whatever a server says. */
const REASON_LENGTH = 300;
const REASONS = 300;
const MORE_REASONS = 'one of many different reasons: see the json or csv output';

export function timelineData(runs: readonly RunResult[]): TimelineData {
  const due = runs.filter((run) => isDue(run.outcome) && run.scheduledTime !== null);
  const scheduledMs = Math.floor(
    due.reduce((first, run) => Math.min(first, run.scheduledTime?.us ?? first), Number.POSITIVE_INFINITY) /
      1000,
  );
  const shown = measuredPhases(due);
  const spans = due.map((run) => runSpans(run, shown));
  const prefix = commonPrefix(due.map((run) => run.workspaceName));
  const workers = new Places();
  const reasons = new Places();
  const unfinished = new Sparse<{ readonly phase: number; readonly ms: number }>();
  const reason = new Sparse<number>();
  for (const [row, run] of due.entries()) {
    const open = spans[row]?.unfinished ?? null;
    if (open !== null) unfinished.add(row, open);
    if (run.error !== null) {
      const text = shortened(run.error, REASON_LENGTH);
      reason.add(row, reasons.placeOf(reasons.size < REASONS || reasons.has(text) ? text : MORE_REASONS));
    }
  }
  return {
    scheduledMs: Number.isFinite(scheduledMs) ? scheduledMs : 0,
    phases: shown.map(({ phase, label }) => ({ key: phase, label })),
    outcomes: OUTCOME_KINDS.map((kind) => ({
      label: OUTCOME_WORDS[kind].label,
      usable: OUTCOME_WORDS[kind].usable,
    })),
    prefix,
    names: due.map((run) => run.workspaceName.slice(prefix.length)),
    outcome: due.map((run) => OUTCOME_KINDS.indexOf(run.outcome.kind)).join(''),
    due: due.map((run) => Math.round((run.scheduledTime?.us ?? 0) / 1000) - scheduledMs),
    ms: shown.map((_, phase) => spans.map((span) => whole(span.phases[phase] ?? null))),
    unfinished: {
      skip: unfinished.skips,
      phase: unfinished.values.map((open) => open.phase),
      ms: unfinished.values.map((open) => Math.round(open.ms)),
    },
    worker: due.map((run) => workers.placeOfAny(run.build?.workerId ?? null)),
    workers: workers.texts,
    reasons: reasons.texts,
    reason: { skip: reason.skips, value: reason.values },
  };
}

/** Different texts in the order in which they came. */
class Places {
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#places.size;
  }

  get texts(): readonly string[] {
    return [...this.#places.keys()];
  }

  has(text: string): boolean {
    return this.#places.has(text);
  }

  placeOf(text: string): number {
    const place = this.#places.get(text) ?? this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  placeOfAny(text: string | null): number {
    return text === null ? -1 : this.placeOf(text);
  }
}

class Sparse<Value> {
  readonly skips: number[] = [];
  readonly values: Value[] = [];
  #last = 0;

  add(row: number, value: Value): void {
    this.skips.push(row - this.#last);
    this.values.push(value);
    this.#last = row;
  }
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
