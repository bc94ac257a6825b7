import type { Outcome, RunEvent, RunnerState } from '../../src/storm/index.js';
import type { ObservedResult, OtlpEndpoint, TelemetryOptions } from '../../src/telemetry/index.js';
import { instantFromUs, VirtualClock } from '../../src/time/index.js';

export const RUN_ID = '0b9f6a52-6d0e-4c1b-9a51-0123456789ab';
export const TRACE_ID = '0b9f6a526d0e4c1b9a510123456789ab';

/** 2026-11-23 09:31:00 UTC, the scheduled minute. */
export const MINUTE_US = Date.UTC(2026, 10, 23, 9, 31) * 1000;
export const MINUTE_MS = MINUTE_US / 1000;

/** A workspace that was triggered 20 s after its minute, waited 3 s, and was built in 40 s. */
export function usable(index: number, changes: Partial<ObservedResult> = {}): ObservedResult {
  const at = (seconds: number) => instantFromUs(MINUTE_US + seconds * 1e6);
  return {
    index,
    workspaceId: `ws-${index}`,
    workspaceName: `scaletest-abc-${index}`,
    outcome: { kind: 'started', totalMs: 63_000 },
    scheduledTime: at(0),
    triggerMs: 20_000,
    queueMs: 3_000,
    buildMs: 40_000,
    agentMs: null,
    startupMs: null,
    totalMs: 63_000,
    negativeQueueWait: false,
    reaped: false,
    build: { id: `build-${index}`, number: 3, createdAt: at(20), startedAt: at(23), completedAt: at(63) },
    ...changes,
  };
}

/** A workspace whose build was never seen. */
export function withoutBuild(index: number, outcome: Outcome): ObservedResult {
  return usable(index, {
    outcome,
    triggerMs: null,
    queueMs: null,
    buildMs: null,
    totalMs: null,
    build: null,
  });
}

const WAY: readonly RunnerState[] = [
  'waiting',
  'user',
  'workspace',
  'start',
  'stop',
  'barrier',
  'schedule',
  'scheduled',
];

/** A runner's way to its schedule, a second for each step, the first at `fromMs`. */
export function wayToScheduled(index: number, fromMs = MINUTE_MS - 120_000): RunEvent[] {
  return WAY.slice(1).map((to, at) => ({
    type: 'runner',
    index,
    from: WAY[at] ?? 'waiting',
    to,
    atMs: fromMs + at * 1000,
  }));
}

export function endpoint(url: string, changes: Partial<OtlpEndpoint> = {}): OtlpEndpoint {
  return {
    url: `${url}/v1/traces`,
    headers: {},
    timeoutMs: 10_000,
    compression: 'none',
    encoding: 'json',
    tls: { ca: null, cert: null, key: null },
    ...changes,
  };
}

/** Options with everything off, on clocks that stand still, and the warnings that were given. */
export function telemetryOptions(
  changes: Partial<TelemetryOptions> = {},
): TelemetryOptions & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    prometheus: null,
    trace: null,
    runId: RUN_ID,
    workspaceCount: 3,
    timeScale: 1,
    clock: new VirtualClock(MINUTE_MS + 100_000),
    realClock: new VirtualClock(),
    warn: (message) => warnings.push(message),
    warnings,
    ...changes,
  };
}
