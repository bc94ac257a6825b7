import type { Calibration } from '../../plan/index.js';
import type { PlanInputLine } from '../../report/index.js';
import { ConfigError } from '../../storm/index.js';
import { TimeZones } from '../../time/index.js';
import { ANY_MONDAY, censusGroups, type NamedGroup, plainGroup } from './due-groups.js';
import type { WhoIsDue } from './plan-request.js';
import { timeOfDayText } from './provisioner-timeline.js';
import type { ReadSources } from './read-sources.js';

const DAY_MS = 86_400_000;

/** Who is due, in groups and in words. */
export interface DueWorkspaces {
  readonly groups: readonly NamedGroup[];
  /** `at 09:00 on 2026-11-23 (Europe/Berlin)`. */
  readonly text: string;
  readonly line: PlanInputLine;
  readonly notes: readonly string[];
}

/**
 * Who is due on the days of a plan: as many as flags say, else those of a census, else as many as in the run that was
 * read.
 * @param who - With its day.
 * @throws ConfigError when nothing says how many, nobody is due, or it is not clear of which template they are.
 */
export function whoIsDue(who: WhoIsDue, read: ReadSources): DueWorkspaces {
  const { calibration, census, censusSource, runWorkspaces, source } = read;
  const days = who.mornings === 1 ? `on ${who.day}` : `on ${who.mornings} days from ${who.day} on`;
  if (who.workspaces === null && census !== null) {
    const notes: string[] = [];
    const { groups, notes: left } = censusGroups(census, who, templateFinder(calibration, notes));
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    return {
      groups,
      text: `${days} (${who.timeZone})`,
      line: {
        name: 'workspaces due',
        value: `${count} in ${groups.length === 1 ? '1 group' : `${groups.length} groups`}`,
        origin: who.census === null ? 'measured' : 'given',
        source: censusSource,
      },
      notes: [...left, ...notes],
    };
  }
  const count = who.workspaces ?? runWorkspaces;
  if (count === null) {
    throw new ConfigError([
      '--workspace-count (-c) is required, or --census with the schedules: who is due?',
    ]);
  }
  const text = `at ${timeOfDayText(who.dueAtMinutes)} ${days === `on ${ANY_MONDAY}` ? 'of any day' : days} (${who.timeZone})`;
  return {
    groups: [plainGroup(who, count, templateOf(who.template, calibration))],
    text,
    line:
      who.workspaces === null
        ? {
            name: 'workspaces due',
            value: String(count),
            origin: 'measured',
            source: `as many as in ${source}`,
          }
        : { name: 'workspaces due', value: String(count), origin: 'given', source: '--workspace-count' },
    notes: [],
  };
}

/** Which of the history's templates is meant. */
function templateOf(name: string | null, calibration: Calibration | null): number {
  const known = calibration?.templates ?? [];
  if (name === null && known.length < 2) return 0;
  const index = name === null ? -1 : known.indexOf(name);
  if (index >= 0) return index;
  const list = known.length === 0 ? 'the history names none' : `the history has ${known.join(', ')}`;
  throw new ConfigError([
    name === null ? `--template (-t) is required: ${list}, and they differ` : `--template ${name}: ${list}`,
  ]);
}

/** Gives templates of a census their place among those of the history, and notes those that are not in it. */
function templateFinder(calibration: Calibration | null, notes: string[]): (name: string | null) => number {
  const known = calibration?.templates ?? [];
  const unknown = new Set<string>();
  return (name) => {
    const index = name === null ? -1 : known.indexOf(name);
    if (index < 0 && name !== null && !unknown.has(name)) {
      unknown.add(name);
      const like = known[0] === undefined ? 'like all others' : `like those of ${known[0]}`;
      notes.push(`Nothing is known of the builds of template ${name}: they are taken to be ${like}.`);
    }
    return Math.max(0, index);
  };
}

/** The date of the first day from Monday to Friday after a time, in a zone; any Monday where there is no time. */
export function workingDayAfter(nowMs: number | null, timeZone: string): string {
  if (nowMs === null) return ANY_MONDAY;
  const offsetMs = new TimeZones().find(timeZone)?.offsetAt(nowMs) ?? 0;
  let localMs = nowMs + offsetMs + DAY_MS;
  while ([0, 6].includes(new Date(localMs).getUTCDay())) localMs += DAY_MS;
  return new Date(localMs).toISOString().slice(0, 10);
}
