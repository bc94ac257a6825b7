import type { StageSample } from '../../collect/index.js';
import { nearestRank } from '../../stats/index.js';
import type { OutcomeKind } from '../../storm/index.js';
import { isDue, OUTCOME_KINDS } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';
import { phaseSamples } from './phase-samples.js';
import type { RunResult } from './result.js';
import { endToEndLatencyMs, triggerToCompletionLatencyMs } from './result.js';
import type { RunResultsJson } from './results-json.js';
import { runResultsToJson } from './results-json.js';

/** Nearest-rank percentiles in milliseconds with the number of samples behind them; `null` when there is none. */
export interface Percentiles {
  readonly n: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** Where the time went, over the storm's workspaces. Each phase has its own n. */
export interface PhasePercentiles {
  /** Scheduled minute → first build created, one sample per scheduled minute: where the executor's tick stood. */
  readonly tickDelay: Percentiles;
  /** First build created → this build created: how fast the executor creates. */
  readonly creationSpread: Percentiles;
  /** Build created → started by a provisioner; negative waits count as zero, reaped jobs not at all. */
  readonly queue: Percentiles;
  /** Started → completed, of usable workspaces without those whose queue wait is negative. */
  readonly build: Percentiles;
  /** Build completed → the last agent connected; where that is waited for, whatever came of it. */
  readonly agent: Percentiles;
  /** The last agent connected → the last one ready; of usable workspaces, by the agents' own clocks. */
  readonly startup: Percentiles;
  /** Scheduled minute → usable, of all due: one that did not become usable ranks as Infinity. */
  readonly total: Percentiles;
}

/** How long one stage of a build took on the provisioner's host, by the clock of that host. */
export interface StageTimes extends Percentiles {
  /** `init`, `plan`, `apply`, `graph`; other servers know others. */
  readonly stage: string;
}

/** The stages of a sample of the storm's builds. */
export interface StageTimings {
  /** Whose clock the times are of: not the server's, so they compare with nothing but each other. */
  readonly clock: 'provisioner host';
  /** Builds that could have been asked for: those of usable workspaces. */
  readonly builds: number;
  /** Builds asked for. */
  readonly asked: number;
  /** Builds of which the server knew at least one stage. */
  readonly timed: number;
  /** In the order in which builds go through them. */
  readonly stages: readonly StageTimes[];
}

/** The results of all workspaces and everything computed from them. Makes no copy of the runs. */
export class RunResults {
  readonly runs: readonly RunResult[];
  /** How many workspaces had each outcome; the counts add up to the number of runs. */
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Workspaces that were scheduled. */
  readonly due: number;
  /** The earliest scheduled minute; `null` when nothing was scheduled. */
  readonly scheduledTime: Instant | null;
  /** Latencies as Coder's tool has them: of the completed ones only. */
  readonly endToEnd: Percentiles;
  readonly triggerToCompletion: Percentiles;
  readonly phases: PhasePercentiles;
  /** Builds that the server's record starts before it creates them. */
  readonly negativeQueueWaits: number;
  /** Builds that the server gave up while they waited for a provisioner. */
  readonly reapedJobs: number;
  /** Workspaces of which an agent is recorded as connected before its build ended, or ready before it connected. */
  readonly negativeAgentIntervals: number;
  /** `null`: not asked for. */
  readonly stageTimings: StageTimings | null;

  constructor(runs: readonly RunResult[], stageTimings: StageTimings | null = null) {
    this.runs = runs;
    this.stageTimings = stageTimings;
    this.outcomes = countOutcomes(runs);
    const due = runs.filter((run) => isDue(run.outcome));
    this.due = due.length;
    this.scheduledTime = earliest(due);
    this.endToEnd = percentiles(known(runs.map(endToEndLatencyMs)));
    this.triggerToCompletion = percentiles(known(runs.map(triggerToCompletionLatencyMs)));
    this.phases = phasePercentiles(runs);
    this.negativeQueueWaits = runs.filter((run) => run.negativeQueueWait).length;
    this.reapedJobs = runs.filter((run) => run.reaped).length;
    this.negativeAgentIntervals = runs.filter((run) => run.negativeAgentInterval).length;
  }

  get totalRuns(): number {
    return this.runs.length;
  }

  /** Workspaces that became usable. */
  get successfulRuns(): number {
    return this.outcomes.ready + this.outcomes.started;
  }

  get failedRuns(): number {
    return this.totalRuns - this.successfulRuns;
  }

  /** The form that `JSON.stringify` writes. */
  toJSON(): RunResultsJson {
    return runResultsToJson(this);
  }
}

/** Everything that is computed from the results of all workspaces of one storm. */
export function summarizeRuns(
  runs: readonly RunResult[],
  stageTimings: StageTimings | null = null,
): RunResults {
  return new RunResults(runs, stageTimings);
}

/**
 * The stages of a storm's builds from a sample of them.
 * @param builds - How many builds the sample was drawn from.
 */
export function stageTimings(sample: StageSample, builds: number): StageTimings {
  const { asked, timed, stages } = sample;
  return {
    clock: 'provisioner host',
    builds,
    asked,
    timed,
    stages: [...stages].map(([stage, times]) => ({ stage, ...percentiles(times) })),
  };
}

function phasePercentiles(runs: readonly RunResult[]): PhasePercentiles {
  const samples = phaseSamples(runs);
  return {
    tickDelay: percentiles(samples.tickDelayMs),
    creationSpread: percentiles(samples.creationSpreadMs),
    queue: percentiles(samples.queueMs),
    build: percentiles(samples.buildMs),
    agent: percentiles(samples.agentMs),
    startup: percentiles(samples.startupMs),
    total: percentiles(samples.totalMs),
  };
}

function percentiles(samples: readonly number[]): Percentiles {
  if (samples.length === 0) return { n: 0, p50Ms: null, p95Ms: null, p99Ms: null };
  const sorted = Float64Array.from(samples).sort();
  return {
    n: sorted.length,
    p50Ms: nearestRank(sorted, 0.5),
    p95Ms: nearestRank(sorted, 0.95),
    p99Ms: nearestRank(sorted, 0.99),
  };
}

function countOutcomes(runs: readonly RunResult[]): Record<OutcomeKind, number> {
  const counts = Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 0])) as Record<OutcomeKind, number>;
  for (const run of runs) counts[run.outcome.kind] += 1;
  return counts;
}

function earliest(due: readonly RunResult[]): Instant | null {
  let first: Instant | null = null;
  for (const { scheduledTime } of due) {
    if (scheduledTime !== null && (first === null || scheduledTime.us < first.us)) first = scheduledTime;
  }
  return first;
}

function known(samples: readonly (number | undefined)[]): number[] {
  return samples.filter((sample) => sample !== undefined);
}
