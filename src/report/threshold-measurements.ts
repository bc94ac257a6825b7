import { outcomePhase, phaseSamples, type RunResult, type RunResults } from '../scaletest/autostart/index.js';
import { isDue, type Phase } from '../storm/index.js';
import type { Measurements } from '../thresholds/index.js';

/** How often a deployment's executor looks for workspaces that are due: the longest tick delay there can be. */
export const EXECUTOR_INTERVAL_MS = 60_000;

/**
 * What thresholds ask about a run. A phase has more samples here than in the report's table: a start that ended in it,
 * without getting through, ranks as Infinity, or a limit would be held by the few that survived.
 */
export function thresholdMeasurements(results: RunResults): Measurements {
  const samples = phaseSamples(results.runs);
  const due = results.runs.filter(({ outcome }) => isDue(outcome));
  return {
    latenciesMs: {
      ready: samples.totalMs,
      ready_after_first: samples.afterFirstMs,
      ready_worst: samples.afterFirstMs.map((ms, at) => withWorstTick(ms, samples.totalMs[at] ?? ms)),
      tick_delay: samples.tickDelayMs,
      creation_spread: samples.creationSpreadMs,
      trigger: throughPhase(due, 'trigger', ({ triggerMs }) => triggerMs),
      queue: throughPhase(due, 'queue', ({ queueMs }) => queueMs),
      build: throughPhase(due, 'build', (run) => (run.negativeQueueWait ? null : run.buildMs)),
      agent: throughPhase(due, 'agent', ({ agentMs }) => agentMs),
      startup: throughPhase(due, 'startup', ({ startupMs }) => startupMs),
    },
    counts: { ...results.outcomes, usable: results.successfulRuns, interrupted: interruptedWhenDue(results) },
    due: results.due,
    askedFor: results.totalRuns,
  };
}

/** Of all that entered a phase how long it took them, in milliseconds; Infinity for those that it kept. */
function throughPhase(
  due: readonly RunResult[],
  phase: Phase,
  took: (run: RunResult) => number | null,
): readonly number[] {
  return due.flatMap((run) =>
    outcomePhase(run.outcome) === phase ? [Number.POSITIVE_INFINITY] : (took(run) ?? []),
  );
}

/**
 * Never better than what was observed, where a tick came later than it should. In whole microseconds, as all times are:
 * a sum of milliseconds is off by a few units in the last place.
 */
function withWorstTick(afterFirstMs: number, observedMs: number): number {
  return Math.max(observedMs, (Math.round(afterFirstMs * 1000) + EXECUTOR_INTERVAL_MS * 1000) / 1000);
}

/** Whoever was stopped during set-up was never due, and no part of a share of all due. */
function interruptedWhenDue({ runs }: RunResults): number {
  return runs.filter(({ outcome }) => outcome.kind === 'interrupted' && outcome.phase !== 'setup').length;
}
