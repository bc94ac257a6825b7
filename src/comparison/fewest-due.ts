/** Either side of a two-sided 95 % interval. */
const TAIL = 0.025;

/**
 * From how many workspaces on order statistics bound a percentile on both sides at 95 %, as `quantileInterval` does: 6
 * for p50, 72 for p95, 368 for p99. Of fewer the percentile is hardly more than their extreme, whose spread one run
 * does not show.
 */
export function fewestDue(p: number): number {
  return Math.ceil(Math.log(TAIL) / Math.log(Math.max(p, 1 - p)));
}
