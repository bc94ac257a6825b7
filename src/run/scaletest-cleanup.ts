import type { User, Workspace } from '../codersdk/index.js';
import { isOurUser, runIdOfMark, SCALETEST_PREFIX } from '../scaletest/names/index.js';
import { counted } from '../storm/index.js';
import { cleanUp } from './cleanup.js';
import type { CleanupSession } from './cleanup-command.js';
import { askToRemove, nobodyToAsk } from './cleanup-consent.js';
import { countInventory, type Inventory } from './cleanup-inventory.js';
import { checkLine, cleanUpFound, nothingLeft } from './cleanup-session.js';
import { refuseUnknownTemplate } from './cleanup-template.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { stillGoing } from './journaled-cleanup.js';
import { type JournaledRun, listJournaledRuns, runsOn, runsToWorkOn } from './journaled-runs.js';
import {
  listAgain,
  type ScaletestInventory,
  type ScaletestQuery,
  takeScaletestInventory,
} from './scaletest-inventory.js';

const BY_NAMES = "by the names of Coder's load tests";

/**
 * Removes what bears the names of Coder's load tests, whoever made it, as `coder exp scaletest cleanup` does; but first
 * says what, and does nothing without a yes when no journal of this machine knows all of it. Only what was listed then
 * is removed. Users of runs that are still going, and whose token it is, are left alone.
 * @throws ConfigError when there is no such template, and when journals know all of it, and nobody can be asked.
 */
export async function cleanUpScaletest(session: CleanupSession, ownId: string): Promise<ExitCode> {
  const { plan, env, target } = session;
  const onTarget = (all: readonly JournaledRun[]) => runsOn(all, target.url);
  const runs = plan.listOnly
    ? onTarget(await listJournaledRuns(plan.stateDir, env))
    : await runsToWorkOn(plan.stateDir, env, onTarget);
  const queryBeside = (others: readonly JournaledRun[]): ScaletestQuery => ({
    template: plan.template,
    spare: (user) => reasonToSpare(user, ownId, others),
  });
  const found = await takeScaletestInventory(target.client, queryBeside(runs), env.interrupt);
  if (plan.template !== null && found.workspaces.length === 0) {
    await refuseUnknownTemplate(plan.template, session);
  }
  const unknown = withoutJournal(found, runs);
  for (const line of describeFound(found, unknown, runs)) env.writeStdout(`${line}\n`);
  if (found.users.length + found.workspaces.length === 0) {
    env.writeStdout(nothingLeft(found.spared.length > 0));
    return EXIT.ok;
  }
  if (plan.listOnly) return EXIT.ok;
  const isKnown = unknown.users.length + unknown.workspaces.length === 0;
  const agreed = await askToRemove(session);
  if (agreed === null) {
    if (isKnown) throw nobodyToAsk();
    env.writeStdout('dry run: nothing was removed; --yes removes what is listed\n');
    return EXIT.ok;
  }
  if (!agreed) return EXIT.cleanupIncomplete;
  const runsNow = await runsAgain(session);
  const wanted = withoutOwners(found, (user) => runAtWork(user, runsNow) !== undefined);
  const report = await cleanUpFound(session, wanted, BY_NAMES, (options, signal) =>
    cleanUp(
      {
        namePrefix: SCALETEST_PREFIX,
        list: () => listAgain(options.client, wanted, signal),
        onRemoved: () => undefined,
      },
      options,
      signal,
    ),
  );
  if (report === null) return EXIT.cleanupIncomplete;
  const left = countInventory(
    await takeScaletestInventory(target.client, queryBeside(runsNow), env.interrupt),
  );
  env.writeStdout(checkLine(left, BY_NAMES));
  return left.users + left.workspaces === 0 ? EXIT.ok : EXIT.cleanupIncomplete;
}

