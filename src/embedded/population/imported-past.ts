import { seededDraws } from '../../stats/index.js';
import { growthUs, unhurriedUs } from './capacity.js';
import type { Deed, Past, PastUser, PastWorkspace } from './past.js';
import type { ImportedWorkspace } from './schedule-import.js';
import type { PastContext } from './seeded-past.js';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

/** From the first start of a workspace to its stop; longer than any build that is not stuck. */
const FIRST_USE_US = 4 * HOUR_US;
/** Those that are to run are started again within this time before the end, or longer if it would be a crowd. */
const SHORTEST_RESTARTS_US = 2 * DAY_US;
/** The last of those starts is this old. */
const LAST_RESTART_US = 2 * HOUR_US;
/** Schedules and times to live are stored within this time before the end. */
const SETTINGS_US = 1e6;

/**
 * The past of a deployment whose workspaces are given: each was made, started and stopped, in the order of the list and
 * without crowding; those that are to run were started again; then all got their schedules, too late for any to have
 * occurred. No time to live, such as the template's, has stopped what is to run.
 * @param templateOf - The index of a template by its name; `null` stands for the first.
 */
export function importedPast(
  imported: readonly ImportedWorkspace[],
  context: PastContext,
  templateOf: (name: string | null) => number,
): Past {
  const { parameters, untilUs } = context;
  const draw = seededDraws(`${parameters.seed}/import`);
  const spanUs = growthUs(parameters, imported.length);
  const running = imported.filter((row) => row.isRunning).length;
  const restartsUs = Math.max(SHORTEST_RESTARTS_US, unhurriedUs(parameters, running));
  const bornUs = untilUs - spanUs - restartsUs - 2 * DAY_US;
  // Not before the last whole minute: an executor that ticks later sees nothing that was due.
  const lastMinuteUs = Math.floor((untilUs - 1) / MINUTE_US) * MINUTE_US;
  const settingsFromUs = Math.max(untilUs - SETTINGS_US, lastMinuteUs);
  const users: PastUser[] = [];
  const userOf = new Map<string, number>();
  const deeds: Deed[] = [];
  const workspaces = imported.map((row, workspace): PastWorkspace => {
    const createdUs = Math.floor(bornUs + HOUR_US + (spanUs * (workspace + draw())) / imported.length);
    let owner = userOf.get(row.owner.toLowerCase());
    if (owner === undefined) {
      owner = users.length;
      userOf.set(row.owner.toLowerCase(), owner);
      users.push({ username: row.owner, email: row.email ?? `${row.owner}@example.com`, name: '' });
      deeds.push({ kind: 'create_user', user: owner, atUs: createdUs - MINUTE_US });
      if (row.ownerStatus !== 'active')
        deeds.push({ kind: 'set_status', user: owner, status: row.ownerStatus, atUs: untilUs - MINUTE_US });
    }
    deeds.push({ kind: 'create_workspace', workspace, atUs: createdUs });
    deeds.push({ kind: 'set_ttl', workspace, ttlMs: null, atUs: createdUs });
    deeds.push({ kind: 'build', workspace, transition: 'stop', atUs: createdUs + FIRST_USE_US });
    if (row.isRunning) {
      const atUs = untilUs - LAST_RESTART_US - Math.floor(draw() * restartsUs);
      deeds.push({ kind: 'build', workspace, transition: 'start', atUs });
    }
    const settingsUs = untilUs - 1 - Math.floor(draw() * (untilUs - settingsFromUs));
    if (row.ttlMs !== null) deeds.push({ kind: 'set_ttl', workspace, ttlMs: row.ttlMs, atUs: settingsUs });
    if (row.schedule !== null)
      deeds.push({ kind: 'set_schedule', workspace, schedule: row.schedule, atUs: settingsUs });
    return { owner, name: row.workspace, template: templateOf(row.template) };
  });
  return { bornUs, untilUs, users, workspaces, deeds };
}
