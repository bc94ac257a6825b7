import type { Schedule } from '../../time/index.js';

/** Why a schedule starts nothing. `passed_over`: its time is long past, and the server has not started it. */
export const SKIP_REASONS = [
  'owner_inactive',
  'workspace_dormant',
  'last_build_failed',
  'template_forbids',
  'passed_over',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** A workspace in a census of schedules. */
export interface ScheduledWorkspace {
  /** Its name, with `owner/` before it where the owner is known. */
  readonly workspace: string;
  /** Name of its template; `null`: not known. */
  readonly template: string | null;
  /** `null`: it has none. */
  readonly schedule: Schedule | null;
  /** `null`: nothing keeps it from being started. */
  readonly skipped: SkipReason | null;
  /** Weekdays on which its template lets it be started, from Sunday; `null`: all. */
  readonly allowedDays: readonly boolean[] | null;
}
