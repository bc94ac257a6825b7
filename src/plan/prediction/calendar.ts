import type { WorkspaceStops } from '../../model/index.js';
import { ConfigError } from '../../storm/index.js';
import { firstOfDayMs, type Span } from '../census/index.js';
import { spreadWindow } from './movable-minutes.js';
import type { DueGroup, PlanInputs } from './plan-inputs.js';
import { stopTimes } from './stop-times.js';
import { firstNumbers, offsetMinutes } from './window-offsets.js';

const MINUTE_US = 60_000_000;

/** A day on which somebody is due. Microseconds since the epoch; arrays have an element for each schedule. */
export interface CalendarMorning {
  readonly firstDueUs: number;
  readonly lastDueUs: number;
  /** When its workspaces are due; NaN where they are not. */
  readonly dueUs: Float64Array;
  /** When they are due on a later day of the plan; Infinity where they are not. */
  readonly nextDueUs: Float64Array;
  /** Which of its workspaces are not usable by then never are. */
  readonly endUs: Float64Array;
}

/** Who is due when: the same in every replication. */
export interface Calendar {
  /** Template and schedule of each workspace, group by group. */
  readonly template: Uint16Array;
  readonly schedule: Int32Array;
  /** Occurrences of each schedule, ascending. */
  readonly dueUs: readonly (readonly number[])[];
  readonly mornings: readonly CalendarMorning[];
  readonly stops: WorkspaceStops;
  readonly startUs: number;
  readonly untilUs: number;
}

/** Workspaces that are due at the same minutes. */
interface CalendarSchedule {
  /** On each day of the plan; NaN where they are not due. A window may reach into the next day. */
  readonly dueUs: readonly number[];
}

/** @throws ConfigError if nobody is due on any of the days. */
export function planCalendar(inputs: PlanInputs): Calendar {
  const { days, groups, horizonUs, warmUpUs } = inputs;
  const workspaces = groups.reduce((sum, { count }) => sum + count, 0);
  const template = new Uint16Array(workspaces);
  const schedule = new Int32Array(workspaces);
  const schedules: CalendarSchedule[] = [];
  const basesUs = groups.map((group) => days.map((day) => baseUs(group, day)));
  const numbers = firstNumbers(groups, basesUs.map(firstKnown));
  let workspace = 0;
  groups.forEach((group, of) => {
    const known = new Map<number, number>();
    const window = spreadWindow(group);
    for (let i = 0; i < group.count; i++) {
      const offset = offsetMinutes((numbers[of] ?? 0) + i, window);
      let index = known.get(offset);
      if (index === undefined) {
        const dueUs = (basesUs[of] ?? []).map((us) => us + offset * MINUTE_US);
        index = schedules.push({ dueUs }) - 1;
        known.set(offset, index);
      }
      template[workspace] = group.template;
      schedule[workspace++] = index;
    }
  });
  const mornings = days.flatMap((_, day) => morningOf(schedules, day, horizonUs) ?? []);
  const [first] = mornings;
  if (first === undefined) {
    const when = days.length === 1 ? 'on the day' : `on any of the ${days.length} days`;
    throw new ConfigError([`nobody is due ${when} of the plan: no schedule of a workspace occurs then`]);
  }
  const dueUs = schedules.map((of) => of.dueUs.filter((us) => !Number.isNaN(us)));
  return {
    template,
    schedule,
    dueUs,
    mornings,
    stops: stopTimes(schedule, dueUs),
    startUs: Math.max(0, first.firstDueUs - MINUTE_US - warmUpUs),
    untilUs: mornings.reduce((most, { lastDueUs }) => Math.max(most, lastDueUs), 0) + horizonUs,
  };
}

/** The first minute of each group on any of the days; `undefined` where it is never due. */
export function groupBasesUs({ days, groups }: Pick<PlanInputs, 'days' | 'groups'>): (number | undefined)[] {
  return groups.map((group) => firstKnown(days.map((day) => baseUs(group, day))));
}

function firstKnown(us: readonly number[]): number | undefined {
  return us.find((one) => !Number.isNaN(one));
}

/** The first occurrence of a day counts: a workspace that is started is not due again before the evening. */
function baseUs({ schedule }: DueGroup, day: Span): number {
  const atMs = firstOfDayMs(schedule, day);
  return atMs === null ? Number.NaN : atMs * 1000;
}

function morningOf(
  schedules: readonly CalendarSchedule[],
  day: number,
  horizonUs: number,
): CalendarMorning | null {
  const dueUs = Float64Array.from(schedules, (of) => of.dueUs[day] ?? Number.NaN);
  const known = dueUs.filter((us) => !Number.isNaN(us));
  if (known.length === 0) return null;
  const firstDueUs = known.reduce((least, us) => Math.min(least, us));
  const lastDueUs = known.reduce((most, us) => Math.max(most, us));
  const nextDueUs = Float64Array.from(
    schedules,
    (of) => firstKnown(of.dueUs.slice(day + 1)) ?? Number.POSITIVE_INFINITY,
  );
  const endUs = nextDueUs.map((us) => Math.min(us, lastDueUs + horizonUs));
  return { firstDueUs, lastDueUs, dueUs, nextDueUs, endUs };
}
