import type { BinnedSeries, StepSeries, StormAnalysis } from '../../../src/analysis/index.js';
import type { Report } from '../../../src/report/report.js';
import { outcomeError, type RunResult, summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import { seededDraws } from '../../../src/stats/index.js';
import { isDue, type Outcome } from '../../../src/storm/index.js';
import type { ThresholdVerdict } from '../../../src/thresholds/index.js';
import { instantFromUs, parseInstant } from '../../../src/time/index.js';
import { ENVIRONMENT } from '../samples.js';

/** What a sample storm is like. Shares are of all workspaces. */
export interface SampleStorm {
  readonly count: number;
  readonly provisioners: number;
  readonly seed?: string;
  readonly agents?: boolean;
  readonly failedShare?: number;
  readonly missedShare?: number;
  readonly setupFailedShare?: number;
  /** Waits end so long after the scheduled minute. */
  readonly waitMs?: number;
  /** Where the server's texts come from; the names of workspaces and the causes of failures. */
  readonly text?: (what: 'name' | 'cause', index: number) => string;
  readonly thresholds?: readonly ThresholdVerdict[];
}

type SampleRun = RunResult;

const SCHEDULED = parseInstant('2026-11-23T09:00:00Z');
const TICK_MS = 43_000;

export const THRESHOLDS: readonly ThresholdVerdict[] = [
  { text: 'ready_worst_p95<5m', status: 'passed', measured: 252_000, measuredText: '4m12s' },
  { text: 'usable>=99%', status: 'crossed', measured: 0.985, measuredText: '98.5 %' },
  { text: 'missed==0', status: 'crossed', measured: 3, measuredText: '3' },
  { text: 'agent_p99<30s', status: 'not_evaluated', measured: null, measuredText: 'no agent was waited for' },
];

const CAUSES = [
  'terraform apply: exit status 1: Error: creating EC2 Instance: InsufficientInstanceCapacity',
  'quota exceeded: the group “engineering” has 0 credits left',
  'pull image: toomanyrequests: You have reached your pull rate limit',
];

/** A report of a storm that never was. The same storm gives the same report. */
export function sampleReport(storm: SampleStorm): Report {
  const results = summarizeRuns(sampleRuns(storm));
  return {
    results,
    analysis: sampleAnalysis(results.runs as readonly SampleRun[], storm),
    thresholds: storm.thresholds ?? THRESHOLDS,
    environment: {
      ...ENVIRONMENT,
      count: storm.count,
      seed: storm.seed ?? 'sample',
      howObtained: {
        tick_delay:
          "scheduled minute to the first build's created_at: where the executor's tick stood; not load",
        queue: "the job's started_at minus the build's created_at, server's clock",
        percentiles: 'nearest rank, never interpolated',
      },
    },
  };
}

function sampleRuns(storm: SampleStorm): readonly SampleRun[] {
  const { count, provisioners, seed = 'sample', agents = true, waitMs = Number.POSITIVE_INFINITY } = storm;
  const { failedShare = 0, missedShare = 0, setupFailedShare = 0 } = storm;
  const draw = seededDraws(`${seed}/${count}`);
  const text =
    storm.text ??
    ((what, index) =>
      what === 'name' ? `scaletest-k3x9q0az-${index}` : (CAUSES[index % CAUSES.length] ?? ''));
  const freeAtMs = new Float64Array(provisioners);
  let createdMs = TICK_MS;
  return Array.from({ length: count }, (_, index): SampleRun => {
    const fate = draw();
    const name = text('name', index);
    const base = {
      index,
      workspaceId: `w-${index}`,
      workspaceName: name,
      configTime: null,
      negativeQueueWait: false,
      negativeAgentInterval: false,
      reaped: false,
      agents: [],
      usableTime: null,
    };
    const none = {
      triggerMs: null,
      queueMs: null,
      buildMs: null,
      agentMs: null,
      startupMs: null,
      totalMs: null,
      completionTime: null,
      build: null,
    };
    if (fate < setupFailedShare) {
      return finished(
        { ...base, ...none, scheduledTime: null },
        { kind: 'setup_failed', step: 'workspace', cause: text('cause', index) },
      );
    }
    if (fate < setupFailedShare + missedShare) {
      return finished(
        { ...base, ...none, scheduledTime: SCHEDULED },
        { kind: 'missed', reason: 'owner_inactive', detail: 'the owner is dormant' },
      );
    }
    createdMs = whole(createdMs + 5 + 40 * draw());
    const worker = freeAtMs.indexOf(freeAtMs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
    const startedMs = Math.max(createdMs + 5, freeAtMs[worker] ?? 0);
    const buildMs = whole(
      16_000 + 9_000 * (draw() + draw() + draw()) + (draw() < 0.02 ? 60_000 * draw() : 0),
    );
    const completedMs = startedMs + buildMs;
    freeAtMs[worker] = completedMs;
    const [agentMs, startupMs] = agents
      ? [whole(2000 + 4000 * draw()), whole(1000 + 9000 * draw() ** 3)]
      : [null, null];
    const totalMs = completedMs + (agentMs ?? 0) + (startupMs ?? 0);
    const failed = fate > 1 - failedShare;
    const at = (ms: number) => (ms > waitMs ? null : instantFromUs(SCHEDULED.us + Math.round(ms * 1000)));
    const build = {
      id: `b-${index}`,
      number: 3,
      transition: 'start' as const,
      reason: 'autostart',
      initiatorName: 'autostart',
      ownerName: 'scaletest-user',
      jobStatus: failed ? ('failed' as const) : ('succeeded' as const),
      workerId: `${worker.toString(16).padStart(8, '0')}-7a11-4d42-9b3e-0123456789ab`,
      error: failed ? text('cause', index) : null,
      createdAt: instantFromUs(SCHEDULED.us + Math.round(createdMs * 1000)),
      startedAt: at(startedMs),
      completedAt: at(completedMs),
    };
    const times = {
      triggerMs: createdMs,
      queueMs: startedMs > waitMs ? null : startedMs - createdMs,
      buildMs: completedMs > waitMs ? null : buildMs,
      agentMs: failed || completedMs + (agentMs ?? 0) > waitMs ? null : agentMs,
      startupMs: failed || totalMs > waitMs ? null : startupMs,
    };
    const due = { ...base, ...times, build, scheduledTime: SCHEDULED };
    if (totalMs > waitMs) {
      const phase =
        times.queueMs === null
          ? 'queue'
          : times.buildMs === null
            ? 'build'
            : times.agentMs === null
              ? 'agent'
              : 'startup';
      return finished(
        { ...due, totalMs: null, completionTime: null },
        { kind: 'timed_out', phase, waitedMs: waitMs },
      );
    }
    if (failed) {
      return finished(
        { ...due, totalMs: null, completionTime: null },
        { kind: 'failed', phase: 'build', cause: text('cause', index), reaped: false },
      );
    }
    return finished(
      { ...due, totalMs, completionTime: build.completedAt },
      agents ? { kind: 'ready', totalMs } : { kind: 'started', totalMs },
    );
  });
}

function finished(run: Omit<SampleRun, 'outcome' | 'success' | 'error'>, outcome: Outcome): SampleRun {
  const error = outcomeError(outcome);
  return { ...run, outcome, success: error === null, error };
}

function sampleAnalysis(runs: readonly SampleRun[], storm: SampleStorm): StormAnalysis {
  const due = runs.filter((run) => isDue(run.outcome));
  const instants = (of: (run: SampleRun) => number | null | undefined) =>
    due.map(of).filter((us) => us !== null && us !== undefined);
  const created = instants((run) => run.build?.createdAt.us);
  const started = instants((run) => run.build?.startedAt?.us);
  const completed = instants((run) => run.build?.completedAt?.us);
  const usable = instants((run) =>
    run.totalMs === null ? null : SCHEDULED.us + Math.round(run.totalMs * 1000),
  );
  const up = (times: readonly number[]) => times.map((us) => [us, 1] as const);
  const down = (times: readonly number[]) => times.map((us) => [us, -1] as const);
  const busyProvisioners = steps([...up(started), ...down(completed)]);
  const timedOut = runs.some((run) => run.outcome.kind === 'timed_out');
  return {
    scheduledUs: due.length === 0 ? null : SCHEDULED.us,
    curves: {
      due: steps(up(due.map(() => SCHEDULED.us))),
      created: steps(up(created)),
      started: steps(up(started)),
      completed: steps(up(completed)),
      usable: steps(up(usable)),
    },
    censoredFromUs: timedOut ? SCHEDULED.us + (storm.waitMs ?? 0) * 1000 : null,
    queueDepth: steps([...up(created), ...down(started)]),
    busyProvisioners,
    creationRate: perSecond(created),
    provisioners: {
      seen: storm.provisioners,
      busiest: Math.max(0, ...busyProvisioners.value),
      effective: storm.provisioners,
      utilisation: 0.93,
    },
    serviceTimes: {
      n: completed.length,
      meanMs: 29_900,
      p50Ms: 29_500,
      p95Ms: 39_000,
      reaped: 0,
      negativeQueueWaits: 0,
    },
    bottleneck: {
      kind: 'queue',
      share: 0.78,
      sentences: [
        '78 % of the wait was queueing for a provisioner.',
        `${storm.provisioners} provisioners were busy from 09:00:44 to 09:07:12 without a pause.`,
        `${storm.provisioners * 2} would have met the target ready_worst_p95<5m.`,
      ],
    },
    inconsistencies: [],
  };
}

function steps(changes: readonly (readonly [us: number, by: number])[]): StepSeries {
  const [us, value]: [number[], number[]] = [[], []];
  let level = 0;
  for (const [at, by] of changes.toSorted((a, b) => a[0] - b[0])) {
    level += by;
    if (us.at(-1) === at) value[value.length - 1] = level;
    else {
      us.push(at);
      value.push(level);
    }
  }
  return { us, value };
}

function perSecond(times: readonly number[]): BinnedSeries {
  const fromUs = SCHEDULED.us;
  const value: number[] = [];
  for (const us of times) {
    const second = Math.floor((us - fromUs) / 1e6);
    while (value.length <= second) value.push(0);
    value[second] = (value[second] ?? 0) + 1;
  }
  return { fromUs, widthUs: 1e6, value };
}

function whole(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** A storm with everything that can go wrong in it. */
export const TROUBLED: SampleStorm = {
  count: 2000,
  provisioners: 100,
  failedShare: 0.02,
  missedShare: 0.005,
  setupFailedShare: 0.002,
  waitMs: 600_000,
};
