import type { Read } from './read-limit.js';

const PERCENTILE_FORM =
  'must end with _p and a number above 0 and up to 100, such as _p95 or _p99.9, or with _max';
const PERCENTILE_SUFFIX = /^(.+)_(max|p[^_]*)$/;
const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,6})?)$/;

/** `queue_p95` as `queue` and `p95`; both `''` where the name has no such end. */
export function splitPercentile(name: string): { readonly base: string; readonly percentile: string } {
  const [, base = '', percentile = ''] = PERCENTILE_SUFFIX.exec(name) ?? [];
  return { base, percentile };
}

/** What a metric's name must end with. */
export function percentileProblem(name: string): string {
  return `'${name}' ${PERCENTILE_FORM}`;
}

/** Whether the text is `max`, or `p` and a number. */
export function isPercentile(text: string): boolean {
  return text === 'max' || PERCENTILE.test(text);
}

/** A probability in (0, 1]. */
export function readPercentile(base: string, text: string): Read<number> {
  const percent = text === 'max' ? 100 : Number(PERCENTILE.exec(text)?.[1]);
  if (!(percent > 0 && percent <= 100)) return { problem: percentileProblem(`${base}_${text}`) };
  // By way of a whole number: 99.9 / 100 is not 0.999.
  return { value: Math.round(percent * 1e6) / 1e8 };
}
