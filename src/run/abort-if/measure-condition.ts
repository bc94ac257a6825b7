import { percentileOf } from '../../stats/index.js';
import { type AbortCondition, holds, type RateCondition } from '../../thresholds/index.js';
import { formatDurationMs } from '../../time/index.js';
import type { EndingStep, RecentEndings } from './ending-window.js';
import type { RecentRequests } from './request-window.js';

/** Fewer than these say nothing yet. */
const LEAST_ENDINGS = 10;
const LEAST_REQUESTS = 20;

/** Whether a condition is held against endings; all others against requests. */
export function isOfEndings(condition: AbortCondition): condition is RateCondition {
  return condition.kind === 'rate' && condition.metric === 'failed_rate';
}

const ENDED: Readonly<Record<EndingStep, string>> = {
  user: 'user creations',
  login: 'logins',
  workspace: 'workspace creations',
  start: 'set-up starts',
  stop: 'set-up stops',
  barrier: 'waits for all to be set up',
  schedule: 'schedules to store',
  scheduled: 'autostarts',
};

/**
 * What was measured where a condition on endings holds, for people; `null` where it does not, or too few ended.
 * @param workspaceCount - Of the run: a small one has fewer endings than are usually wanted.
 */
export function measureEndings(
  condition: RateCondition,
  { step, failed, ended, underWay }: RecentEndings,
  workspaceCount: number,
): string | null {
  if (ended < Math.min(LEAST_ENDINGS, workspaceCount)) return null;
  const still = underWay === 0 ? '' : `, ${underWay} of them under way`;
  return measureShare(condition, failed, ended + underWay, `latest ${ENDED[step]}${still}`);
}

/** The same of any other condition; `null` also where too few requests were seen. */
export function measureRequests(
  condition: AbortCondition,
  { durationsMs, errors }: RecentRequests,
): string | null {
  const count = durationsMs.length;
  if (count < LEAST_REQUESTS) return null;
  if (condition.kind === 'rate') return measureShare(condition, errors, count, 'requests of the last minute');
  const measuredMs = percentileOf(durationsMs, condition.p);
  return measuredMs !== null && holds(measuredMs, condition.comparison, condition.limitMs)
    ? `${formatDurationMs(Math.round(measuredMs))} in ${count} requests of the last minute`
    : null;
}

function measureShare(
  { comparison, limitPercent }: RateCondition,
  part: number,
  whole: number,
  what: string,
): string | null {
  const percent = (100 * part) / whole;
  return holds(percent, comparison, limitPercent)
    ? `${percent.toFixed(1)} %, ${part} of the ${whole} ${what}`
    : null;
}