/** A run may have been resumed while somebody thought about what was listed. */
async function runsAgain({ plan, env, target }: CleanupSession): Promise<readonly JournaledRun[]> {
  const warned = { ...env, progress: { say: () => undefined } };
  return runsOn(await listJournaledRuns(plan.stateDir, warned), target.url);
}

function runAtWork(user: User, runs: readonly JournaledRun[]): JournaledRun | undefined {
  return runs.find((run) => run.locked !== null && isOurUser(user, run.head));
}

function reasonToSpare(user: User, ownId: string, runs: readonly JournaledRun[]): string | null {
  if (user.id === ownId) return 'it is the user whose token this is';
  const going = runAtWork(user, runs);
  return going === undefined ? null : stillGoing(going);
}

/** What no journaled run made. */
function withoutJournal(found: Inventory, runs: readonly JournaledRun[]): Inventory {
  return withoutOwners(found, (user) => runs.some(({ head }) => isOurUser(user, head)));
}

/** Without some users, and without their workspaces. */
function withoutOwners({ users, workspaces }: Inventory, isLeftOut: (user: User) => boolean): Inventory {
  const leftOut = new Set(users.filter(isLeftOut).map(({ id }) => id));
  return {
    users: users.filter(({ id }) => !leftOut.has(id)),
    workspaces: workspaces.filter(({ ownerId }) => !leftOut.has(ownerId)),
  };
}

/** Lines for a person: runs of journals by their ids, everything else one by one, and what is left alone. */
function* describeFound(
  found: ScaletestInventory,
  unknown: Inventory,
  runs: readonly JournaledRun[],
): Generator<string> {
  for (const { head } of runs) {
    const users = found.users.filter((user) => isOurUser(user, head));
    const ids = new Set(users.map(({ id }) => id));
    const workspaces = found.workspaces.filter(({ ownerId }) => ids.has(ownerId));
    if (users.length === 0) continue;
    yield `${head.runId}  ${head.createdAt}  ${head.count} of ${head.templateName}: ${counted(users.length, 'user')}, ${counted(workspaces.length, 'workspace')}`;
  }
  for (const line of unknown.workspaces.map(describeWorkspace).sort()) yield line;
  for (const line of unknown.users.map(describeUser).sort()) yield line;
  for (const [reason, count] of countReasons(found)) yield `left alone: ${count}: ${reason}`;
  if (found.withoutTemplate > 0) {
    yield `left alone: ${counted(found.withoutTemplate, 'user')} without a workspace: no template is theirs; leave out --template to remove them`;
  }
  const { users, workspaces, schedules } = countInventory(found);
  yield `in all ${counted(users, 'user')}, ${counted(workspaces, 'workspace')}, ${counted(schedules, 'schedule')}; no journal on this machine knows ` +
    `${unknown.users.length} of the users and ${unknown.workspaces.length} of the workspaces`;
}

function describeWorkspace({
  ownerName,
  name,
  templateName,
  latestBuild,
  autostartSchedule,
}: Workspace): string {
  const schedule = autostartSchedule === null ? '' : `, scheduled ${autostartSchedule}`;
  return `workspace  ${ownerName}/${name}  of ${templateName}, ${latestBuild.status}${schedule}`;
}

/** A run of nineam on another machine may be at work: only its mark tells of it here. */
function describeUser({ username, email, name }: User): string {
  const runId = runIdOfMark(name);
  const run =
    runId === null ? '' : `, of nineam's run ${runId}, journaled on another machine: see that it has ended`;
  return `user  ${username}  ${email}${run}`;
}

function countReasons({ spared }: ScaletestInventory): ReadonlyMap<string, string> {
  return new Map(
    [...new Set(spared.map(({ reason }) => reason))].map((reason) => {
      const group = spared.filter((one) => one.reason === reason);
      const workspaces = group.reduce((sum, one) => sum + one.workspaces.length, 0);
      const who = group.length === 1 ? `user ${group[0]?.user.username}` : `${group.length} users`;
      return [reason, `${who} and ${counted(workspaces, 'workspace')}`];
    }),
  );
}
