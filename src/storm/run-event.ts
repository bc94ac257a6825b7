import type { OutcomeKind } from './outcome.js';
import type { SetupStep } from './phase.js';

/** The stages of a whole run, in order. */
export const RUN_STAGES = [
  'preflight',
  'setup',
  'schedule',
  'wait',
  'storm',
  'collect',
  'report',
  'cleanup',
  'done',
] as const;
export type RunStage = (typeof RUN_STAGES)[number];

/**
 * What one runner is doing.
 *
 * | state | entered when | left when |
 * |---|---|---|
 * | `waiting` | created | its turn to set up has come |
 * | a set-up step | that step begins | the next step begins, or it fails |
 * | `scheduled` | its schedule is stored | its build has ended, or the wait has |
 * | `done` | its outcome is known | cleanup begins |
 */
export type RunnerState = 'waiting' | SetupStep | 'scheduled' | 'done';

/**
 * One event of a run's progress. Every step emits them; only the terminal, the journal, metrics and the live page
 * read them. Times are milliseconds since the epoch on the deployment's clock.
 */
export type RunEvent =
  | { readonly type: 'stage'; readonly stage: RunStage; readonly atMs: number }
  | {
      readonly type: 'runner';
      readonly index: number;
      readonly from: RunnerState;
      readonly to: RunnerState;
      readonly atMs: number;
    }
  | {
      readonly type: 'hint';
      readonly index: number;
      readonly outcome: 'succeeded' | 'failed' | 'canceled';
      readonly atMs: number;
    }
  | { readonly type: 'outcome'; readonly index: number; readonly kind: OutcomeKind }
  | {
      readonly type: 'scheduled';
      readonly scheduledAtMs: number;
      readonly lengthenedMs: number;
      readonly atMs: number;
    }
  | { readonly type: 'queue'; readonly pending: number; readonly atMs: number }
  | {
      readonly type: 'feed';
      readonly state: 'connected' | 'lost' | 'reconciled';
      readonly detail: string;
      readonly atMs: number;
    }
  | {
      readonly type: 'cleanup';
      readonly removed: 'schedule' | 'workspace' | 'user';
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly message: string };

/** Receives progress events. Must not throw and must return at once. */
export type RunEventListener = (event: RunEvent) => void;
