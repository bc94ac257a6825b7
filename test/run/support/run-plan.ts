import type { RunPlan } from '../../../src/run/run-plan.js';

/** A plan of a small storm against a remote deployment. */
export function runPlan(overrides: Partial<RunPlan> = {}): RunPlan {
  return {
    target: { kind: 'remote', url: 'http://x', token: 't', headers: {}, proxy: {} },
    workspaceCount: 100,
    template: 'docker',
    organization: null,
    parameters: [],
    scheduleWindowMinutes: 0,
    autostartDelayMs: 120_000,
    workspaceJobTimeoutMs: 300_000,
    autostartBuildTimeoutMs: 900_000,
    waitForAgents: 'ready',
    agentTimeoutMs: 300_000,
    timeoutMs: null,
    jobTimeoutMs: null,
    userAuth: 'auto',
    updates: 'auto',
    setupConcurrency: null,
    provisionersShare: null,
    requestConcurrency: 64,
    requestTimeoutMs: null,
    cleanup: { when: 'always', concurrency: null, timeoutMs: null, jobTimeoutMs: null },
    outputs: [],
    thresholds: [],
    abortConditions: [],
    telemetry: { prometheus: null, trace: null },
    ui: null,
    skipPreflight: new Set(),
    yes: false,
    stateDir: 'state',
    resume: null,
    flagItems: {},
    flags: {},
    ...overrides,
  };
}
