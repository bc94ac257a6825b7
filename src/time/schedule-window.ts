/**
 * The minute of one workspace within a window: whole minutes from the base, by a stable hash of its index, so that
 * neighbours in creation order do not share a minute and a repeated run spreads alike.
 * @param windowMinutes - Number of minutes in the window; 0 and 1 mean one minute for all.
 */
export function windowOffsetMinutes(index: number, windowMinutes: number): number {
  if (windowMinutes <= 1) return 0;
  let hash = index ^ 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % windowMinutes;
}
