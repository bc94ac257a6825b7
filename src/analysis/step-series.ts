import type { StepSeries } from './storm-analysis.js';

/** The values that are known, ascending. */
export function ascending(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null)).sort();
}

/**
 * How many came and have not gone: one step up at each time of `upUs`, one down at each of `downUs`, both ascending.
 * A time at which as many come as go makes no step.
 */
export function countedSteps(upUs: Float64Array, downUs: Float64Array = new Float64Array(0)): StepSeries {
  const us: number[] = [];
  const value: number[] = [];
  let level = 0;
  let up = 0;
  let down = 0;
  while (up < upUs.length || down < downUs.length) {
    const at = Math.min(upUs[up] ?? Number.POSITIVE_INFINITY, downUs[down] ?? Number.POSITIVE_INFINITY);
    const before = level;
    for (; upUs[up] === at; up++) level++;
    for (; downUs[down] === at; down++) level--;
    if (level === before) continue;
    us.push(at);
    value.push(level);
  }
  return { us, value };
}

/** The series up to a time, which is left out itself. */
export function stepsBefore(series: StepSeries, untilUs: number): StepSeries {
  const end = series.us.findIndex((us) => us >= untilUs);
  return end === -1 ? series : { us: series.us.slice(0, end), value: series.value.slice(0, end) };
}

/** The value at a time. */
export function valueAt(series: StepSeries, us: number): number {
  let low = 0;
  let high = series.us.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((series.us[middle] ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (series.value[low - 1] ?? 0);
}

/** The highest value; 0 for a series without steps. */
export function highest(series: StepSeries): number {
  return series.value.reduce((most, value) => Math.max(most, value), 0);
}

/**
 * The time integral from the first step to `untilUs`: value × microseconds. Exact below 2^53, that is for a mean of
 * 100,000 over a day.
 */
export function areaUntil(series: StepSeries, untilUs: number): number {
  let area = 0;
  for (let i = 0; i < series.us.length; i++) {
    const from = series.us[i] ?? 0;
    if (from >= untilUs) break;
    area += (series.value[i] ?? 0) * (Math.min(series.us[i + 1] ?? untilUs, untilUs) - from);
  }
  return area;
}

/** A stretch of time during which none of several series changes. */
export interface Stretch {
  readonly fromUs: number;
  /** Infinity for the last. */
  readonly untilUs: number;
  /** The values of the series, in their order; the list is used again for the next stretch. */
  readonly values: readonly number[];
}

/** All stretches from the first step of any of the series on, in order of time. */
export function* stretches(all: readonly StepSeries[]): Generator<Stretch> {
  const next = new Array<number>(all.length).fill(0);
  const values = new Array<number>(all.length).fill(0);
  let fromUs = Number.POSITIVE_INFINITY;
  for (const { us } of all) fromUs = Math.min(fromUs, us[0] ?? Number.POSITIVE_INFINITY);
  while (fromUs !== Number.POSITIVE_INFINITY) {
    let untilUs = Number.POSITIVE_INFINITY;
    for (const [i, { us, value }] of all.entries()) {
      let step = next[i] ?? 0;
      if (us[step] === fromUs) {
        values[i] = value[step] ?? 0;
        next[i] = ++step;
      }
      untilUs = Math.min(untilUs, us[step] ?? Number.POSITIVE_INFINITY);
    }
    yield { fromUs, untilUs, values };
    fromUs = untilUs;
  }
}
