import { TimeZones } from '../../time/index.js';
import { countFlag, type Flag, switchFlag, textFlag } from './flag.js';

const group = 'Population of the embedded deployment:';

/** What the embedded deployment holds before anybody uses it; shared by `run --embedded` and `serve`. */
export const populationFlags = {
  seedWorkspaces: countFlag({
    name: 'seed-workspaces',
    env: 'NINEAM_SEED_WORKSPACES',
    group,
    description: 'workspaces that people made in the weeks before: stopped, running, failed, dormant',
    min: 0,
    max: 100_000,
    fallback: 0,
    defaultText: '0',
  }),
  seedUsers: countFlag({
    name: 'seed-users',
    env: 'NINEAM_SEED_USERS',
    group,
    description: 'people of many time zones who own them, some dormant or suspended',
    min: 0,
    max: 100_000,
    fallback: null,
    defaultText: 'four for five workspaces',
  }),
  seedSchedules: switchFlag({
    name: 'seed-schedules',
    env: 'NINEAM_SEED_SCHEDULES',
    group,
    description: 'most of these workspaces have an autostart schedule: weekday mornings, mostly at nine',
  }),
  seedTimeZone: {
    ...textFlag({
      name: 'seed-time-zone',
      env: 'NINEAM_SEED_TIME_ZONE',
      group,
      placeholder: '<zone>',
      description: 'all these people live in this IANA time zone, so that their mornings are one rush',
      defaultText: '16 zones around the world',
    }),
    fallback: null,
    parse: (texts: readonly string[]) => parseZone(texts.at(-1) ?? ''),
  } satisfies Flag<string | null>,
  importFile: textFlag({
    name: 'import',
    env: 'NINEAM_IMPORT',
    group,
    placeholder: '<file.csv>',
    description:
      'workspaces with owners and schedules, stopped; columns owner, workspace, schedule; optional time_zone, template, status, owner_status, email, ttl',
  }),
};

/** @throws Error whose message completes the sentence "--flag …". */
export function parseZone(name: string): string {
  if (new TimeZones().find(name) === undefined)
    throw new Error(`must be an IANA time zone such as Europe/Berlin or UTC, got '${name}'`);
  return name;
}
