import type { PreflightFinding } from '../../storm/index.js';
import { licenceSeats, notifications, owner, tokenExpiry, userAuth } from './account-checks.js';
import { heartbeats, provisioners, timeouts } from './capacity-checks.js';
import type { Check, CheckInputs, CheckRank, CheckResult } from './check.js';
import { clock, deployment, feed, leftovers, rateLimits, version } from './deployment-checks.js';
import { otherSchedules, otherUsers } from './disturbance-checks.js';
import { provisionersShare } from './share-check.js';
import {
  autostart,
  externalAuth,
  parameters,
  prebuilds,
  template,
  templateVersion,
  timeToLive,
} from './template-checks.js';

/** Every check, in the order in which findings are shown. */
export const CHECKS: readonly Check[] = [
  deployment,
  version,
  owner,
  clock,
  template,
  templateVersion,
  autostart,
  parameters,
  externalAuth,
  timeToLive,
  prebuilds,
  userAuth,
  licenceSeats,
  provisioners,
  heartbeats,
  timeouts,
  provisionersShare,
  tokenExpiry,
  feed,
  rateLimits,
  otherUsers,
  otherSchedules,
  leftovers,
  notifications,
];

/** The names of all checks that may be skipped. */
export const CHECK_NAMES: readonly string[] = CHECKS.filter((check) => check.skippable).map(
  (check) => check.name,
);

/** A check and what came of it. */
export interface JudgedCheck {
  readonly name: string;
  readonly rank: CheckRank;
  readonly result: CheckResult | { readonly kind: 'skipped' };
}

/** What came of every check, in their order. */
export function judgeChecks(inputs: CheckInputs): readonly JudgedCheck[] {
  return CHECKS.map(({ name, rank, skippable, judge }) => ({
    name,
    rank,
    result: skippable && inputs.plan.skipPreflight.has(name) ? { kind: 'skipped' as const } : judge(inputs),
  }));
}

/** What was found by checks of one rank, all at once. */
export function findingsOf(judged: readonly JudgedCheck[], rank: CheckRank): readonly PreflightFinding[] {
  return judged.flatMap((one) =>
    one.rank === rank && one.result.kind === 'found'
      ? one.result.findings.map((finding) => ({ check: one.name, ...finding }))
      : [],
  );
}
