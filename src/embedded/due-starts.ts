import type { Deployment } from './deployment.js';

/** Workspaces whose schedules start them in the same minute. */
export interface DueStarts {
  /** Begin of the minute, in milliseconds of deployment time since the epoch. */
  readonly minuteMs: number;
  readonly count: number;
}

const MINUTE_US = 60_000_000;
const DAY_US = 1440 * MINUTE_US;

/**
 * The minutes of the next 24 hours in which workspaces are due, in their order: those that would be started if nothing
 * happened to them before. Whoever runs now is not among them.
 */
export function dueStarts({ driver, model }: Pick<Deployment, 'driver' | 'model'>): readonly DueStarts[] {
  driver.touch();
  const { nowUs } = model;
  const counts = new Map<number, number>();
  for (const us of model.startsDueUs()) {
    const minute = Math.floor(Math.max(us, nowUs) / MINUTE_US);
    if (us < nowUs + DAY_US) counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([minute, count]) => ({ minuteMs: (minute * MINUTE_US) / 1000, count }));
}
