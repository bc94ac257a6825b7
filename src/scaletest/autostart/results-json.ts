import type { Outcome, OutcomeKind } from '../../storm/index.js';
import { lastConnected, lastReady } from './agent-times.js';
import { outcomePhase } from './describe-outcome.js';
import type { RunResult } from './result.js';
import { endToEndLatencyMs, triggerToCompletionLatencyMs } from './result.js';
import type { Percentiles, RunResults, StageTimings } from './results.js';

/** Raised when the meaning of a key changes or a key goes away; new keys do not raise it. */
export const RESULTS_SCHEMA_VERSION = 1;

/**
 * Results in the keys of Coder's `scaletest/autostart`, with ours beside them. Latencies are milliseconds, `null`
 * where unknown; percentiles are nearest-rank. Upstream's are of the workspaces that became usable; the headline, of
 * all due, is in `phases`.
 */
export interface RunResultsJson {
  readonly schema_version: number;
  readonly total_runs: number;
  readonly successful_runs: number;
  readonly failed_runs: number;
  readonly end_to_end_latency_p50_ms: number | null;
  readonly end_to_end_latency_p95_ms: number | null;
  readonly end_to_end_latency_p99_ms: number | null;
  readonly trigger_to_completion_p50_ms: number | null;
  readonly trigger_to_completion_p95_ms: number | null;
  readonly trigger_to_completion_p99_ms: number | null;
  /** How many workspaces had each outcome; the counts add up to `total_runs`. */
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Workspaces that were scheduled. */
  readonly due: number;
  readonly phases: PhasesJson;
  /** Builds that the server's record starts before it creates them: their wait counts as zero. */
  readonly negative_queue_waits: number;
  /** Builds that the server gave up while they waited for a provisioner. */
  readonly reaped_jobs: number;
  /** Workspaces of which an agent is connected before its build ended, or ready before it connected: counted as zero. */
  readonly negative_agent_intervals: number;
  /** `null`: not asked for. */
  readonly stage_timings: StageTimingsJson | null;
  readonly runs: readonly RunResultJson[];
}

/** Nearest-rank percentiles, milliseconds, of `n` samples. */
export interface PercentilesJson {
  readonly n: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
}

/**
 * Where the time went, over the workspaces that were due; see `PhasePercentiles`. A percentile is `null` where there
 * is no sample, and in `total_of_all_due` where it was not reached: too few of all due became usable.
 */
export interface PhasesJson {
  readonly tick_delay: PercentilesJson;
  readonly creation_spread: PercentilesJson;
  readonly queue: PercentilesJson;
  readonly build: PercentilesJson;
  /** Build completed → the last agent connected. */
  readonly agent: PercentilesJson;
  /** The last agent connected → the last one ready, by the agents' own clocks. */
  readonly startup: PercentilesJson;
  /** The headline. Its `n` is `due`. */
  readonly total_of_all_due: PercentilesJson;
}

/** The stages of a sample of builds, by the clocks of the provisioners' hosts; see `StageTimings`. */
export interface StageTimingsJson {
  readonly clock: string;
  readonly builds: number;
  readonly asked: number;
  readonly timed: number;
  readonly stages: readonly (PercentilesJson & { readonly stage: string })[];
}

/** One workspace. Instants are RFC 3339 in the server's own digits. */
export interface RunResultJson {
  readonly workspace_id: string | null;
  readonly workspace_name: string;
  readonly success: boolean;
  readonly error: string | null;
  readonly end_to_end_latency_ms: number | null;
  readonly trigger_to_completion_ms: number | null;
  readonly outcome: Outcome['kind'];
  /** The phase, or the step of set-up, in which it ended; `null` for a usable workspace. */
  readonly phase: string | null;
  readonly scheduled_at: string | null;
  readonly build_number: number | null;
  readonly build_created_at: string | null;
  readonly job_started_at: string | null;
  readonly job_completed_at: string | null;
  /** When the last agent of the build first connected; `null` while one has not. */
  readonly agent_connected_at: string | null;
  /** When the last agent became ready, by its own clock; `null` while one is not. */
  readonly agent_ready_at: string | null;
  /** End of the last phase that was waited for: `scheduled_at` + `total_ms`. */
  readonly usable_at: string | null;
  readonly trigger_ms: number | null;
  readonly queue_ms: number | null;
  readonly build_ms: number | null;
  readonly agent_ms: number | null;
  readonly startup_ms: number | null;
  readonly total_ms: number | null;
}

