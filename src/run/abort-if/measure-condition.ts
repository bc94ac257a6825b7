import { percentileOf } from '../../stats/index.js';
import { type AbortCondition, holds } from '../../thresholds/index.js';
import { formatDurationMs } from '../../time/index.js';
import type { RecentEndings } from './ending-window.js';
import type { RecentRequests } from './request-window.js';

/** Fewer than these say nothing yet. */
const LEAST_ENDINGS = 10;
const LEAST_REQUESTS = 20;

/** What conditions are held against. */
export interface Recent {
  readonly requests: RecentRequests;
  readonly endings: RecentEndings;
  /** Workspaces of the run: a small one has fewer endings than are usually wanted. */
  readonly workspaceCount: number;
}

/** What was measured where the condition holds, for people; `null` where it does not, or too little was seen. */
export function measureCondition(condition: AbortCondition, recent: Recent): string | null {
  const { requests, endings, workspaceCount } = recent;
  const { durationsMs } = requests;
  if (condition.kind === 'request_latency') {
    const measuredMs = percentileOf(durationsMs, condition.p);
    if (measuredMs === null || durationsMs.length < LEAST_REQUESTS) return null;
    return holds(measuredMs, condition.comparison, condition.limitMs)
      ? `${formatDurationMs(Math.round(measuredMs))} in ${durationsMs.length} requests of the last minute`
      : null;
  }
  const [part, whole, least, what] =
    condition.metric === 'failed_rate'
      ? [endings.failed, endings.ended, Math.min(LEAST_ENDINGS, workspaceCount), 'latest set-ups and starts']
      : [requests.errors, durationsMs.length, LEAST_REQUESTS, 'requests of the last minute'];
  const percent = (100 * part) / whole;
  return whole >= least && holds(percent, condition.comparison, condition.limitPercent)
    ? `${percent.toFixed(1)} %, ${part} of the ${whole} ${what}`
    : null;
}
