import { countFlag, switchFlag, textFlag } from './flag.js';

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
  importFile: textFlag({
    name: 'import',
    env: 'NINEAM_IMPORT',
    group,
    placeholder: '<file.csv>',
    description:
      'workspaces with owners and schedules, stopped; columns owner, workspace, schedule; optional time_zone, template, status, owner_status, email, ttl',
  }),
};
