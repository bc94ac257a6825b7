import type { StormStart } from '../analysis/index.js';
import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { isDue, type Outcome } from '../storm/index.js';

/**
 * What the analysis needs of each workspace that was due, in their order. A build made by others counts as none.
 *
 * Nobody notes when a wait was interrupted. All waits were at the same moment, and not before the last thing that is
 * known of the storm: that is what an interrupted one was waited for at least.
 */
export function stormStarts({ runs }: RunResults): readonly StormStart[] {
  const due = runs.filter((run) => isDue(run.outcome));
  const lastUs = due.reduce((last, run) => Math.max(last, lastKnownUs(run)), Number.NEGATIVE_INFINITY);
  return due.flatMap((run) => start(run, lastUs));
}

function lastKnownUs({ build, usableTime }: RunResult): number {
  const times = [build?.createdAt, build?.startedAt, build?.completedAt, usableTime];
  return Math.max(...times.map((time) => time?.us ?? Number.NEGATIVE_INFINITY));
}

function start(run: RunResult, lastUs: number): StormStart[] {
  const { scheduledTime, reaped, negativeQueueWait, totalMs } = run;
  if (scheduledTime === null) return [];
  const build = run.build?.reason === 'autostart' ? run.build : null;
  return [
    {
      workspace: run.workspaceName,
      outcome: run.outcome.kind,
      scheduledUs: scheduledTime.us,
      createdUs: build?.createdAt.us ?? null,
      startedUs: reaped ? null : (build?.startedAt?.us ?? null),
      completedUs: build?.completedAt?.us ?? null,
      usableUs: totalMs === null ? null : scheduledTime.us + Math.round(totalMs * 1000),
      workerId: reaped ? null : (build?.workerId ?? null),
      reaped,
      negativeQueueWait,
      censoredUs: censoredUs(run.outcome, lastUs - scheduledTime.us),
    },
  ];
}

function censoredUs(outcome: Outcome, sinceScheduledUs: number): number | null {
  switch (outcome.kind) {
    case 'timed_out':
      return Math.round(outcome.waitedMs * 1000);
    case 'interrupted':
      return Number.isFinite(sinceScheduledUs) ? Math.max(0, sinceScheduledUs) : null;
    default:
      return null;
  }
}
