import { JobKind, JobState, type MorningRecords } from '../../model/index.js';
import { parseSchedule } from '../../time/index.js';
import { type PlanInputs, planInputs, Replicator } from '../prediction/index.js';
import { countedFromFirst, MISSED_START, type StormStart } from './storm-start.js';

/** A storm that is predicted. */
export interface PredictedStorm extends Pick<PlanInputs, 'parameters' | 'replications' | 'seed' | 'waitFor'> {
  /** How many are due in each minute, milliseconds since the epoch; `null`: it does not matter which. */
  readonly due: readonly { readonly minuteMs: number | null; readonly workspaces: number }[];
  /** Index of their template among those of the parameters. */
  readonly template: number;
  readonly provisioners: number;
  /** Is called after every replication. */
  readonly onReplication?: () => void;
}

const MINUTE_US = 60_000_000;
const DAY_MS = 86_400_000;
/** A Monday, 2026-11-23, 09:00 UTC; any minute would do. */
const ANY_MINUTE_MS = Date.UTC(2026, 10, 23, 9);

/**
 * A storm as often as wanted: all workspaces stopped and due in their minutes, nothing else going on. Times are counted
 * from the first creation, since what comes before it is the phase of the executor's tick, which is the moment at which
 * the server came up.
 */
export function predictStorms(storm: PredictedStorm): readonly (readonly StormStart[])[] {
  const inputs = stormInputs(storm);
  const replicator = new Replicator(inputs);
  return Array.from({ length: inputs.replications }, (_, r) => {
    const { mornings, records } = replicator.replicate(r);
    const usableUs = mornings[0]?.usableUs ?? new Float64Array();
    return countedFromFirst(startsOf(records, usableUs));
  });
}

function stormInputs({
  due,
  onReplication,
  parameters,
  provisioners,
  replications,
  seed,
  template,
  waitFor,
}: PredictedStorm): PlanInputs {
  const minutes = due.map(({ minuteMs }) => minuteMs ?? ANY_MINUTE_MS);
  const fromMs = Math.min(...minutes);
  return planInputs({
    seed,
    replications,
    parameters,
    waitFor,
    groups: due.map(({ workspaces }, i) => {
      const at = new Date(minutes[i] ?? fromMs);
      return {
        count: workspaces,
        template,
        schedule: parseSchedule(`CRON_TZ=UTC ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`),
        allowedDays: null,
        window: { minutes: 0, assignment: 'even' },
      };
    }),
    provisioners: { initial: provisioners, steps: [] },
    days: [{ fromMs, untilMs: fromMs + DAY_MS }],
    // Longer than any storm that was recorded; a warm-up has nothing to warm.
    warmUpUs: 59 * MINUTE_US,
    horizonUs: 24 * 60 * MINUTE_US,
    onReplication: onReplication ?? null,
  });
}

/** By workspace; all are due, so that their order is that of the sample. */
function startsOf({ endUs, jobs }: MorningRecords, usableUs: Float64Array): readonly StormStart[] {
  const starts = Array.from(usableUs, () => MISSED_START);
  for (let job = 0; job < jobs.count; job++) {
    if (jobs.kind[job] !== JobKind.autostart) continue;
    const workspace = jobs.workspace[job] ?? 0;
    const createdUs = jobs.createdUs[job] ?? 0;
    const completedUs = jobs.completedUs[job] ?? 0;
    if (!((jobs.state[job] ?? 0) >= JobState.succeeded && completedUs <= endUs)) {
      starts[workspace] = { ...MISSED_START, end: 'unfinished', createdUs };
    } else if (jobs.reaped[job] === 1) {
      starts[workspace] = { ...MISSED_START, end: 'reaped', createdUs, endedUs: completedUs };
    } else {
      starts[workspace] = {
        end: jobs.state[job] === JobState.succeeded ? 'succeeded' : 'failed',
        createdUs,
        startedUs: jobs.startedUs[job] ?? 0,
        endedUs: completedUs,
        usableUs: usableUs[workspace] ?? Number.POSITIVE_INFINITY,
      };
    }
  }
  return starts;
}
