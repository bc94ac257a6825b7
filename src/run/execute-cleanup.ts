import type { Journals, LockSeeker } from '../journal/index.js';
import type { RandomBytes } from '../scaletest/names/index.js';
import { randomText } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError, messageOf, PreflightError } from '../storm/index.js';
import { type Clock, sleep } from '../time/index.js';
import { cleanUpRun } from './cleanup.js';
import { type Inventory, takeInventory } from './cleanup-inventory.js';
import { withCleanupLimit } from './cleanup-limit.js';
import { combineExitCodes, EXIT, type ExitCode } from './exit-code.js';
import { findJournaledRuns, type JournaledRun } from './journaled-runs.js';
import { type OpenTarget, openTarget } from './open-target.js';
import { unlessUnusable } from './preflight/index.js';
import { removalRecord } from './removal-record.js';
import type { RunProgress } from './run-environment.js';
import type { CleanupPlan, RemoteTarget } from './run-plan.js';

/** What to clean up, and where. */
export interface CleanupCommandPlan {
  readonly target: RemoteTarget;
  readonly requestConcurrency: number;
  readonly requestTimeoutMs: number | null;
  readonly stateDir: string;
  /** Only this run; `null`: every run that is not recorded as clean. */
  readonly runId: string | null;
  /** Only runs of this template. */
  readonly template: string | null;
  readonly listOnly: boolean;
  readonly yes: boolean;
  readonly cleanup: CleanupPlan;
}

