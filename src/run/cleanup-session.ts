import { counted, explanationOf } from '../storm/index.js';
import type { CleaningOptions } from './cleaner.js';
import type { CleanupSession } from './cleanup-command.js';
import type { Inventory, InventoryCount } from './cleanup-inventory.js';
import { withCleanupLimit } from './cleanup-limit.js';
import type { CleanupReport } from './cleanup-report.js';
import { deletesWait } from './deletes-wait.js';
import { countLiveProvisioners } from './live-provisioners.js';

/**
 * Cleans up what was found, with its progress on display, and names what could not be removed.
 * @param of - What it is the cleanup of, for messages.
 * @returns `null` when it failed as a whole; why was said.
 * @throws the interrupt.
 */
export async function cleanUpFound(
  { plan, env, target, random }: CleanupSession,
  found: Inventory,
  of: string,
  work: (options: CleaningOptions, signal: AbortSignal) => Promise<CleanupReport>,
): Promise<CleanupReport | null> {
  const removed = { workspace: 0, user: 0, schedule: 0 };
  try {
    const { organizationId, liveProvisioners } = await placeOf(found, target, env.interrupt);
    if (liveProvisioners === 0 && found.workspaces.length > 0 && !plan.orphan)
      env.progress.say(deletesWait('add --orphan to make'));
    env.progress.begin(target.clock, target.timeScale, Math.max(found.users.length, found.workspaces.length));
    env.progress.event({ type: 'stage', stage: 'cleanup', atMs: target.clock.nowMs() });
    const options: CleaningOptions = {
      client: target.asOwner(),
      organizationId,
      clock: target.clock,
      realClock: env.realClock,
      random,
      updates: 'auto',
      concurrency: plan.cleanup.concurrency ?? Math.max(10, 2 * liveProvisioners),
      jobTimeoutMs: plan.cleanup.jobTimeoutMs,
      cancelRunning: plan.cancelRunning,
      orphan: plan.orphan,
      schedulesOnly: false,
      settleMs: 0,
      progress: (event) => {
        if (event.type === 'cleanup') removed[event.removed] += 1;
        env.progress.event(event);
      },
    };
    if (plan.orphan) nameOrphans(found, env);
    const report = await withCleanupLimit(target.clock, plan.cleanup.timeoutMs, env.interrupt, (signal) =>
      work(options, signal),
    );
    env.progress.end();
    for (const left of report.leftovers)
      env.progress.say(`left behind: ${left.kind} ${left.name} (${left.id}): ${left.reason}`);
    env.writeStdout(
      `removed ${counted(report.workspacesDeleted, 'workspace')} and ${counted(report.usersDeleted, 'user')} ${of}\n`,
    );
    return report;
  } catch (error) {
    env.progress.end();
    if (env.interrupt.aborted) {
      env.progress.say(
        `removed ${counted(removed.workspace, 'workspace')} and ${counted(removed.user, 'user')} ${of} so far; ` +
          'the same `nineam cleanup` again goes on with what is left',
      );
    }
    env.interrupt.throwIfAborted();
    env.progress.say(`cleanup ${of} did not end: ${explanationOf(error)}`);
    return null;
  }
}

/** Once forgotten, nothing but this tells of what stays where they ran. */
function nameOrphans({ workspaces }: Inventory, { writeStdout }: CleanupSession['env']): void {
  for (const { ownerName, name, id, templateName } of workspaces)
    writeStdout(`forgetting, not destroying: workspace ${ownerName}/${name} (${id}) of ${templateName}\n`);
}

/** What the listing that came last still showed, as a line. */
export function checkLine({ users, workspaces, schedules }: InventoryCount, of: string): string {
  return `check: listed again, ${counted(users, 'user')}, ${counted(workspaces, 'workspace')} and ${counted(schedules, 'schedule')} ${of} are left\n`;
}

/** That there is nothing to remove; `isElseLeft`: but for what was left alone. */
export function nothingLeft(isElseLeft: boolean): string {
  return isElseLeft
    ? 'nothing else is left to remove: what was left alone is still there\n'
    : 'nothing is left to remove\n';
}

/** The organization of the workspaces, or the default one, and how many provisioners live there. */
async function placeOf(
  found: Inventory,
  target: CleanupSession['target'],
  signal: AbortSignal,
): Promise<{ readonly organizationId: string; readonly liveProvisioners: number }> {
  const organizations = await target.client.organizations.list({ signal });
  const standard = organizations.find((organization) => organization.isDefault) ?? organizations[0];
  const organizationId = found.workspaces[0]?.organizationId ?? standard?.id ?? '';
  const daemons = await target.client.provisioners.daemons(organizationId, { limit: 0 }, { signal });
  return { organizationId, liveProvisioners: countLiveProvisioners(daemons, null) };
}
