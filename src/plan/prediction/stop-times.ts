import type { WorkspaceStops } from '../../model/index.js';

const DAY_US = 24 * 3_600_000_000;

/**
 * When people stop their workspaces, so that they can be started again: spread evenly over the third quarter of the time
 * from the minute at which each is due to its next one, or to a day later if that is sooner. A morning is over by then,
 * and a quarter of a day is long enough that stops hardly wait for provisioners.
 * @param schedule - Of each workspace.
 * @param dueUs - Occurrences of each schedule, ascending.
 */
export function stopTimes(schedule: Int32Array, dueUs: readonly (readonly number[])[]): WorkspaceStops {
  const stops: { readonly atUs: number; readonly workspace: number }[] = [];
  for (let workspace = 0; workspace < schedule.length; workspace++) {
    const times = dueUs[schedule[workspace] as number] as readonly number[];
    const share = 1 / 2 + (workspace + 0.5) / schedule.length / 4;
    for (let i = 1; i < times.length; i++) {
      const fromUs = times[i - 1] as number;
      const gapUs = Math.min((times[i] as number) - fromUs, DAY_US);
      stops.push({ atUs: fromUs + Math.floor(gapUs * share), workspace });
    }
  }
  stops.sort((a, b) => a.atUs - b.atUs);
  return {
    atUs: Float64Array.from(stops, ({ atUs }) => atUs),
    workspace: Int32Array.from(stops, ({ workspace }) => workspace),
  };
}
