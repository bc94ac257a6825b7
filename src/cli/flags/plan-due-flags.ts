import { countFlag, listFlag, parsedFlag, textFlag } from './flag.js';
import { parseGroup } from './plan-group.js';
import { parseTimeOfDay } from './plan-values.js';
import { parseZone } from './population-flags.js';
import { runFlags } from './run-flags.js';

const who = 'Who is due:';

/** Who is due on the mornings of a plan, and when. */
export const dueFlags = {
  workspaceCount: {
    ...runFlags.workspaceCount,
    group: who,
    description: 'workspaces that are due; without it those of --census, or as many as in the run of --from',
  },
  dueAtMinutes: parsedFlag(
    {
      name: 'due-at',
      group: who,
      placeholder: '<HH:MM>',
      description: 'when they are due, with --workspace-count',
      defaultText: '09:00',
    },
    9 * 60,
    parseTimeOfDay,
  ),
  template: {
    ...runFlags.template,
    group: who,
    description: 'template of --workspace-count, where the history has several',
  },
  scheduleWindowMs: {
    ...runFlags.scheduleWindowMs,
    group: who,
    defaultText: 'as in the run of --from, else all in one minute',
  },
  census: textFlag({
    name: 'census',
    group: who,
    placeholder: '<file.csv|deployment>',
    description:
      'schedules instead, a line a workspace: columns workspace, schedule, owner, template, time_zone, owner_status; or "deployment" for those of the deployment itself',
  }),
  groups: listFlag({
    name: 'group',
    group: who,
    placeholder: '<count=n[,key=value,…]>',
    description:
      'a part of those who are due, instead of --workspace-count; keys: template, due-at=8:30, time-zone, window=10m, and a service time of its own as p50=45s,p95=90s or constant=45s',
    parseItem: parseGroup,
  }),
  day: textFlag({
    name: 'day',
    group: who,
    placeholder: '<2026-11-23>',
    description: 'the morning that is meant; with a census it decides who is due',
    defaultText: 'the next one from Monday to Friday where a deployment is read, else any',
  }),
  timeZone: parsedFlag(
    {
      name: 'time-zone',
      group: who,
      placeholder: '<zone>',
      description: 'IANA time zone of --day, of --due-at and of the times of --provisioners',
      defaultText: 'UTC',
    },
    'UTC',
    parseZone,
  ),
  mornings: countFlag({
    name: 'mornings',
    group: who,
    description: 'days in a row: who was not started on one is not on the next',
    min: 1,
    max: 31,
    fallback: 1,
    defaultText: '1',
  }),
};
