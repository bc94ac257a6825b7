import { JobKind, JobState, type MorningRecords, type StormModelParameters } from '../../model/index.js';
import type { Calendar } from './calendar.js';

/** In the place of a job. */
const NONE = -1;

/** A morning of some records. */
interface LostSource {
  readonly calendar: Calendar;
  /** Index of the morning. */
  readonly morning: number;
  readonly records: MorningRecords;
  readonly parameters: Pick<StormModelParameters, 'templates'>;
}

/**
 * How many workspaces of a morning will not be started on their next one, because this start or the stop after it did
 * not succeed. Where the plan holds their next morning: who was not started then, and had not been stopped by then.
 * Else: whose latest build had failed when this morning was over, so that the executor passes them over.
 * @param workspaces - Those that are due on the morning.
 */
export function lostForNext(source: LostSource, workspaces: Int32Array): number {
  const { calendar, morning: index, records } = source;
  const { jobs } = records;
  const { schedule } = calendar;
  const morning = calendar.mornings[index];
  if (morning === undefined) return 0;
  const nextEndUs = nextEnds(calendar, index);
  const latest = new Int32Array(schedule.length).fill(NONE);
  const startedNext = new Uint8Array(schedule.length);
  for (let job = 0; job < jobs.count; job++) {
    const workspace = jobs.workspace[job] as number;
    if (workspace === NONE) continue;
    const of = schedule[workspace] as number;
    const createdUs = jobs.createdUs[job] as number;
    const nextDueUs = morning.nextDueUs[of] as number;
    if (createdUs < nextDueUs) {
      const isKnown = nextDueUs < Number.POSITIVE_INFINITY || createdUs <= (morning.endUs[of] as number);
      if (isKnown) latest[workspace] = job;
    } else if (jobs.kind[job] === JobKind.autostart && createdUs <= (nextEndUs[of] as number)) {
      startedNext[workspace] = 1;
    }
  }
  let lost = 0;
  for (const workspace of workspaces) {
    const job = latest[workspace] as number;
    if (job === NONE || startedNext[workspace] === 1) continue;
    const of = schedule[workspace] as number;
    const nextDueUs = morning.nextDueUs[of] as number;
    const isLost =
      nextDueUs < Number.POSITIVE_INFINITY
        ? !isStoppedBy(records, job, nextDueUs)
        : isPassedOver(source, job, morning.endUs[of] as number);
    lost += Number(isLost);
  }
  return lost;
}

/** Of each schedule, when its next morning is over; Infinity where the plan has none. */
function nextEnds({ mornings, dueUs }: Calendar, morning: number): Float64Array {
  return Float64Array.from(dueUs, (_, of) => {
    const next = mornings.slice(morning + 1).find((one) => !Number.isNaN(one.dueUs[of]));
    return next?.endUs[of] ?? Number.POSITIVE_INFINITY;
  });
}

function isStoppedBy({ jobs }: MorningRecords, job: number, us: number): boolean {
  return (
    jobs.kind[job] === JobKind.stop &&
    jobs.state[job] === JobState.succeeded &&
    (jobs.completedUs[job] as number) <= us
  );
}

function isPassedOver({ parameters, records: { jobs } }: LostSource, job: number, endUs: number): boolean {
  if (jobs.state[job] !== JobState.failed || !((jobs.completedUs[job] as number) <= endUs)) return false;
  const template = parameters.templates[jobs.template[job] as number];
  return jobs.kind[job] === JobKind.stop || (template?.failureTtlUs ?? null) === null;
}
