import type { HarnessResults } from '../harness/index.js';
import { harnessResults } from '../harness/index.js';
import type { RunResult } from './result.js';
import { endToEndLatencyMs, triggerToCompletionLatencyMs } from './result.js';
import type { RunResults } from './results.js';

const TEST_NAME = 'autostart';

/** What a harness collects of one workspace, in the keys of Coder's tool; `null` where unknown. */
export function runMetrics(run: RunResult): Readonly<Record<string, unknown>> {
  return {
    end_to_end_latency_seconds: inSeconds(endToEndLatencyMs(run)),
    trigger_to_completion_seconds: inSeconds(triggerToCompletionLatencyMs(run)),
    workspace_id: run.workspaceId,
    workspace_name: run.workspaceName,
  };
}

/**
 * The results in the harness's format: one run per workspace, numbered in their order. A run lasts from storing the
 * schedule to the completed build; where either is unknown it lasts 0, and the metrics say `null`.
 */
export function toHarnessResults(results: RunResults): HarnessResults {
  const runs = results.runs.map((run, at) => ({
    fullId: `${TEST_NAME}/${at}`,
    testName: TEST_NAME,
    id: String(at),
    logs: '',
    error: run.error,
    startedAtMs: startMs(run),
    durationMs: endToEndLatencyMs(run) ?? 0,
    metrics: runMetrics(run),
  }));
  const ends = runs.map((run) => run.startedAtMs + run.durationMs);
  const starts = runs.filter((run) => run.startedAtMs > 0).map((run) => run.startedAtMs);
  return harnessResults(runs, starts.length === 0 ? 0 : largest(ends) - smallest(starts));
}

function startMs(run: RunResult): number {
  return (run.configTime?.us ?? run.scheduledTime?.us ?? 0) / 1000;
}

function inSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1000;
}

/** Not `Math.max(...)`: a storm may have more workspaces than a call may have arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}
