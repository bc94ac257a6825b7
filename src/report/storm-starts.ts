import type { StormStart } from '../analysis/index.js';
import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { isDue } from '../storm/index.js';

/** What the analysis needs of each workspace that was due, in their order. A build made by others counts as none. */
export function stormStarts({ runs }: RunResults): readonly StormStart[] {
  return runs.flatMap((run) => (isDue(run.outcome) ? start(run) : []));
}

function start(run: RunResult): StormStart[] {
  const { scheduledTime, outcome, reaped, negativeQueueWait, totalMs } = run;
  if (scheduledTime === null) return [];
  const build = run.build?.reason === 'autostart' ? run.build : null;
  return [
    {
      workspace: run.workspaceName,
      outcome: outcome.kind,
      scheduledUs: scheduledTime.us,
      createdUs: build?.createdAt.us ?? null,
      startedUs: reaped ? null : (build?.startedAt?.us ?? null),
      completedUs: build?.completedAt?.us ?? null,
      usableUs: totalMs === null ? null : scheduledTime.us + Math.round(totalMs * 1000),
      workerId: reaped ? null : (build?.workerId ?? null),
      reaped,
      negativeQueueWait,
      censoredUs: outcome.kind === 'timed_out' ? Math.round(outcome.waitedMs * 1000) : null,
    },
  ];
}
