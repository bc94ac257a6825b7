import { StormModel, type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { parseSchedule } from '../../time/index.js';
import { countedFromFirst, type StartTimes } from './start-times.js';

/** The storm that is predicted. */
export interface PredictedStorm {
  readonly workspaces: number;
  readonly provisioners: number;
  /** Laid over the model's defaults. */
  readonly parameters: Partial<StormModelParameters>;
  readonly seed: string;
}

const SECOND_US = 1_000_000;
const HOUR_US = 3_600 * SECOND_US;
/** A Monday, 2026-11-23; any would do. */
const MIDNIGHT_US = Date.UTC(2026, 10, 23) * 1_000;
/** The next morning, by when every job of the set-up has ended, if need be by the reaper. */
const STORM_US = MIDNIGHT_US + 33 * HOUR_US;
const STOP_US = STORM_US - 9 * HOUR_US;
const SCHEDULE_US = STORM_US - HOUR_US;
const SCHEDULE = parseSchedule('CRON_TZ=UTC 0 9 * * *');
/** Beside the storm nobody waits: setting up takes no time and no provisioner. */
const NOTHING = { kind: 'constant', value: 0 } as const;

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
  const known = stormModelParameters({ ...parameters, provisioners, seed, startUs: MIDNIGHT_US });
  const model = new StormModel({
    ...known,
    serviceTime: { ...known.serviceTime, stop: NOTHING, delete: NOTHING },
    failureRate: { ...known.failureRate, stop: 0 },
  });
  const owner = model.addOwner(MIDNIGHT_US, 'active');
  for (let i = 0; i < workspaces; i++) {
    model.createWorkspace(MIDNIGHT_US, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  for (let i = 0; i < workspaces; i++) {
    model.createBuild(STOP_US, i, { transition: 'stop', initiator: owner });
  }
  for (let i = 0; i < workspaces; i++) model.setSchedule(SCHEDULE_US, i, SCHEDULE);
  model.advanceTo(STORM_US + 12 * HOUR_US);
  const starts: StartTimes[] = [];
  for (const { completedUs, createdUs, reason, startedUs } of model.builds()) {
    if (reason === 'autostart' && startedUs !== null && completedUs !== null) {
      starts.push({ createdUs, startedUs, completedUs });
    }
  }
  return countedFromFirst(starts);
}
