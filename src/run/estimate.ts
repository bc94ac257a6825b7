import type { BuildTimes, Template } from '../codersdk/index.js';
import { meanOf } from '../stats/index.js';

/** What a run is estimated from. */
export interface EstimateInputs {
  readonly workspaceCount: number;
  readonly provisioners: number;
  readonly buildTimeStats: Template['buildTimeStats'];
  readonly scheduleWindowMinutes: number;
  /** Builds in flight during set-up; `null`: as many as there are provisioners. */
  readonly setupConcurrency: number | null;
  /** Builds in flight during cleanup; by default as many as there are provisioners. */
  readonly cleanupConcurrency?: number | null;
  readonly passwordUsers: boolean;
  readonly cleanup: boolean;
  /** Agents that are waited for, `null`: not known; and how long the slowest of running workspaces took. */
  readonly agents: { readonly count: number | null; readonly slowestMs: number | null };
}

/** How long a run will take on the deployment's clock, and how many requests; `null`: not known. */
export interface RunEstimate {
  readonly setupMs: number | null;
  /** From the scheduled minute to the end of the last build, with the worst tick. */
  readonly stormMs: number | null;
  /** From the end of the last build until its agents are as far as they are waited for. */
  readonly agentMs: number | null;
  readonly cleanupMs: number | null;
  readonly requests: number;
}

/** Builds that one replica's executor creates a second, as measured on a real server with one replica. */
const CREATION_RATE_PER_SECOND = 75;
const EXECUTOR_PERIOD_MS = 60_000;

/** Estimates set-up, storm and cleanup from the number of provisioners and the template's own build times. */
export function estimateRun(inputs: EstimateInputs): RunEstimate {
  const { workspaceCount: count, provisioners } = inputs;
  const meanStartMs = meanOfStats(inputs.buildTimeStats.start);
  const meanStopMs = meanOfStats(inputs.buildTimeStats.stop);
  const meanDeleteMs = meanOfStats(inputs.buildTimeStats.delete);
  const { agents } = inputs;
  const drain = (meanMs: number | null, atOnce = provisioners): number | null =>
    meanMs === null || atOnce === 0 ? null : Math.ceil(count / atOnce) * meanMs;
  const setupAtOnce = Math.min(provisioners, inputs.setupConcurrency ?? provisioners);
  const cleanupAtOnce = Math.min(provisioners, inputs.cleanupConcurrency ?? provisioners);
  const setupStartMs = drain(meanStartMs, setupAtOnce);
  const setupStopMs = drain(meanStopMs, setupAtOnce);
  const startDrain = drain(meanStartMs);
  const creationMs = (count / CREATION_RATE_PER_SECOND) * 1000;
  const windowMs = inputs.scheduleWindowMinutes * 60_000;
  return {
    setupMs: setupStartMs === null || setupStopMs === null ? null : setupStartMs + setupStopMs,
    stormMs: startDrain === null ? null : EXECUTOR_PERIOD_MS + windowMs + Math.max(creationMs, startDrain),
    agentMs: agents.count === 0 ? 0 : agents.slowestMs,
    cleanupMs: inputs.cleanup ? drain(meanDeleteMs, cleanupAtOnce) : 0,
    requests: count * requestsPerWorkspace(inputs) + Math.ceil(count / 500) * 6 + 30,
  };
}

/** User, workspace, stop, schedule; the login; and to clean up: schedule, delete, user. */
function requestsPerWorkspace(inputs: EstimateInputs): number {
  return 4 + (inputs.passwordUsers ? 1 : 0) + (inputs.cleanup ? 3 : 1);
}

/** The mean of a lognormal with the given median and 95th percentile, which build times resemble. */
function meanOfStats({ p50Ms, p95Ms }: BuildTimes): number | null {
  if (p50Ms === null) return null;
  if (p50Ms <= 0 || p95Ms === null || p95Ms <= p50Ms) return p50Ms;
  return meanOf({ kind: 'lognormal', p50: p50Ms, p95: p95Ms });
}

/** The sum of times, in milliseconds; unknown where a part is. */
export function sum(...parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}
