import type { DueStarts } from '../../embedded/index.js';

/** A minute with less than this share of the busiest minute's starts is not worth telling. */
const WORTH_TELLING = 0.1;

/** When the next storm is, and when the largest of the next 24 hours; no lines when nobody is due. */
export function dueLines(starts: readonly DueStarts[]): readonly string[] {
  const most = Math.max(0, ...starts.map(({ count }) => count));
  const busiest = starts.find(({ count }) => count === most);
  const next = starts.find(({ count }) => count >= WORTH_TELLING * most);
  if (busiest === undefined || next === undefined) return [];
  const first = `at ${timeOf(next)} ${next.count} ${next.count === 1 ? 'is' : 'are'} due`;
  return next === busiest
    ? [`${first}, the most of the next 24 hours`]
    : [`${first};`, `the busiest of the next 24 hours is ${timeOf(busiest)} with ${busiest.count}`];
}

function timeOf({ minuteMs }: DueStarts): string {
  return `${new Date(minuteMs).toISOString().slice(11, 16)} UTC`;
}
