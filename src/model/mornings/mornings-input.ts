import type { StormModelParameters } from '../parameters.js';

/** Starts that people ask for while the mornings go on, each of a workspace that comes with it; by time, ascending. */
export interface BackgroundStarts {
  readonly atUs: ArrayLike<number>;
  /** Index of the template of each. */
  readonly template: ArrayLike<number>;
}

/** When people stop workspaces, each by its index; by time, ascending. One that is not running by then stays as it is. */
export interface WorkspaceStops {
  readonly atUs: ArrayLike<number>;
  readonly workspace: ArrayLike<number>;
}

/** What happens on some mornings. Times are whole microseconds since the epoch. */
export interface MorningsInput {
  /** Index of each workspace's template, in the order of their creation. All are stopped at the beginning. */
  readonly template: ArrayLike<number>;
  /** Index of each workspace's schedule. */
  readonly schedule: ArrayLike<number>;
  /**
   * The occurrences of each schedule after the beginning, whole minutes, ascending: all up to the end. What templates
   * say of weekdays and autostart is the caller's to apply.
   */
  readonly dueUs: readonly (readonly number[])[];
  readonly background: BackgroundStarts;
  /** After the starts of the background at the same time. */
  readonly stops: WorkspaceStops;
  readonly untilUs: number;
  /** Whether to end before, as soon as all have been started on their last day and those jobs have ended. */
  readonly endsWhenStarted: boolean;
}

/** What is wrong with mornings, in words for people. */
export function morningsProblems(
  input: MorningsInput,
  { startUs, templates }: StormModelParameters,
): string[] {
  const { background, dueUs, schedule, stops, template, untilUs } = input;
  const found: string[] = [];
  if (schedule.length !== template.length) {
    found.push(`${template.length} workspaces need as many schedules, not ${schedule.length}`);
  }
  if (background.atUs.length !== background.template.length) {
    found.push(`${background.atUs.length} starts need as many templates, not ${background.template.length}`);
  }
  if (
    !isEach(template, (index) => index in templates) ||
    !isEach(background.template, (i) => i in templates)
  ) {
    found.push(`templates are numbered from 0 to ${templates.length - 1}`);
  }
  if (!isEach(schedule, (index) => index in dueUs)) {
    found.push(`schedules are numbered from 0 to ${dueUs.length - 1}`);
  }
  if (!dueUs.every((times) => isAscending(times, startUs) && times.every((us) => us % MINUTE_US === 0))) {
    found.push('occurrences of a schedule must be whole minutes after the beginning, ascending');
  }
  if (stops.atUs.length !== stops.workspace.length || !isEach(stops.workspace, (i) => i in template)) {
    found.push(`stops must name workspaces from 0 to ${template.length - 1}`);
  }
  if (!isAscending(stops.atUs, startUs) || !isAscending(background.atUs, startUs)) {
    found.push('stops and starts must come after the beginning, in order');
  }
  if (!Number.isSafeInteger(untilUs) || untilUs < startUs)
    found.push(`must not end before it begins: ${untilUs}`);
  return found;
}

const MINUTE_US = 60_000_000;

function isEach(values: ArrayLike<number>, isRight: (value: number) => boolean): boolean {
  for (let i = 0; i < values.length; i++) if (!isRight(values[i] as number)) return false;
  return true;
}

/** Whole numbers from `fromUs`, none below the one before. */
function isAscending(values: ArrayLike<number>, fromUs: number): boolean {
  let before = fromUs;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isSafeInteger(value) || value < before) return false;
    before = value;
  }
  return true;
}
