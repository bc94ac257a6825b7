import type { WorkspaceBuild } from '../../codersdk/index.js';
import type { AgentWait } from '../../storm/index.js';
import type { AgentTimes } from './agent-times.js';
import { agentTimes, NO_AGENT_TIMES } from './agent-times.js';
import { isReapedJob } from './classify-outcome.js';

/**
 * How long the phases of one autostart took, in milliseconds that are whole microseconds; `null` where the phase has
 * not ended, is not waited for, or cannot be known. Where a total is known, trigger + queue + build + agent + startup
 * = total exactly, in microseconds, phases that are `null` left out.
 */
export interface PhaseTimes extends AgentTimes {
  /** Scheduled minute → build created. */
  readonly triggerMs: number | null;
  /** Build created → started by a provisioner. `null` for a reaped job: no provisioner ever took it. */
  readonly queueMs: number | null;
  /** Started → completed. */
  readonly buildMs: number | null;
  /** Scheduled minute → usable; of a build that did not succeed, → completed. */
  readonly totalMs: number | null;
  /** The server's record starts the job before it creates it; see {@link phaseTimes}. */
  readonly negativeQueueWait: boolean;
  /** The server's reaper ended the job while it waited for a provisioner. */
  readonly reaped: boolean;
}

/** The phases of a workspace of which no autostart build is known. */
export const NO_PHASE_TIMES: PhaseTimes = {
  triggerMs: null,
  queueMs: null,
  buildMs: null,
  ...NO_AGENT_TIMES,
  totalMs: null,
  negativeQueueWait: false,
  reaped: false,
};

/**
 * The phases of an autostart build, from the server's timestamps, and those of its agents.
 *
 * A server takes the creation time before the creating transaction commits, so that a few jobs in a thousand start up
 * to 0.2 s "before" they are created. Such a wait is counted as zero and the build phase from the creation, which
 * keeps the sum; the raw times stay in the row, and the job is kept out of service statistics.
 * @param scheduledUs - The scheduled minute in whole microseconds since the epoch.
 * @param waitFor - Which of the agents' phases belong to it; `ready` by default.
 */
export function phaseTimes(
  build: WorkspaceBuild,
  scheduledUs: number,
  waitFor: AgentWait = 'ready',
): PhaseTimes {
  const createdUs = build.createdAt.us;
  const triggerMs = (createdUs - scheduledUs) / 1000;
  if (isReapedJob(build)) return { ...NO_PHASE_TIMES, triggerMs, reaped: true };
  const { startedAt, completedAt, status } = build.job;
  if (startedAt === null) return { ...NO_PHASE_TIMES, triggerMs };
  const startedUs = Math.max(createdUs, startedAt.us);
  const agents = agentTimes(build, waitFor);
  const end = status === 'succeeded' ? agents.usableTime : completedAt;
  return {
    triggerMs,
    queueMs: (startedUs - createdUs) / 1000,
    buildMs: completedAt === null ? null : (completedAt.us - startedUs) / 1000,
    ...agents,
    totalMs: end === null ? null : (end.us - scheduledUs) / 1000,
    negativeQueueWait: startedAt.us < createdUs,
    reaped: false,
  };
}
