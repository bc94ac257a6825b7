import type { RunEventListener } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';
import type { RunLog } from './run-log.js';

/** What a run is given by whoever runs it. */
export interface RunContext {
  /** The run's id within its test. */
  readonly id: string;
  /** Aborted when the run has to stop; its reason is always an Error. */
  readonly signal: AbortSignal;
  /** Deployment time: timestamps, phase limits, schedules. */
  readonly clock: Clock;
  /** Real, monotonic time: request limits and back-off. */
  readonly realClock: Clock;
  readonly log: RunLog;
  readonly progress: RunEventListener;
}

/** Something the harness can run. A run that throws, whatever it throws, has failed. */
export interface Runnable {
  run(ctx: RunContext): Promise<void>;
}

/** A run that leaves something behind, and removes it here. Must be safe to call again after a failure. */
export interface Cleanable {
  cleanup(ctx: RunContext): Promise<void>;
}

/** A run that reports figures, as JSON-able values under snake_case keys. */
export interface Collectable {
  metrics(): Readonly<Record<string, unknown>>;
}
