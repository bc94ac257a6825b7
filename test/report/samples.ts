import type { WorkspaceBuild } from '../../src/codersdk/index.js';
import { makeReport, type Report, type ReportEnvironment } from '../../src/report/index.js';
import {
  type RunResult,
  type RunResults,
  runResult,
  stageTimings,
  summarizeRuns,
} from '../../src/scaletest/autostart/index.js';
import type { Outcome } from '../../src/storm/index.js';
import type { ThresholdVerdict } from '../../src/thresholds/index.js';
import { at, makeBuild, makeResult, startedAfter } from '../scaletest/autostart/records.js';

export const ENVIRONMENT: ReportEnvironment = {
  nineamVersion: '0.1.0',
  nodeVersion: '20.20.2',
  urlHost: 'coder.example.com',
  serverVersion: 'v2.33.5',
  template: 'docker',
  count: 3,
  seed: null,
  embedded: null,
  timeScale: 1,
  feed: {
    kind: 'watch-all',
    messages: 7,
    foreign: 2,
    reconnects: 1,
    reconciliations: 2,
    failedReconciliations: 0,
    recovered: 1,
    duplicates: 0,
    requests: 12,
  },
  clockOffset: { offsetMs: -12.4, uncertaintyMs: 2.6, samples: 9, disagreementMs: 0 },
  stopped: null,
  setUp: { builds: { lowest: 8, highest: 20 }, requests: { lowest: 4, highest: 64 } },
  flags: { 'workspace-count': 3, template: 'docker', parameter: ['region'], 'no-cleanup': false },
  startedAt: '2026-11-23T09:30:00.5Z',
  endedAt: '2026-11-23T09:41:07Z',
  cleanup: { status: 'complete', workspacesLeft: 0, usersLeft: 0 },
  howObtained: { 'trigger, queue, build': "between timestamps of the server's own records" },
};

/** What was predicted of a storm, and what it was. */
export const PREDICTED: NonNullable<ReportEnvironment['predicted']> = [
  {
    figure: 'ready_after_first_p95',
    lowMs: 238_000,
    medianMs: 242_000,
    highMs: 246_000,
    measuredMs: 250_000,
  },
  { figure: 'queue_p95', lowMs: 1_000, medianMs: 2_000, highMs: null, measuredMs: null },
];

/** One threshold of each status, one of them with a figure that was not reached. */
export const THRESHOLDS: readonly ThresholdVerdict[] = [
  { text: 'usable>=50%', status: 'passed', measured: 0.66, measuredText: '66.6 %' },
  {
    text: 'ready_worst_p95<1m',
    status: 'crossed',
    measured: Number.POSITIVE_INFINITY,
    measuredText: 'not reached (66 % became usable)',
  },
  { text: 'agent_p95<30s', status: 'not_evaluated', measured: null, measuredText: 'no agent was waited for' },
];

const FAILED = { kind: 'failed', phase: 'build', cause: 'apply failed', reaped: false } as const;

/** Two usable workspaces and one that failed. */
export const RESULTS: RunResults = summarizeRuns([
  startedAfter(50_250_000, 0),
  startedAfter(50_250_000, 1),
  makeResult(FAILED, makeBuild({ job: { status: 'failed', error: 'apply failed' } }), 2),
]);

export const REPORT: Report = makeReport(RESULTS, THRESHOLDS, ENVIRONMENT);

/** A run in which everything happened that can: 20 usable workspaces, and one or more of each other outcome. */
export function eventfulRuns(): readonly RunResult[] {
  const others: readonly (readonly [Outcome, WorkspaceBuild | null])[] = [
    [FAILED, makeBuild({ job: { status: 'failed', error: 'apply failed' } })],
    [
      { kind: 'failed', phase: 'queue', cause: 'job reaped', reaped: true },
      makeBuild({
        job: {
          status: 'failed',
          error: 'job reaped',
          startedAt: at(1.8e6),
          workerId: null,
          completedAt: at(1.8e6),
        },
      }),
    ],
    [
      { kind: 'canceled', phase: 'queue', cause: 'by admin' },
      makeBuild({ job: { status: 'canceled', startedAt: null, workerId: null, completedAt: at(20_000) } }),
    ],
    [{ kind: 'missed', reason: 'owner_inactive', detail: 'the owner is dormant' }, null],
    [{ kind: 'missed', reason: 'unknown', detail: 'no build was seen' }, null],
    [
      { kind: 'timed_out', phase: 'build', waitedMs: 900_000 },
      makeBuild({ job: { status: 'running', completedAt: null } }),
    ],
    [{ kind: 'interrupted', phase: 'queue' }, null],
  ];
  return [
    ...Array.from({ length: 19 }, (_, index) => startedAfter((index + 1) * 3_000_001, index)),
    makeResult(
      { kind: 'started', totalMs: 15_000 },
      makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } }),
      19,
    ),
    ...others.map(([outcome, build], index) => makeResult(outcome, build, 20 + index)),
    ...(['user', 'start'] as const).map((step, index) =>
      runResult({
        index: 27 + index,
        workspaceId: null,
        workspaceName: `scaletest-${27 + index}`,
        configTime: null,
        scheduledTime: null,
        outcome: { kind: 'setup_failed', step, cause: 'the quota is used up' },
        build: null,
      }),
    ),
  ];
}

export function eventfulReport(): Report {
  const sample = { asked: 2, timed: 1, stages: new Map([['apply', [7_000]]]) };
  const results = summarizeRuns(eventfulRuns(), stageTimings(sample, 20));
  return makeReport(results, THRESHOLDS, { ...ENVIRONMENT, count: 29, predicted: PREDICTED });
}

/** A large storm, in which one in twenty failed. */
export function largeReport(count: number): Report {
  const runs = Array.from({ length: count }, (_, index) =>
    index % 20 === 7
      ? makeResult(FAILED, makeBuild({ job: { status: 'failed', error: 'apply failed' } }), index)
      : startedAfter(10_000_000 + index * 1_237, index),
  );
  return makeReport(summarizeRuns(runs), THRESHOLDS, { ...ENVIRONMENT, count });
}

/** A report in which a server has chosen every text that it can. */
export function hostileReport(text: string): Report {
  const build = makeBuild({
    id: text,
    initiatorName: text,
    job: { status: 'failed', error: text, workerId: text },
  });
  const runs = [
    { ...startedAfter(5_000_000, 0), workspaceName: text, workspaceId: text },
    { ...makeResult({ ...FAILED, cause: text }, build, 1), workspaceName: text, workspaceId: text },
    makeResult({ kind: 'missed', reason: 'unknown', detail: text }, null, 2),
  ];
  const report = makeReport(
    summarizeRuns(runs),
    [{ text: 'missed==0', status: 'crossed', measured: 1, measuredText: `1 of ${text}` }],
    { ...ENVIRONMENT, serverVersion: text, template: text },
  );
  const { analysis } = report;
  return {
    ...report,
    analysis: {
      ...analysis,
      inconsistencies: [`${text} ended early`, `the job of ${text} ended before it began`],
    },
  };
}