export function runResultsToJson(results: RunResults): RunResultsJson {
  const { endToEnd, triggerToCompletion, phases } = results;
  return {
    schema_version: RESULTS_SCHEMA_VERSION,
    total_runs: results.totalRuns,
    successful_runs: results.successfulRuns,
    failed_runs: results.failedRuns,
    end_to_end_latency_p50_ms: endToEnd.p50Ms,
    end_to_end_latency_p95_ms: endToEnd.p95Ms,
    end_to_end_latency_p99_ms: endToEnd.p99Ms,
    trigger_to_completion_p50_ms: triggerToCompletion.p50Ms,
    trigger_to_completion_p95_ms: triggerToCompletion.p95Ms,
    trigger_to_completion_p99_ms: triggerToCompletion.p99Ms,
    outcomes: results.outcomes,
    due: results.due,
    phases: {
      tick_delay: percentilesToJson(phases.tickDelay),
      creation_spread: percentilesToJson(phases.creationSpread),
      queue: percentilesToJson(phases.queue),
      build: percentilesToJson(phases.build),
      agent: percentilesToJson(phases.agent),
      startup: percentilesToJson(phases.startup),
      total_of_all_due: percentilesToJson(phases.total),
    },
    negative_queue_waits: results.negativeQueueWaits,
    reaped_jobs: results.reapedJobs,
    negative_agent_intervals: results.negativeAgentIntervals,
    stage_timings: results.stageTimings && stageTimingsToJson(results.stageTimings),
    runs: results.runs.map(runResultToJson),
  };
}

function stageTimingsToJson({ clock, builds, asked, timed, stages }: StageTimings): StageTimingsJson {
  return {
    clock,
    builds,
    asked,
    timed,
    stages: stages.map((stage) => ({ stage: stage.stage, ...percentilesToJson(stage) })),
  };
}

function percentilesToJson({ n, p50Ms, p95Ms, p99Ms }: Percentiles): PercentilesJson {
  return { n, p50_ms: ifReached(p50Ms), p95_ms: ifReached(p95Ms), p99_ms: ifReached(p99Ms) };
}

function ifReached(ms: number | null): number | null {
  return ms === Number.POSITIVE_INFINITY ? null : ms;
}

function runResultToJson(run: RunResult): RunResultJson {
  return {
    workspace_id: run.workspaceId,
    workspace_name: run.workspaceName,
    success: run.success,
    error: run.error,
    end_to_end_latency_ms: endToEndLatencyMs(run) ?? null,
    trigger_to_completion_ms: triggerToCompletionLatencyMs(run) ?? null,
    outcome: run.outcome.kind,
    phase: outcomePhase(run.outcome),
    scheduled_at: run.scheduledTime?.text ?? null,
    build_number: run.build?.number ?? null,
    build_created_at: run.build?.createdAt.text ?? null,
    job_started_at: run.build?.startedAt?.text ?? null,
    job_completed_at: run.build?.completedAt?.text ?? null,
    agent_connected_at: lastConnected(run.agents)?.text ?? null,
    agent_ready_at: lastReady(run.agents)?.text ?? null,
    usable_at: run.usableTime?.text ?? null,
    trigger_ms: run.triggerMs,
    queue_ms: run.queueMs,
    build_ms: run.buildMs,
    agent_ms: run.agentMs,
    startup_ms: run.startupMs,
    total_ms: run.totalMs,
  };
}
