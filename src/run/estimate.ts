import type { Template } from '../codersdk/index.js';

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
}

/** How long a run will take on the deployment's clock, and how many requests; `null`: not known. */
export interface RunEstimate {
  readonly setupMs: number | null;
  /** From the scheduled minute to the end of the last build, with the worst tick. */
  readonly stormMs: number | null;
  readonly cleanupMs: number | null;
  readonly requests: number;
  /** Mean build times that the estimate used, in milliseconds. */
  readonly meanStartMs: number | null;
  readonly meanStopMs: number | null;
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
    cleanupMs: inputs.cleanup ? drain(meanDeleteMs, cleanupAtOnce) : 0,
    requests: count * requestsPerWorkspace(inputs) + Math.ceil(count / 500) * 6 + 30,
    meanStartMs,
    meanStopMs,
  };
}

/** User, workspace, stop, schedule; the login; and to clean up: schedule, delete, user. */
function requestsPerWorkspace(inputs: EstimateInputs): number {
  return 4 + (inputs.passwordUsers ? 1 : 0) + (inputs.cleanup ? 3 : 1);
}

/** The mean of a lognormal with the given median and 95th percentile, which build times resemble. */
function meanOfStats(stats: { readonly p50Ms: number | null; readonly p95Ms: number | null }): number | null {
  if (stats.p50Ms === null) return null;
  if (stats.p95Ms === null || stats.p95Ms <= stats.p50Ms) return stats.p50Ms;
  const sigma = Math.log(stats.p95Ms / stats.p50Ms) / 1.6448536269514722;
  return stats.p50Ms * Math.exp((sigma * sigma) / 2);
}
