import {
  JobKind,
  JobState,
  type StormModelParameters,
  simulateMornings,
  stormModelParameters,
} from '../../model/index.js';
import { countedFromFirst, type StartTimes } from './start-times.js';

/** The storm that is predicted. */
export interface PredictedStorm {
  readonly workspaces: number;
  readonly provisioners: number;
  /** Laid over the model's defaults. */
  readonly parameters: Partial<StormModelParameters>;
  readonly seed: string;
}

const HOUR_US = 3_600_000_000;
/** A Monday, 2026-11-23, 09:00 UTC; any minute would do. */
const STORM_US = Date.UTC(2026, 10, 23, 9) * 1_000;
/** Longer than any storm that was recorded. */
const LONGEST_US = 24 * HOUR_US;

/**
 * One storm of the model: all workspaces stopped and due in the same minute, nothing else going on. Times are counted
 * from the first creation.
 */
export function predictStorm({
  workspaces,
  provisioners,
  parameters,
  seed,
}: PredictedStorm): readonly StartTimes[] {
  const known = stormModelParameters({ ...parameters, provisioners, seed, startUs: STORM_US - HOUR_US });
  const { jobs } = simulateMornings(known, {
    template: new Uint16Array(workspaces),
    schedule: new Uint8Array(workspaces),
    dueUs: [[STORM_US]],
    background: { atUs: [], template: [] },
    stops: { atUs: [], workspace: [] },
    untilUs: STORM_US + LONGEST_US,
    endsWhenStarted: true,
  });
  const starts: StartTimes[] = [];
  for (let job = 0; job < jobs.count; job++) {
    if (jobs.kind[job] !== JobKind.autostart || jobs.reaped[job] === 1) continue;
    if ((jobs.state[job] ?? 0) < JobState.succeeded) continue;
    starts.push({
      createdUs: jobs.createdUs[job] ?? 0,
      startedUs: jobs.startedUs[job] ?? 0,
      completedUs: jobs.completedUs[job] ?? 0,
    });
  }
  return countedFromFirst(starts);
}
