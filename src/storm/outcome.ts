import type { Phase, SetupStep } from './phase.js';

/**
 * Why the server never started a workspace whose minute had come.
 *
 * | reason | what was seen |
 * |---|---|
 * | `scheduled_late` | the schedule was stored when its minute had begun; the server waits for the next occurrence |
 * | `owner_inactive` | the owner is dormant or suspended; the server skips such owners silently |
 * | `workspace_dormant` | the workspace is dormant |
 * | `stop_not_finished` | the stop build before it had not ended, or had failed |
 * | `template_forbids` | the template or its allowed weekdays forbid the start |
 * | `unexpected_build` | somebody else built the workspace in between |
 * | `workspace_gone` | the workspace was deleted before its minute came |
 * | `unknown` | none of these holds: no provisioner, an executor that fell behind, a lost tick |
 */
export type MissReason =
  | 'scheduled_late'
  | 'owner_inactive'
  | 'workspace_dormant'
  | 'stop_not_finished'
  | 'template_forbids'
  | 'unexpected_build'
  | 'workspace_gone'
  | 'unknown';

/**
 * What became of one workspace; every workspace has exactly one outcome.
 *
 * | kind | part of the storm | usable | latency |
 * |---|---|---|---|
 * | `ready` | yes | yes | scheduled minute to the last agent ready (connected, where no more is waited for) |
 * | `started` | yes | yes | scheduled minute to build completed (no agent waited for) |
 * | `failed` | yes | no | none; ranks as infinite among all due |
 * | `canceled` | yes | no | none |
 * | `missed` | yes | no | none: the server never created a build |
 * | `timed_out` | yes | no | censored: at least `waitedMs` |
 * | `interrupted` | if `phase` is not `setup` | no | none: we stopped waiting |
 * | `setup_failed` | no | no | none: never scheduled |
 */
export type Outcome =
  | { readonly kind: 'ready'; readonly totalMs: number }
  | { readonly kind: 'started'; readonly totalMs: number }
  | { readonly kind: 'failed'; readonly phase: Phase; readonly cause: string; readonly reaped: boolean }
  | { readonly kind: 'canceled'; readonly phase: Phase; readonly cause: string }
  | { readonly kind: 'missed'; readonly reason: MissReason; readonly detail: string }
  | { readonly kind: 'timed_out'; readonly phase: Phase; readonly waitedMs: number }
  | { readonly kind: 'interrupted'; readonly phase: Phase | 'setup' }
  | { readonly kind: 'setup_failed'; readonly step: SetupStep; readonly cause: string };

export type OutcomeKind = Outcome['kind'];

/** All outcome kinds, best first: the order in which reports list them. */
export const OUTCOME_KINDS = [
  'ready',
  'started',
  'failed',
  'canceled',
  'missed',
  'timed_out',
  'interrupted',
  'setup_failed',
] as const satisfies readonly OutcomeKind[];

/** Whether a developer could work in the workspace. */
export function isUsable(outcome: Outcome): boolean {
  return outcome.kind === 'ready' || outcome.kind === 'started';
}

/** Whether the workspace was scheduled, and so counts among all due. */
export function isDue(outcome: Outcome): boolean {
  return outcome.kind !== 'setup_failed' && !(outcome.kind === 'interrupted' && outcome.phase === 'setup');
}
