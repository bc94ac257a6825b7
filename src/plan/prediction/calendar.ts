import { ConfigError } from '../../storm/index.js';
import { nextOccurrenceMs, windowOffsetMinutes } from '../../time/index.js';
import type { DueGroup, PlanInputs, StartWindow } from './plan-inputs.js';

const MINUTE_US = 60_000_000;
const DAY_US = 24 * 60 * MINUTE_US;

/** A day on which somebody is due. Microseconds since the epoch. */
export interface CalendarMorning {
  readonly firstDueUs: number;
  readonly lastDueUs: number;
  /** Who is not usable by then never is. */
  readonly endUs: number;
  /** When each schedule's workspaces are due; NaN for those that are not. */
  readonly dueUs: Float64Array;
}

/** Who is due when: the same in every replication. */
export interface Calendar {
  /** Template and schedule of each workspace, group by group. */
  readonly template: Uint16Array;
  readonly schedule: Int32Array;
  /** Occurrences of each schedule, ascending. */
  readonly dueUs: readonly (readonly number[])[];
  readonly mornings: readonly CalendarMorning[];
  /** Between mornings, half way. */
  readonly stopsAtUs: readonly number[];
  readonly startUs: number;
  readonly untilUs: number;
}

/** The minute of a workspace after that of its schedule. */
export function offsetMinutes(index: number, { minutes, assignment }: StartWindow): number {
  if (minutes <= 1) return 0;
  return assignment === 'even' ? index % minutes : windowOffsetMinutes(index, minutes);
}

/** @throws ConfigError if nobody is due on any of the days. */
export function planCalendar(inputs: PlanInputs): Calendar {
  const { beginsAtUs, days, groups, horizonUs, warmUpUs } = inputs;
  const workspaces = groups.reduce((sum, { count }) => sum + count, 0);
  const template = new Uint16Array(workspaces);
  const schedule = new Int32Array(workspaces);
  const dueUs: number[][] = [];
  let workspace = 0;
  for (const group of groups) {
    const occurrencesUs = firstOfEachDay(group, beginsAtUs, days);
    const known = new Map<number, number>();
    for (let i = 0; i < group.count; i++) {
      const offset = offsetMinutes(i, group.window);
      let index = known.get(offset);
      if (index === undefined) {
        index = dueUs.push(occurrencesUs.map((us) => us + offset * MINUTE_US)) - 1;
        known.set(offset, index);
      }
      template[workspace] = group.template;
      schedule[workspace++] = index;
    }
  }
  const mornings = morningsOf(dueUs, inputs);
  const [first] = mornings;
  if (first === undefined) {
    throw new ConfigError([`groups: nobody is due within ${days === 1 ? 'the day' : `the ${days} days`}`]);
  }
  const last = mornings.at(-1) ?? first;
  return {
    template,
    schedule,
    dueUs,
    mornings,
    stopsAtUs: mornings.slice(1).map(({ firstDueUs }, i) => {
      const before = mornings[i]?.lastDueUs ?? firstDueUs;
      return Math.floor((before + firstDueUs) / 2);
    }),
    startUs: Math.max(0, first.firstDueUs - MINUTE_US - warmUpUs),
    untilUs: last.lastDueUs + horizonUs,
  };
}

/** By days of 24 hours from the beginning; a workspace that is started is not due again before the evening. */
function firstOfEachDay({ schedule }: DueGroup, beginsAtUs: number, days: number): number[] {
  const firstUs: number[] = [];
  for (let day = 0; day < days; day++) {
    const fromUs = beginsAtUs + day * DAY_US;
    const nextMs = nextOccurrenceMs(schedule, (fromUs - 1) / 1000);
    if (nextMs !== undefined && nextMs * 1000 < fromUs + DAY_US) firstUs.push(nextMs * 1000);
  }
  return firstUs;
}

function morningsOf(dueUs: readonly (readonly number[])[], inputs: PlanInputs): CalendarMorning[] {
  const { beginsAtUs, days, horizonUs } = inputs;
  const mornings: CalendarMorning[] = [];
  for (let day = 0; day < days; day++) {
    const fromUs = beginsAtUs + day * DAY_US;
    // A window may reach into the next day, and belongs to the day on which it begins.
    const ofDay = Float64Array.from(dueUs, (times) => {
      const base = times.find((us) => us >= fromUs && us < fromUs + DAY_US);
      return base ?? Number.NaN;
    });
    const known = ofDay.filter((us) => !Number.isNaN(us));
    if (known.length === 0) continue;
    const firstDueUs = known.reduce((least, us) => Math.min(least, us));
    const lastDueUs = known.reduce((most, us) => Math.max(most, us));
    mornings.push({ firstDueUs, lastDueUs, endUs: lastDueUs + horizonUs, dueUs: ofDay });
  }
  return mornings.map((morning, i) => {
    const nextUs = mornings[i + 1]?.firstDueUs ?? Number.POSITIVE_INFINITY;
    return { ...morning, endUs: Math.min(morning.endUs, nextUs) };
  });
}