export interface CleanupEnvironment extends LockSeeker {
  readonly realClock: Clock;
  readonly randomBytes: RandomBytes;
  readonly interrupt: AbortSignal;
  readonly progress: RunProgress;
  readonly writeStdout: (text: string) => void;
  /** One line from a person; `null` where nobody can answer. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly journals: Journals;
  readonly nineamVersion: string;
}

/** By so much a journal may be behind its run. */
const JOURNAL_LAG_MS = 1_000;

/** A journaled run and what is left of it. */
interface FoundRun {
  readonly listing: JournaledRun;
  readonly inventory: Inventory;
}

/**
 * Removes what journaled runs left on a deployment. Each run is found by its journal, what it made by name and mark.
 * @throws ConfigError when the run is unknown; PreflightError when the token is not an owner's.
 */
export async function executeCleanup(plan: CleanupCommandPlan, env: CleanupEnvironment): Promise<ExitCode> {
  const random = seededDraws(randomText(env.randomBytes, '0123456789abcdef', 32));
  const world = { ...env, random, userAgent: `nineam/${env.nineamVersion}` };
  const target = await unlessUnusable(openTarget(plan, world, env.interrupt));
  try {
    await unlessUnusable(refuseOthers(target, env.interrupt));
    const listings = await findJournaledRuns(plan, target.url, env);
    const found = await lookAt(listings, target, env);
    for (const one of found) env.writeStdout(`${describe(one)}\n`);
    const left = found.filter((one) => one.inventory.users.length + one.inventory.workspaces.length > 0);
    if (left.length === 0) env.writeStdout('nothing is left to remove\n');
    if (plan.listOnly) return EXIT.ok;
    for (const one of found.filter((run) => !left.includes(run))) await recordClean(one, env);
    if (left.length === 0) return EXIT.ok;
    if (!(await agreed(plan, env))) return EXIT.cleanupIncomplete;
    const codes: ExitCode[] = [];
    for (const one of left) codes.push(await cleanUpOne(one, plan, target, random, env));
    return combineExitCodes(codes);
  } finally {
    env.progress.end();
    await target.close();
  }
}

async function refuseOthers(target: OpenTarget, signal: AbortSignal): Promise<void> {
  const me = await target.client.users.me({ signal });
  if (me.roles.includes('owner')) return;
  throw new PreflightError([
    {
      check: 'owner',
      message: `the token belongs to ${me.username}, who is not an owner`,
      mend: 'log in as a user with the site role "owner": only an owner deletes users',
    },
  ]);
}

async function lookAt(
  listings: readonly JournaledRun[],
  target: OpenTarget,
  env: CleanupEnvironment,
): Promise<readonly FoundRun[]> {
  const found: FoundRun[] = [];
  for (const listing of listings) {
    await settle(listing, target, env);
    found.push({
      listing,
      inventory: await takeInventory(target.client, listing.head, env.interrupt),
    });
  }
  return found;
}

/**
 * What was asked for and never answered may still be carried out, until its request would have timed out. A run that
 * was killed may have asked for more than its journal says, since records wait 50 ms for the disk.
 */
async function settle(listing: JournaledRun, target: OpenTarget, env: CleanupEnvironment): Promise<void> {
  if (listing.openIntents === 0 && listing.closed !== null) return;
  const endedAtMs = listing.lastRecordAtMs ?? Date.parse(listing.head.createdAt);
  const waitMs = endedAtMs + target.requestTimeoutMs + JOURNAL_LAG_MS - env.realClock.nowMs();
  if (waitMs <= 0) return;
  env.progress.say(
    `${listing.head.runId} ended just now: waiting ${Math.ceil(waitMs / 1000)}s for the deployment to carry out what it asked for`,
  );
  await sleep(env.realClock, waitMs, env.interrupt);
}

function describe({ listing, inventory }: FoundRun): string {
  const { head } = listing;
  const scheduled = inventory.workspaces.filter((workspace) => workspace.autostartSchedule !== null).length;
  return (
    `${head.runId}  ${head.createdAt}  ${head.count} of ${head.templateName}: ` +
    `${inventory.users.length} users, ${inventory.workspaces.length} workspaces, ${scheduled} schedules are left`
  );
}

async function agreed(plan: CleanupCommandPlan, env: CleanupEnvironment): Promise<boolean> {
  if (plan.yes) return true;
  const answer = await env.ask(`Remove all of it? [y/N] `);
  if (answer === null)
    throw new ConfigError([
      'nobody can be asked here: add --yes to remove what is listed, or --list to only list it',
    ]);
  return /^y(es)?$/i.test(answer.trim());
}

async function cleanUpOne(
  { listing, inventory }: FoundRun,
  plan: CleanupCommandPlan,
  target: OpenTarget,
  random: () => number,
  env: CleanupEnvironment,
): Promise<ExitCode> {
  const journal = await env.journals.reopen({ ...env, folder: listing.folder });
  let left = true;
  try {
    const { organizationId, liveProvisioners } = await placeOf(inventory, target, env.interrupt);
    env.progress.begin(target.clock, target.timeScale, inventory.users.length);
    env.progress.event({ type: 'stage', stage: 'cleanup', atMs: target.clock.nowMs() });
    const report = await withCleanupLimit(target.clock, plan.cleanup.timeoutMs, env.interrupt, (signal) =>
      cleanUpRun(
        {
          client: target.asOwner(),
          run: listing.head,
          organizationId,
          clock: target.clock,
          realClock: env.realClock,
          random,
          updates: 'auto',
          concurrency: plan.cleanup.concurrency ?? Math.max(10, 2 * liveProvisioners),
          jobTimeoutMs: plan.cleanup.jobTimeoutMs,
          schedulesOnly: false,
          settleMs: 0,
          progress: env.progress.event,
          onRemoved: (removed) => journal.record(removalRecord(removed)),
        },
        signal,
      ),
    );
    env.progress.end();
    for (const one of report.leftovers)
      env.progress.say(`left behind: ${one.kind} ${one.name} (${one.id}): ${one.reason}`);
    env.writeStdout(
      `removed ${report.workspacesDeleted} workspaces and ${report.usersDeleted} users of ${listing.head.runId}\n`,
    );
    left = report.leftovers.length > 0;
    return left ? EXIT.cleanupIncomplete : EXIT.ok;
  } catch (error) {
    env.interrupt.throwIfAborted();
    env.progress.end();
    env.progress.say(`cleanup of ${listing.head.runId} did not end: ${messageOf(error)}`);
    return EXIT.cleanupIncomplete;
  } finally {
    await journal.close(left ? 'open' : 'clean');
  }
}

/** The organization of the run's workspaces, or the default one, and how many provisioners live there. */
async function placeOf(
  inventory: Inventory,
  target: OpenTarget,
  signal: AbortSignal,
): Promise<{ readonly organizationId: string; readonly liveProvisioners: number }> {
  const organizations = await target.client.organizations.list({ signal });
  const standard = organizations.find((organization) => organization.isDefault) ?? organizations[0];
  const organizationId = inventory.workspaces[0]?.organizationId ?? standard?.id ?? '';
  const daemons = await target.client.provisioners.daemons(organizationId, { limit: 0 }, { signal });
  return { organizationId, liveProvisioners: daemons.filter((daemon) => daemon.status !== 'offline').length };
}

async function recordClean({ listing }: FoundRun, env: CleanupEnvironment): Promise<void> {
  if (listing.closed === 'clean') return;
  const journal = await env.journals.reopen({ ...env, folder: listing.folder });
  await journal.close('clean');
}
