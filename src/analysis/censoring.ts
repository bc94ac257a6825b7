import type { StormStart } from './storm-start.js';

/**
 * When the wait for a workspace ended before the workspace was usable; `null` when it did not end first. Where nobody
 * noted how long it was waited for, that is the last time that is known of the workspace.
 */
export function censoredAtUs(start: StormStart): number | null {
  if (start.usableUs !== null) return null;
  if (start.censoredUs !== null) return start.scheduledUs + start.censoredUs;
  if (start.outcome !== 'timed_out' && start.outcome !== 'interrupted') return null;
  return Math.max(start.scheduledUs, start.createdUs ?? 0, start.startedUs ?? 0, start.completedUs ?? 0);
}

/** The first time at which a wait ended before its workspace was usable; `null` when none did. */
export function censoredFromUs(starts: readonly StormStart[]): number | null {
  let first: number | null = null;
  for (const start of starts) {
    const at = censoredAtUs(start);
    if (at !== null && (first === null || at < first)) first = at;
  }
  return first;
}
