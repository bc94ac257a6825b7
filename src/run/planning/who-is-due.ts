import { percent } from '../../analysis/index.js';
import type { ModelTemplate } from '../../model/index.js';
import { distributionWords } from '../../plan/index.js';
import { ConfigError, counted } from '../../storm/index.js';
import { localDateText } from '../../time/index.js';
import { ANY_MONDAY, censusGroups, type NamedGroup, plainGroup } from './due-groups.js';
import { type InputLine, type LinePart, lineOf, lineOfParts } from './input-line.js';
import type { GroupSetting, WhoIsDue } from './plan-request.js';
import type { PlanTemplates } from './plan-templates.js';
import { timeOfDayText } from './provisioner-timeline.js';
import type { ReadSources } from './read-sources.js';
import { unknownTemplateNote } from './unknown-template.js';

const DAY_MS = 86_400_000;

type ServiceTimes = NonNullable<ModelTemplate['serviceTime']>;

/** A part of those who are due, with what it has from all. */
interface ResolvedGroup extends GroupSetting {
  readonly dueAtMinutes: number;
  readonly timeZone: string;
  readonly windowMinutes: number;
}

/** Who is due, in groups and in words. */
export interface DueWorkspaces {
  readonly groups: readonly NamedGroup[];
  /** `at 09:00 on 2026-11-23 (Europe/Berlin)`. */
  readonly text: string;
  readonly lines: readonly InputLine[];
  readonly notes: readonly string[];
}

/**
 * Who is due on the days of a plan: as many as flags say, else those of a census, else as many as in the run that was
 * read.
 * @param who - With its day.
 * @param isAnyDay - That day was not said.
 * @throws ConfigError when nothing says how many, nobody is due, or it is not clear of which template they are.
 */
export function whoIsDue(
  who: WhoIsDue,
  isAnyDay: boolean,
  read: ReadSources,
  templates: PlanTemplates,
  serviceTime: ServiceTimes,
): DueWorkspaces {
  const { census, censusSource, runWorkspaces, source } = read;
  const days = isAnyDay ? anyDayText(who) : daysText(who);
  if (who.groups.length > 0) {
    return flaggedGroups(who, isAnyDay ? `on ${anyDayText(who)}` : days, templates, serviceTime);
  }
  if (who.workspaces === null && census !== null) {
    const notes: string[] = [];
    const { groups, notes: left } = censusGroups(
      census,
      who,
      templateFinder(templates, notes),
      read.censusFlag,
    );
    return {
      groups,
      text: `${days} (${who.timeZone})`,
      lines: [
        lineOfParts(
          {
            name: 'workspaces due',
            origin: who.census === null ? 'measured' : 'given',
            source: censusSource,
          },
          [
            {
              input: 'workspaces',
              text: `${countOf(groups)} in ${counted(groups.length, 'group')}`,
              varied: `${counted(groups.length, 'group')} in their shares`,
            },
          ],
        ),
      ],
      notes: [...left, ...notes],
    };
  }
  const count = who.workspaces ?? runWorkspaces;
  if (count === null) {
    throw new ConfigError([
      '--workspace-count (-c) is required, or --group, or --census with the schedules: who is due?',
    ]);
  }
  const text = `at ${timeOfDayText(who.dueAtMinutes)} ${isAnyDay ? `of ${days}` : days} (${who.timeZone})`;
  const name = nameOf(who, templates);
  const template = { index: templates.named(name, '--template'), name };
  return {
    groups: [plainGroup(who, count, template)],
    text,
    lines: [
      lineOf('workspaces', {
        name: 'workspaces due',
        value: String(count),
        ...(who.workspaces === null
          ? { origin: 'measured', source: `as many as in ${source}` }
          : { origin: 'given', source: '--workspace-count' }),
      }),
    ],
    notes: [],
  };
}

function daysText({ day, mornings }: WhoIsDue): string {
  return mornings === 1 ? `on ${day}` : `on ${mornings} days from ${day} on`;
}

function anyDayText({ mornings }: WhoIsDue): string {
  return mornings === 1 ? 'any day' : `any ${mornings} days in a row`;
}

/** The template that is said, or that the environment names, if there is one of this name. */
function nameOf({ template, templateHint }: WhoIsDue, templates: PlanTemplates): string | null {
  if (template !== null || templateHint === null) return template;
  return templates.find(templateHint) === undefined ? null : templateHint;
}

/** The groups of `--group`. */
function flaggedGroups(
  who: WhoIsDue,
  days: string,
  templates: PlanTemplates,
  serviceTime: ServiceTimes,
): DueWorkspaces {
  const lines: InputLine[] = [];
  const total = countOf(who.groups);
  const groups = who.groups.map((setting) => {
    const own = {
      dueAtMinutes: setting.dueAtMinutes ?? who.dueAtMinutes,
      timeZone: setting.timeZone ?? who.timeZone,
      windowMinutes: setting.windowMinutes ?? who.windowMinutes,
    };
    const like = templates.named(setting.template ?? nameOf(who, templates), '--group: template');
    const index =
      setting.startTime === null ? like : templates.withStartTime(like, setting.startTime, serviceTime);
    const name = setting.template ?? nameOf(who, templates);
    lines.push(lineOfParts(GROUP_LINE, groupParts({ ...setting, ...own, template: name }, total)));
    return plainGroup(own, setting.count, { index, name });
  });
  const text = `${days} (${who.timeZone})${groups.length === 1 ? '' : ` in ${groups.length} groups`}`;
  return { groups, text, lines, notes: [] };
}

const GROUP_LINE = { name: 'workspaces due', origin: 'given', source: '--group' } as const;

/** What a line says of a group; of its own count only the share stays where all of them vary. */
function groupParts(
  { count, dueAtMinutes, startTime, template, timeZone, windowMinutes }: ResolvedGroup,
  total: number,
): readonly LinePart[] {
  const at = `at ${timeOfDayText(dueAtMinutes)} (${timeZone})`;
  const share = count === total ? 'all' : `${percent(count / total)} of them`;
  const other = (text: string): LinePart => ({ input: null, text, varied: null });
  return [
    { input: 'workspaces', text: `${count} ${at}`, varied: `${share} ${at}` },
    ...(template === null ? [] : [other(`of template ${template}`)]),
    ...(windowMinutes === 0
      ? []
      : [
          {
            input: 'window_minutes',
            text: `over ${counted(windowMinutes, 'minute')}`,
            varied: null,
          } as const,
        ]),
    ...(startTime === null ? [] : [other(`starts take ${distributionWords(startTime)}`)]),
  ];
}

/** Gives templates of a census their place among those that are known, and notes those that are not. */
function templateFinder(templates: PlanTemplates, notes: string[]): (name: string | null) => number {
  const unknown = new Set<string>();
  return (name) => {
    if (name === null) return 0;
    const index = templates.find(name);
    if (index === undefined && !unknown.has(name)) {
      unknown.add(name);
      notes.push(unknownTemplateNote(name, templates.names));
    }
    return index ?? 0;
  };
}

function countOf(groups: readonly { readonly count: number }[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** The date of the first day from Monday to Friday after a time, in a zone; any Monday where there is no time. */
export function workingDayAfter(nowMs: number | null, timeZone: string): string {
  if (nowMs === null) return ANY_MONDAY;
  let dayMs = Date.parse(localDateText(nowMs, timeZone)) + DAY_MS;
  while ([0, 6].includes(new Date(dayMs).getUTCDay())) dayMs += DAY_MS;
  return new Date(dayMs).toISOString().slice(0, 10);
}
