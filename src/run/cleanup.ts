import {
  CoderApiError,
  type CoderClient,
  ConnectionError,
  type User,
  type Workspace,
} from '../codersdk/index.js';
import { BuildExpectations, type FeedKind, ReliableFeed } from '../feed/index.js';
import { BoundedRunLog, Semaphore } from '../scaletest/harness/index.js';
import { namePrefix, type RunIdentity } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import { messageOf, type RunEventListener } from '../storm/index.js';
import { type Clock, sleep } from '../time/index.js';
import { BuildEndWatch } from './build-end-watch.js';
import { type Inventory, takeInventory } from './cleanup-inventory.js';
import { cancelIfPending, deleteWorkspace } from './delete-workspace.js';

/** Something of ours that could not be removed, with the reason and what to do. */
export interface Leftover {
  readonly kind: 'schedule' | 'workspace' | 'user';
  readonly name: string;
  readonly id: string;
  readonly reason: string;
}

/** What a cleanup removed, and what it could not. */
export interface CleanupReport {
  readonly schedulesCleared: number;
  readonly workspacesDeleted: number;
  readonly usersDeleted: number;
  readonly leftovers: readonly Leftover[];
}

/** One removal. `index` is that of the runner; -1 where the name does not tell. */
export interface Removed {
  readonly kind: Leftover['kind'];
  readonly id: string;
  readonly index: number;
}

export interface CleanupOptions {
  /** Acts with an owner's token. */
  readonly client: CoderClient;
  readonly run: RunIdentity;
  readonly organizationId: string;
  /** The deployment's clock. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  readonly updates: 'auto' | FeedKind;
  /** Workspaces being deleted at once; Infinity: no limit. */
  readonly concurrency: number;
  /** One delete job, counted from its start; `null`: no limit. */
  readonly jobTimeoutMs: number | null;
  /** Only clear schedules; users and workspaces stay. */
  readonly schedulesOnly: boolean;
  /**
   * How long to wait, in real time, before looking once more, because requests were sent whose answers never came;
   * the server may still carry them out. 0: everything was answered.
   */
  readonly settleMs: number;
  readonly progress: RunEventListener;
  /** Told of every removal, for the journal. */
  readonly onRemoved: (removed: Removed) => void;
}

/** A failed or overtaken removal is tried again by listing anew, this often in all; the last listing is the proof. */
const PASSES = 4;

/**
 * Removes everything that a run created, found by listing by name and mark: schedules first, so that nothing starts
 * again whatever happens next; then what waits in the queue is canceled, so that no delete stands behind it; then
 * workspaces; then users. Lists again afterwards, and goes over what is left.
 * @throws the signal's reason when it aborts; what had not been removed by then is still there.
 */
export async function cleanUpRun(options: CleanupOptions, signal: AbortSignal): Promise<CleanupReport> {
  const cleaner = new Cleaner(options, signal);
  for (let pass = 1; pass <= PASSES; pass += 1) {
    if (pass === 2 && options.settleMs > 0) await sleep(options.realClock, options.settleMs, signal);
    let found = await takeInventory(options.client, options.run, signal, pass > 2);
    const scheduled = await cleaner.clearSchedules(found);
    const nothingLeft = options.schedulesOnly
      ? scheduled === 0
      : found.users.length === 0 && found.workspaces.length === 0;
    // One empty listing is no proof while requests without an answer may still be carried out.
    if (nothingLeft && (pass > 1 || options.settleMs === 0)) return cleaner.report();
    if (options.schedulesOnly) continue;
    if (await cleaner.cancelPending(found))
      found = await takeInventory(options.client, options.run, signal, pass > 2);
    await cleaner.remove(found);
  }
  if (options.schedulesOnly) return cleaner.report();
  return cleaner.report(await takeInventory(options.client, options.run, signal, true));
}

class Cleaner {
  readonly #options: CleanupOptions;
  readonly #signal: AbortSignal;
  readonly #failures = new Map<string, Leftover>();
  readonly #clearedSchedules = new Set<string>();
  readonly #deletedWorkspaces = new Set<string>();
  readonly #deletedUsers = new Set<string>();

