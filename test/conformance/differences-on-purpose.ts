import type { Difference } from './compare/difference.js';

/** Something in which our deployment is not like the recorded server, and why. */
export interface DifferenceOnPurpose {
  /** The recordings whose answers differ. */
  readonly exchanges: RegExp;
  /** Where they differ. */
  readonly path: RegExp;
  readonly reason: string;
}

/** All there are. One that no answer needs fails the suite. */
export const DIFFERENCES_ON_PURPOSE: readonly DifferenceOnPurpose[] = [
  {
    exchanges: /^002-/,
    path: /^\$\.webpush_public_key$/,
    reason: 'it sends no notifications to browsers, so it has no key for them',
  },
  {
    exchanges: /^(01[6-9]|033|111)-/,
    path: /\.provisioners?(\[0\])?$/,
    reason:
      'its provisioners call themselves Terraform, as nearly all do; the recorded ones were of the test type "echo"',
  },
  {
    exchanges: /^01[6-9]-/,
    path: /\.build_time_stats\.(start|stop|delete)\.P(50|95)$/,
    reason:
      'it knows how long its builds take before it has had any, so that a plan can be made from the start',
  },
];

/** The entry that a difference is told by; `undefined` if it must not be. */
export function purposeOf(exchange: string, difference: Difference): DifferenceOnPurpose | undefined {
  return DIFFERENCES_ON_PURPOSE.find(
    ({ exchanges, path }) => exchanges.test(exchange) && path.test(difference.path),
  );
}
