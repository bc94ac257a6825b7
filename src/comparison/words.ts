import type { Difference } from './difference.js';

/** A difference that is known. */
export type KnownDifference = Exclude<Difference, { readonly kind: 'not_comparable' }>;

/** A limit beside which a difference is shown. */
interface Limit {
  readonly unit: 'percent' | 'ms';
  readonly value: number;
}

/**
 * A difference for people, e.g. `+6.20 s (+12.3 %)`: two decimals and one, and more where it would else be seen on the
 * other side of the limit.
 */
export function differenceText({ firstMs, differenceMs }: KnownDifference, limit?: Limit): string {
  const seconds = signed(differenceMs / 1000, 2, limit?.unit === 'ms' ? limit.value / 1000 : undefined);
  if (firstMs === 0) return `${seconds} s`;
  const percent = signed(
    (differenceMs / firstMs) * 100,
    1,
    limit?.unit === 'percent' ? limit.value : undefined,
  );
  return `${seconds} s (${percent} %)`;
}

/** The interval of a difference for people, e.g. `+4.10 s to +8.30 s`. */
export function intervalText({ lowMs, highMs }: KnownDifference): string {
  return `${signed(lowMs / 1000, 2)} s to ${signed(highMs / 1000, 2)} s`;
}

const MOST_DIGITS = 6;

function signed(value: number, digits: number, limit?: number): string {
  const text = value.toFixed(digits);
  const sameSide = limit === undefined || Math.sign(Number(text) - limit) === Math.sign(value - limit);
  if (!sameSide && digits < MOST_DIGITS) return signed(value, digits + 1, limit);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}