  constructor(options: CleanupOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** How many workspaces had a schedule. */
  async clearSchedules(found: Inventory): Promise<number> {
    const scheduled = found.workspaces.filter((workspace) => workspace.autostartSchedule !== null);
    await Promise.all(
      scheduled.map((workspace) =>
        this.#attempt('schedule', workspace.name, workspace.id, async () => {
          await this.#options.client.workspaces.setAutostart(workspace.id, null, { signal: this.#signal });
          this.#removed('schedule', workspace, this.#clearedSchedules, scheduled.length);
        }),
      ),
    );
    return scheduled.length;
  }

  /** Whether anything that waited in the queue was canceled, so that the listing is out of date. */
  async cancelPending(found: Inventory): Promise<boolean> {
    const options = { client: this.#options.client, signal: this.#signal };
    const canceled = await Promise.all(
      found.workspaces.map((workspace) => cancelIfPending(workspace.latestBuild, options)),
    );
    return canceled.includes(true);
  }

  async remove(found: Inventory): Promise<void> {
    if (found.users.length === 0) return;
    this.#failures.clear();
    const done = new AbortController();
    const watch = new BuildEndWatch(this.#options);
    const feed = this.#openFeed();
    const following = feed.connect(this.#signal).then(() => watch.follow(feed));
    // The watch polls all the same: without a feed, cleanup is slower and as thorough.
    const followed = following.catch((error: unknown) => this.#withoutFeed(error));
    const polling = watch.poll(AbortSignal.any([this.#signal, done.signal]));
    try {
      await this.#removeAll(found, watch);
    } finally {
      done.abort(new Error('cleanup has ended'));
      await feed.close();
      await Promise.all([followed, polling]);
    }
  }

  #withoutFeed(error: unknown): void {
    if (this.#signal.aborted) return;
    const message = `cleanup follows by reading only: ${messageOf(error)}`;
    this.#options.progress({ type: 'notice', level: 'info', message });
  }

  /** A workspace and then its owner, as many at a time as asked for; owners without workspaces at once. */
  async #removeAll(found: Inventory, watch: BuildEndWatch): Promise<void> {
    const slots = new Semaphore(this.#options.concurrency);
    const owned = groupByOwner(found);
    await Promise.all(
      found.users.map(async (user) => {
        const release = await slots.acquire(this.#signal);
        try {
          const gone = await this.#removeWorkspaces(owned.get(user.id) ?? [], watch, found.workspaces.length);
          if (gone) await this.#removeUser(user, found.users.length);
        } finally {
          release();
        }
      }),
    );
  }

  async #removeWorkspaces(
    workspaces: readonly Workspace[],
    watch: BuildEndWatch,
    total: number,
  ): Promise<boolean> {
    let gone = true;
    for (const workspace of workspaces) {
      gone &&= await this.#attempt('workspace', workspace.name, workspace.id, async () => {
        await deleteWorkspace(workspace, {
          ...this.#options,
          watch,
          signal: this.#signal,
          log: new BoundedRunLog(),
        });
        this.#removed('workspace', workspace, this.#deletedWorkspaces, total);
      });
    }
    return gone;
  }

  async #removeUser(user: User, total: number): Promise<void> {
    await this.#attempt('user', user.username, user.id, async () => {
      await this.#options.client.users.delete(user.id, { signal: this.#signal });
      this.#removed('user', { id: user.id, name: user.username }, this.#deletedUsers, total);
    });
  }

  /** Runs one removal; what the deployment says is gone is gone, what it refuses is a leftover, an abort ends all. */
  async #attempt(
    kind: Leftover['kind'],
    name: string,
    id: string,
    work: () => Promise<void>,
  ): Promise<boolean> {
    try {
      await work();
      this.#failures.delete(id);
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof CoderApiError && (error.status === 404 || error.status === 410)) return true;
      this.#failures.set(id, { kind, name, id, reason: reasonOf(error) });
      return false;
    }
  }

  #removed(
    kind: Leftover['kind'],
    { id, name }: { readonly id: string; readonly name: string },
    set: Set<string>,
    total: number,
  ): void {
    set.add(id);
    const index = Number(name.slice(namePrefix(this.#options.run).length));
    this.#options.onRemoved({ kind, id, index: Number.isInteger(index) ? index : -1 });
    this.#options.progress({ type: 'cleanup', removed: kind, done: set.size, total });
  }

  #openFeed(): ReliableFeed {
    const { client, run, organizationId, realClock, random, updates, progress, clock } = this.#options;
    return new ReliableFeed({
      client,
      kind: updates,
      namePrefix: namePrefix(run),
      organizationId,
      // Nothing is expected of the feed: a deleted workspace has no row to reconcile with, so the watch reads itself.
      expectations: new BuildExpectations(),
      realClock,
      random,
      onEvent: (event) => progress({ type: 'feed', ...event, atMs: clock.nowMs() }),
    });
  }

  report(left: Inventory = { users: [], workspaces: [] }): CleanupReport {
    const leftovers = [
      ...left.workspaces.map((row) => this.#leftover('workspace', row.name, row.id)),
      ...left.users.map((user) => this.#leftover('user', user.username, user.id)),
      ...[...this.#failures.values()].filter((failure) => failure.kind === 'schedule'),
    ];
    return {
      schedulesCleared: this.#clearedSchedules.size,
      workspacesDeleted: this.#deletedWorkspaces.size,
      usersDeleted: this.#deletedUsers.size,
      leftovers,
    };
  }

  #leftover(kind: 'workspace' | 'user', name: string, id: string): Leftover {
    const reason =
      kind === 'user' ? 'still owns a workspace that could not be deleted' : 'was listed again afterwards';
    return this.#failures.get(id) ?? { kind, name, id, reason };
  }
}

function groupByOwner(found: Inventory): Map<string, Workspace[]> {
  const groups = new Map<string, Workspace[]>();
  for (const workspace of found.workspaces) {
    const group = groups.get(workspace.ownerId);
    if (group === undefined) groups.set(workspace.ownerId, [workspace]);
    else group.push(workspace);
  }
  return groups;
}

function reasonOf(error: unknown): string {
  const hint = error instanceof ConnectionError || error instanceof CoderApiError ? error.hint : undefined;
  return hint === undefined ? messageOf(error) : `${messageOf(error)} (${hint})`;
}
