/** Percentiles that are compared, as probabilities. */
export const COMPARED_PERCENTILES = [0.5, 0.95, 0.99] as const;

/**
 * How two sides differ in one percentile of the latency after the first creation, of all due; milliseconds, second
 * side minus first.
 *
 * | kind | meaning |
 * |---|---|
 * | `no_difference` | the interval holds zero |
 * | `slower`, `faster` | the second side is, and the interval does not hold zero |
 * | `not_comparable` | on a side too few became usable to reach the percentile, or nothing can be said for `reason` |
 */
export type Difference =
  | {
      readonly kind: 'no_difference' | 'slower' | 'faster';
      readonly p: number;
      /** Of either side; of several runs the mean. */
      readonly firstMs: number;
      readonly secondMs: number;
      readonly differenceMs: number;
      /** Two-sided, 95 %. */
      readonly lowMs: number;
      readonly highMs: number;
    }
  | { readonly kind: 'not_comparable'; readonly p: number; readonly reason: string };

/** The verdict that an interval stands for. */
export function differenceOf(
  p: number,
  [firstMs, secondMs]: readonly [number, number],
  [lowMs, highMs]: readonly [number, number],
): Difference {
  const kind = lowMs > 0 ? 'slower' : highMs < 0 ? 'faster' : 'no_difference';
  return { kind, p, firstMs, secondMs, differenceMs: secondMs - firstMs, lowMs, highMs };
}
