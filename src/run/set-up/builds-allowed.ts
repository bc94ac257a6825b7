/**
 * How many provisioners a run may occupy: the share of those that are alive, rounded down, and one at least.
 * @param sharePercent - In (0, 100]; `null`: all of them.
 */
export function buildsAllowed(liveProvisioners: number, sharePercent: number | null): number {
  return Math.max(1, Math.floor((liveProvisioners * (sharePercent ?? 100)) / 100));
}
