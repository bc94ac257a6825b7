import type { CoderClient, User, Workspace } from '../../codersdk/index.js';
import type { AdoptedResources, ScheduledStart } from '../../scaletest/autostart/index.js';
import { Semaphore } from '../../scaletest/harness/index.js';
import { namePrefix, type RunIdentity } from '../../scaletest/names/index.js';
import { type Clock, nextOccurrenceMs, parseSchedule } from '../../time/index.js';
import { AUTOSTART_BUILD_NUMBER } from '../autostart-build-number.js';
import { takeInventory } from '../cleanup-inventory.js';

/** How far a run had come, by the server's records: its journal may lack the last moments. */
export interface FoundProgress {
  /**
   * | kind | when | then |
   * |---|---|---|
   * | `setup` | no schedule is stored, or their minute is far enough ahead to take them back | set-up goes on, with a new minute |
   * | `storm` | the minute is near or over, or a start has begun | who has a schedule is followed to the end; the others are left out |
   */
  readonly kind: 'setup' | 'storm';
  /** What each runner takes over, by its index; who is absent begins anew, or in a storm not at all. */
  readonly adopted: ReadonlyMap<number, AdoptedResources>;
  /** Builds of its workspaces that wait for a provisioner. */
  readonly pendingBuilds: number;
}

export interface FindProgressOptions {
  readonly client: Pick<CoderClient, 'users' | 'workspaces'>;
  readonly run: RunIdentity;
  /** The deployment's clock. */
  readonly clock: Clock;
  readonly timeScale: number;
  readonly concurrency: number;
  readonly say: (line: string) => void;
}

/** Beside a request per schedule, this must be left before the minute to take schedules back. */
const MARGIN_MS = 10_000;
const MARGIN_PER_SCALE_MS = 500;
const PER_SCHEDULE_MS = 10;

/**
 * Finds the users and workspaces of a run by name and mark, and takes back schedules whose minute is still ahead.
 * @throws What the requests meet, or the signal's reason.
 */
export async function findProgress(
  options: FindProgressOptions,
  signal: AbortSignal,
): Promise<FoundProgress> {
  const { client, run, clock, timeScale } = options;
  const { users, workspaces } = await takeInventory(client, run, signal);
  const pendingBuilds = workspaces.filter(({ latestBuild }) => latestBuild.job.status === 'pending').length;
  const scheduled = workspaces.filter((workspace) => workspace.autostartSchedule !== null);
  if (scheduled.length > 0) {
    const firstMs = Math.min(...scheduled.map((workspace) => startOf(workspace)?.scheduledAtMs ?? 0));
    const neededMs = MARGIN_MS + timeScale * (MARGIN_PER_SCALE_MS + PER_SCHEDULE_MS * scheduled.length);
    const begun = workspaces.some(({ latestBuild }) => latestBuild.reason === 'autostart');
    if (begun || clock.nowMs() + neededMs >= firstMs)
      return { kind: 'storm', adopted: dueOf(scheduled, run), pendingBuilds };
    await takeBack(scheduled, options, signal);
  }
  return { kind: 'setup', adopted: madeSoFar(users, workspaces, run), pendingBuilds };
}

function dueOf(scheduled: readonly Workspace[], run: RunIdentity): ReadonlyMap<number, AdoptedResources> {
  const adopted = new Map<number, AdoptedResources>();
  for (const workspace of scheduled) {
    const start = startOf(workspace);
    const index = indexIn(workspace.name, run);
    if (start === null || index === null) continue;
    adopted.set(index, {
      kind: 'scheduled',
      workspace,
      start,
      buildNumber: expectedNumber(workspace, start),
    });
  }
  return adopted;
}

function madeSoFar(
  users: readonly User[],
  workspaces: readonly Workspace[],
  run: RunIdentity,
): ReadonlyMap<number, AdoptedResources> {
  const adopted = new Map<number, AdoptedResources>();
  for (const user of users) {
    const index = indexIn(user.username, run);
    if (index === null) continue;
    const workspace = workspaces.find(
      ({ ownerId, name }) => ownerId === user.id && indexIn(name, run) === index,
    );
    adopted.set(index, { kind: 'made', user, workspace: workspace ?? null });
  }
  return adopted;
}

/** The minute that a stored schedule meant: its first occurrence after the workspace was created. */
function startOf({ autostartSchedule, createdAt }: Workspace): ScheduledStart | null {
  if (autostartSchedule === null) return null;
  const scheduledAtMs = nextOccurrenceMs(parseSchedule(autostartSchedule), createdAt.us / 1000);
  return scheduledAtMs === undefined ? null : { scheduledAtMs, schedule: autostartSchedule };
}

/** The number of the autostart build: one more than that of the stop, which may have been asked for twice. */
function expectedNumber({ latestBuild }: Workspace, { scheduledAtMs }: ScheduledStart): number {
  const { reason, transition, buildNumber, createdAt } = latestBuild;
  if (reason === 'autostart') return buildNumber;
  const isOwnStop = transition === 'stop' && createdAt.us / 1000 < scheduledAtMs;
  return isOwnStop ? buildNumber + 1 : AUTOSTART_BUILD_NUMBER;
}

async function takeBack(
  scheduled: readonly Workspace[],
  { client, concurrency, say }: FindProgressOptions,
  signal: AbortSignal,
): Promise<void> {
  const turns = new Semaphore(concurrency);
  await Promise.all(
    scheduled.map(async ({ id }) => {
      const release = await turns.acquire(signal);
      try {
        await client.workspaces.setAutostart(id, null, { signal });
      } finally {
        release();
      }
    }),
  );
  say(`took back ${scheduled.length} schedules of the earlier minute`);
}

function indexIn(name: string, run: RunIdentity): number | null {
  const prefix = namePrefix(run);
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : null;
}
