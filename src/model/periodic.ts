/**
 * The first tick strictly after `nowUs` of a ticker that ticks whenever the time since the epoch, divided by its
 * period, leaves its phase. With a period of a minute the phase is the time after the whole minute.
 */
export function nextTickUs(phaseUs: number, periodUs: number, nowUs: number): number {
  return phaseUs + (Math.floor((nowUs - phaseUs) / periodUs) + 1) * periodUs;
}
