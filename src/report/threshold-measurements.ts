import { phaseSamples, type RunResults } from '../scaletest/autostart/index.js';
import type { Measurements } from '../thresholds/index.js';

/** How often a deployment's executor looks for workspaces that are due: the longest tick delay there can be. */
export const EXECUTOR_INTERVAL_MS = 60_000;

/** What thresholds ask about a run: the populations are those of its report. */
export function thresholdMeasurements(results: RunResults): Measurements {
  const samples = phaseSamples(results.runs);
  return {
    latenciesMs: {
      ready: samples.totalMs,
      ready_after_first: samples.afterFirstMs,
      ready_worst: samples.afterFirstMs.map(withWorstTick),
      tick_delay: samples.tickDelayMs,
      creation_spread: samples.creationSpreadMs,
      trigger: samples.triggerMs,
      queue: samples.queueMs,
      build: samples.buildMs,
      agent: samples.agentMs,
      startup: samples.startupMs,
    },
    counts: { ...results.outcomes, usable: results.successfulRuns, interrupted: interruptedWhenDue(results) },
    due: results.due,
    askedFor: results.totalRuns,
  };
}

/** In whole microseconds, as all times are: a sum of milliseconds is off by a few units in the last place. */
function withWorstTick(afterFirstMs: number): number {
  return (Math.round(afterFirstMs * 1000) + EXECUTOR_INTERVAL_MS * 1000) / 1000;
}

/** Whoever was stopped during set-up was never due, and no part of a share of all due. */
function interruptedWhenDue({ runs }: RunResults): number {
  return runs.filter(({ outcome }) => outcome.kind === 'interrupted' && outcome.phase !== 'setup').length;
}
