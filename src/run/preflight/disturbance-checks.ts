import { counted } from '../../storm/index.js';
import { type Check, type CheckInputs, found, notAsked, ok, unknown } from './check.js';
import { countDue, type DueCount } from './due-schedules.js';
import type { RunWindow } from './run-window.js';

/** More than this, of any, looks like a deployment that people work on. */
const WITHOUT_ASKING = { users: 20, due: 5, builds: 5 } as const;

/** Nobody at work is disturbed unasked; whoever is on the deployment of this process was made up. */
export const otherUsers: Check = {
  name: 'other-users',
  rank: 'refuses',
  skippable: true,
  judge(inputs) {
    const { plan, facts, window } = inputs;
    if (plan.target.kind === 'embedded')
      return notAsked('whoever is on the deployment of this process was made up');
    const due = dueInWindow(inputs)?.count ?? 0;
    const builds = facts.pendingBuilds.known ? facts.pendingBuilds.value : 0;
    const seen =
      `${counted(facts.otherUsers, 'other user')}, ${counted(due, 'workspace')} of theirs due ${span(window)}, ` +
      `${counted(builds, 'build')} waiting in the queue`;
    const isAtWork =
      facts.otherUsers > WITHOUT_ASKING.users || due > WITHOUT_ASKING.due || builds > WITHOUT_ASKING.builds;
    if (!isAtWork) return ok(seen);
    if (plan.yes) return ok(`${seen}; --yes was given`);
    return found(
      [
        {
          message: `people work on this deployment, and a storm holds up their builds: ${seen}`,
          mend: 'if that is what you want, add --yes; otherwise choose another time, or another deployment',
        },
      ],
      '',
    );
  },
};

/** No other schedule shares the provisioners with the storm. */
export const otherSchedules: Check = {
  name: 'other-schedules',
  rank: 'warns',
  skippable: true,
  judge(inputs) {
    const { facts, window } = inputs;
    const due = dueInWindow(inputs);
    if (!facts.dueSchedules.known) return unknown(facts.dueSchedules.why);
    const { stopped, looked } = facts.dueSchedules.value;
    if (due === null || due.count === 0) {
      const sample = due?.isSample === true ? `; ${looked} were looked at` : '';
      return ok(`of ${stopped} other stopped workspaces none is due ${span(window)}${sample}`);
    }
    const about = due.isSample
      ? `about ${due.count} (${looked} of ${stopped} were looked at)`
      : String(due.count);
    const waiting = due.count === 1 ? 'other workspace is' : 'other workspaces are';
    const they = due.count === 1 ? 'it waits' : 'they wait';
    const busiest =
      due.busiestMinuteMs === null
        ? ''
        : `, ${due.inBusiestMinute} of them at ${timeOfDay(due.busiestMinuteMs)}`;
    return found(
      [
        {
          message: `${about} ${waiting} due ${span(window)}${busiest}: ${they} for the same provisioners`,
          mend: 'run at another time, or read the waits in the report as those of all of them',
        },
      ],
      '',
    );
  },
};

function dueInWindow({ facts, window }: CheckInputs): DueCount | null {
  return facts.dueSchedules.known ? countDue(facts.dueSchedules.value, window.fromMs, window.untilMs) : null;
}

function span({ fromMs, untilMs, isEstimated }: RunWindow): string {
  return `from ${timeOfDay(fromMs)} to ${isEstimated ? 'about ' : ''}${timeOfDay(untilMs)} UTC`;
}

function timeOfDay(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
