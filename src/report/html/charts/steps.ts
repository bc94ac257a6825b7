import { area, curveStepAfter, line } from 'd3-shape';
import type { StepSeries } from '../../../analysis/index.js';

/** A place on a time axis and a value from there on. */
export type StepPoint = readonly [x: number, value: number];

/** Steps closer together than this share of a pixel are drawn as one. */
const GRAIN = 2;

/**
 * The steps of a series up to and including `toUs`, thinned to what a picture can show: of steps that fall on the same
 * half pixel the last is kept, and the highest and lowest where they stick out.
 * @param xOf - Where an instant (microseconds since the epoch) lies, in pixels.
 */
export function stepPoints(
  series: StepSeries,
  xOf: (us: number) => number,
  fromUs: number,
  toUs: number,
): readonly StepPoint[] {
  const points: StepPoint[] = [];
  let value = valueAt(series, fromUs);
  points.push([xOf(fromUs), value]);
  for (let i = firstAfter(series, fromUs); i < series.us.length && (series.us[i] ?? 0) <= toUs; ) {
    const x = Math.round(xOf(series.us[i] ?? 0) * GRAIN) / GRAIN;
    const before = value;
    let [low, high] = [value, value];
    for (; i < series.us.length && (series.us[i] ?? 0) <= toUs; i++) {
      if (Math.round(xOf(series.us[i] ?? 0) * GRAIN) / GRAIN !== x) break;
      value = series.value[i] ?? value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (low < Math.min(before, value)) points.push([x, low]);
    if (high > Math.max(before, value)) points.push([x, high]);
    points.push([x, value]);
  }
  points.push([xOf(toUs), value]);
  return points;
}

/** Draws the path of steps, for a `d` attribute. */
export function stepLine(y: (value: number) => number): (points: readonly StepPoint[]) => string {
  const path = line<StepPoint>(
    (point) => point[0],
    (point) => y(point[1]),
  )
    .curve(curveStepAfter)
    .digits(1);
  return (points) => path(points) ?? '';
}

/** Draws the area between steps and a base line, for a `d` attribute. */
export function stepArea(
  y: (value: number) => number,
  bottom: number,
): (points: readonly StepPoint[]) => string {
  const path = area<StepPoint>()
    .x((point) => point[0])
    .y0(bottom)
    .y1((point) => y(point[1]))
    .curve(curveStepAfter)
    .digits(1);
  return (points) => path(points) ?? '';
}

/** The value of a series at an instant. */
export function valueAt(series: StepSeries, us: number): number {
  return series.value[firstAfter(series, us) - 1] ?? 0;
}

/** The place of the first step after an instant. */
function firstAfter({ us: times }: StepSeries, us: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  return low;
}
