import type { ReportEnvironment } from '../../src/report/index.js';
import { type RunResult, type RunResults, summarizeRuns } from '../../src/scaletest/autostart/index.js';
import type { Outcome } from '../../src/storm/index.js';
import { parseInstant } from '../../src/time/index.js';

export const ENVIRONMENT: ReportEnvironment = {
  nineamVersion: '0.1.0',
  nodeVersion: '20.20.2',
  urlHost: 'coder.example.com',
  serverVersion: 'v2.33.5',
  template: 'docker',
  count: 3,
  seed: null,
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
  flags: { 'workspace-count': 3, template: 'docker', parameter: ['region'], 'no-cleanup': false },
  startedAt: '2026-11-23T09:30:00.5Z',
  endedAt: '2026-11-23T09:41:07Z',
  cleanup: { status: 'complete', workspacesLeft: 0, usersLeft: 0 },
  howObtained: { 'trigger, queue, build': "between timestamps of the server's own records" },
};

const SCHEDULED = parseInstant('2026-11-23T09:31:00Z');

function result(index: number, outcome: Outcome): RunResult {
  const success = outcome.kind === 'started';
  return {
    index,
    workspaceId: `w-${index}`,
    workspaceName: `scaletest-k3x9q0az-${index}`,
    configTime: parseInstant('2026-11-23T09:30:30Z'),
    scheduledTime: SCHEDULED,
    usableTime: success ? parseInstant('2026-11-23T09:31:50.25Z') : null,
    completionTime: success ? parseInstant('2026-11-23T09:31:50.25Z') : null,
    success,
    error: success ? null : 'build: apply failed',
    outcome,
    build: null,
    agents: [],
    triggerMs: 40_000,
    queueMs: 250,
    buildMs: success ? 10_000 : null,
    totalMs: success ? 50_250 : null,
    agentMs: null,
    startupMs: null,
    negativeAgentInterval: false,
    negativeQueueWait: false,
    reaped: false,
  };
}

/** Two usable workspaces and one that failed. */
export const RESULTS: RunResults = summarizeRuns([
  result(0, { kind: 'started', totalMs: 50_250 }),
  result(1, { kind: 'started', totalMs: 50_250 }),
  result(2, { kind: 'failed', phase: 'build', cause: 'apply failed', reaped: false }),
]);
