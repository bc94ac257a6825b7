import {
  type DueGroup,
  daySpans,
  dueMinutes,
  firstOfDayMs,
  type ScheduledWorkspace,
  type Span,
} from '../../plan/index.js';
import { ConfigError, counted } from '../../storm/index.js';
import { parseSchedule, type Schedule, TimeZones } from '../../time/index.js';
import type { WhoIsDue } from './plan-request.js';

/** Workspaces that are due together, with their names as far as they have some. */
export interface NamedGroup extends DueGroup {
  readonly names: readonly string[] | null;
  readonly templateName: string | null;
}

/** When nothing is said of the day: a Monday. The model asks for nothing but the order of minutes. */
export const ANY_MONDAY = '2026-11-23';

/** One group of workspaces that flags describe. */
export function plainGroup(
  { dueAtMinutes, timeZone, windowMinutes }: Pick<WhoIsDue, 'dueAtMinutes' | 'timeZone' | 'windowMinutes'>,
  count: number,
  template: { readonly index: number; readonly name: string | null },
): NamedGroup {
  return {
    count,
    template: template.index,
    templateName: template.name,
    schedule: dailyAt(dueAtMinutes, timeZone),
    allowedDays: null,
    window: { minutes: windowMinutes, assignment: 'hashed' },
    names: null,
  };
}

/** A schedule that occurs every day. */
export function dailyAt(minutes: number, timeZone: string, timeZones = new TimeZones()): Schedule {
  return parseSchedule(`CRON_TZ=${timeZone} ${minutes % 60} ${Math.floor(minutes / 60)} * * *`, timeZones);
}

/** The days of a plan, as long as the clocks of its time zone say. */
export function planDays({
  day,
  mornings,
  timeZone,
}: Pick<WhoIsDue, 'day' | 'mornings' | 'timeZone'>): readonly Span[] {
  return daySpans(day ?? ANY_MONDAY, mornings, timeZone);
}

/**
 * Groups of a census: workspaces with the same schedule, template and days on which they may start.
 * @param templateOf - Index of a template among those of the model.
 * @param flag - What the census was given by, as people write it.
 * @returns With what was left out, each a whole sentence.
 * @throws ConfigError when nobody is due.
 */
export function censusGroups(
  census: readonly ScheduledWorkspace[],
  who: WhoIsDue,
  templateOf: (name: string | null) => number,
  flag: string,
): { readonly groups: readonly NamedGroup[]; readonly notes: readonly string[] } {
  const days = planDays(who);
  const groups = new Map<string, StartDays & { template: string | null; names: string[] }>();
  for (const { allowedDays, schedule, skipped, template, workspace } of census) {
    if (schedule === null || skipped !== null) continue;
    const key = JSON.stringify([schedule.text, allowedDays, template]);
    const known = groups.get(key);
    if (known === undefined) {
      const startDays = restrictedTo({ schedule, allowedDays: null }, allowedDays);
      groups.set(key, { ...startDays, template, names: [workspace] });
    } else known.names.push(workspace);
  }
  const due = [...groups.values()].filter(({ schedule }) =>
    days.some((day) => firstOfDayMs(schedule, day) !== null),
  );
  const left = dueMinutes(census, days);
  const told = leftOut(left);
  if (due.length === 0) {
    const when = who.mornings === 1 ? `on ${who.day}` : `on the ${who.mornings} days from ${who.day} on`;
    const why = told.length === 0 ? 'it holds no workspace.' : told.join(' ');
    throw new ConfigError([`${flag}: nobody is due ${when} (${who.timeZone}); ${why}`]);
  }
  return {
    groups: due.map(({ allowedDays, schedule, template, names }) => ({
      count: names.length,
      template: templateOf(template),
      templateName: template,
      schedule,
      allowedDays,
      window: { minutes: who.windowMinutes, assignment: 'hashed' },
      names,
    })),
    notes: told,
  };
}

function leftOut({
  dueAgain,
  notInSpan,
  skipped,
  withoutSchedule,
  workspaces,
}: ReturnType<typeof dueMinutes>): string[] {
  const parts = [
    [withoutSchedule, 'has no schedule', 'have no schedule'],
    [notInSpan, 'is not due then', 'are not due then'],
    [skipped.owner_inactive, 'belongs to an owner who is not active', 'belong to owners who are not active'],
    [skipped.workspace_dormant, 'is dormant', 'are dormant'],
    [skipped.last_build_failed, 'failed at its last build', 'failed at their last build'],
    [
      skipped.template_forbids,
      'has a template that forbids autostart',
      'have templates that forbid autostart',
    ],
    [skipped.passed_over, 'was passed over by the server', 'were passed over by the server'],
  ] as const;
  const told = parts.flatMap(([n, one, many]) => (n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]));
  return [
    ...(told.length === 0
      ? []
      : [`Of ${counted(workspaces, 'workspace')} in the census, ${told.join(', ')}.`]),
    ...(dueAgain === 0
      ? []
      : [
          `Of those due, ${dueAgain} ${dueAgain === 1 ? 'is' : 'are'} due more than once; the first time of a day counts.`,
        ]),
  ];
}

/** A schedule, and the days that it may have. */
type StartDays = Pick<DueGroup, 'allowedDays' | 'schedule'>;

/** The same on some of its days only. @param days - From Sunday, in the schedule's own zone; `null`: all. */
export function restrictedTo<Of extends StartDays>(of: Of, days: readonly boolean[] | null): Of {
  if (days === null) return of;
  const allowedDays = days.map((isAllowed, day) => isAllowed && of.allowedDays?.[day] !== false);
  const weekdays = of.schedule.weekdays.map((isOn, day) => isOn && allowedDays[day] === true);
  return { ...of, allowedDays, schedule: { ...of.schedule, weekdays } };
}

/** The first minute at which anybody is due on each day, in milliseconds since the epoch. */
export function firstDueByDay(groups: readonly DueGroup[], who: WhoIsDue): readonly number[] {
  return planDays(who).map((day) =>
    groups.reduce((least, { schedule }) => {
      const atMs = firstOfDayMs(schedule, day);
      return atMs === null ? least : Math.min(least, atMs);
    }, Number.POSITIVE_INFINITY),
  );
}
