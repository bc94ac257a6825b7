import type { RunEvent, RunnerState } from '../../../src/storm/index.js';

/** 2026-11-23 09:30:00 UTC, a Monday. */
export const START_MS = Date.UTC(2026, 10, 23, 9, 30);

export const stage = (name: Extract<RunEvent, { type: 'stage' }>['stage'], atMs = START_MS): RunEvent => ({
  type: 'stage',
  stage: name,
  atMs,
});

/** One runner's way through these states. */
export function way(index: number, states: readonly RunnerState[], atMs = START_MS): RunEvent[] {
  return states.slice(1).map((to, i) => ({ type: 'runner', index, from: states[i] ?? 'waiting', to, atMs }));
}

export const TO_BARRIER: readonly RunnerState[] = [
  'waiting',
  'user',
  'workspace',
  'start',
  'stop',
  'barrier',
];
export const TO_SCHEDULED: readonly RunnerState[] = [...TO_BARRIER, 'schedule', 'scheduled'];
