import { isDue } from '../../storm/index.js';
import type { RunResult } from './result.js';

/** The latencies of a storm's due workspaces before anything is computed from them, in milliseconds, in any order. */
export interface PhaseSamples {
  /** Scheduled minute → first build created, one sample per scheduled minute: where the executor's tick stood. */
  readonly tickDelayMs: readonly number[];
  /** First build created → this build created: how fast the executor creates. */
  readonly creationSpreadMs: readonly number[];
  /** Scheduled minute → build created. */
  readonly triggerMs: readonly number[];
  /** Build created → started by a provisioner; negative waits count as zero, reaped jobs not at all. */
  readonly queueMs: readonly number[];
  /** Started → completed, of usable workspaces without those whose queue wait is negative. */
  readonly buildMs: readonly number[];
  /** Completed → agent first connected, of those whose agents did; negative intervals count as zero. */
  readonly agentMs: readonly number[];
  /** Agent connected → ready, of usable workspaces; negative intervals count as zero. */
  readonly startupMs: readonly number[];
  /** Scheduled minute → usable, of all due: one that did not become usable ranks as Infinity. */
  readonly totalMs: readonly number[];
  /** The same without the tick delay of its minute. */
  readonly afterFirstMs: readonly number[];
}

/** The samples of all workspaces of one storm. Whoever computes from them has the same population. */
export function phaseSamples(runs: readonly RunResult[]): PhaseSamples {
  const due = runs.filter((run) => isDue(run.outcome));
  const triggered = due.filter((run) => run.triggerMs !== null);
  const firstMs = new Map<number, number>();
  for (const run of triggered) {
    const minute = run.scheduledTime?.us ?? 0;
    firstMs.set(minute, Math.min(firstMs.get(minute) ?? Number.POSITIVE_INFINITY, run.triggerMs ?? 0));
  }
  const sinceFirst = (run: RunResult, ms: number): number =>
    wholeUs(ms - (firstMs.get(run.scheduledTime?.us ?? 0) ?? 0));
  return {
    tickDelayMs: [...firstMs.values()],
    creationSpreadMs: triggered.map((run) => sinceFirst(run, run.triggerMs ?? 0)),
    triggerMs: known(triggered.map((run) => run.triggerMs)),
    queueMs: known(due.map((run) => run.queueMs)),
    buildMs: known(due.filter((run) => run.success && !run.negativeQueueWait).map((run) => run.buildMs)),
    agentMs: known(due.map((run) => run.agentMs)),
    startupMs: known(due.map((run) => (run.success ? run.startupMs : null))),
    totalMs: due.map((run) => run.totalMs ?? Number.POSITIVE_INFINITY),
    afterFirstMs: due.map((run) => sinceFirst(run, run.totalMs ?? Number.POSITIVE_INFINITY)),
  };
}

function known(samples: readonly (number | null)[]): number[] {
  return samples.filter((sample) => sample !== null);
}

/** Differences of milliseconds are off by a few units in the last place; the times are whole microseconds. */
function wholeUs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
