import { CoderApiError, type CoderClient, isGone, type User, type Workspace } from '../codersdk/index.js';
import { BuildExpectations, type FeedKind, ReliableFeed } from '../feed/index.js';
import { BoundedRunLog, Semaphore } from '../scaletest/harness/index.js';
import { cancelBuild, deleteWorkspace } from '../scaletest/workspacebuild/index.js';
import type { UniformDraw } from '../stats/index.js';
import { explanationOf, messageOf, type RunEventListener } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { BuildEndWatch } from './build-end-watch.js';
import { countInventory, type Inventory } from './cleanup-inventory.js';
import type { CleanupReport, Leftover, Removal } from './cleanup-report.js';

/** How anything is cleaned up. */
export interface CleaningOptions {
  /** Acts with an owner's token. */
  readonly client: CoderClient;
  readonly organizationId: string;
  /** The deployment's clock. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  readonly updates: 'auto' | FeedKind;
  /** Workspaces being deleted at once; Infinity: no limit. */
  readonly concurrency: number;
  /** One job, counted from its start; `null`: no limit. A delete beyond it is given up, any other build canceled. */
  readonly jobTimeoutMs: number | null;
  /** Only clear schedules; users and workspaces stay. */
  readonly schedulesOnly: boolean;
  /** Cancel builds that run at once, instead of giving them the time of a job. Default: no. */
  readonly cancelRunning?: boolean;
  /** Delete workspaces without destroying what they run on. Default: no. */
  readonly orphan?: boolean;
  /**
   * How long to wait, in real time, before looking once more, because requests were sent whose answers never came;
   * the server may still carry them out. 0: everything was answered.
   */
  readonly settleMs: number;
  readonly progress: RunEventListener;
}

/** What there is to clean up. */
export interface CleanupScope {
  /** What the workspaces' names begin with: the feed passes over all others. */
  readonly namePrefix: string;
  /**
   * Lists anew what is still there.
   * @param refusedOwners - Ids of users that could not be deleted since they own a workspace.
   */
  readonly list: (refusedOwners: ReadonlySet<string>, signal: AbortSignal) => Promise<Inventory>;
  /** Told of every removal. */
  readonly onRemoved: (removed: Removal) => void;
}

/** Carries out the steps of a cleanup, and remembers what was removed and what was refused. */
export class Cleaner {
  readonly #scope: CleanupScope;
  readonly #options: CleaningOptions;
  readonly #signal: AbortSignal;
  readonly #failures = new Map<string, Leftover>();
  readonly #refusedOwners = new Set<string>();
  readonly #clearedSchedules = new Set<string>();
  readonly #deletedWorkspaces = new Set<string>();
  readonly #deletedUsers = new Set<string>();

  constructor(scope: CleanupScope, options: CleaningOptions, signal: AbortSignal) {
    this.#scope = scope;
    this.#options = options;
    this.#signal = signal;
  }

  /** Ids of users that could not be deleted since they own a workspace. */
  get refusedOwners(): ReadonlySet<string> {
    return this.#refusedOwners;
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

  /**
   * Cancels what waits in the queue, and what runs if that was asked for. Deletes stay there, unless workspaces are to be
   * forgotten: one that waits for a provisioner would hold that up. Whether anything was canceled, so that the listing
   * is out of date.
   */
  async cancelBuilds(found: Inventory): Promise<boolean> {
    const ctx = { signal: this.#signal, log: new BoundedRunLog() };
    const canceled = await Promise.all(
      found.workspaces.map(async ({ latestBuild }) => {
        const { status } = latestBuild.job;
        if (status !== 'pending' && !(status === 'running' && this.#options.cancelRunning)) return false;
        return cancelBuild(this.#options.client, latestBuild, status, ctx, this.#options.orphan);
      }),
    );
    return canceled.includes(true);
  }

  async remove(found: Inventory): Promise<void> {
    if (found.users.length === 0 && found.workspaces.length === 0) return;
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

  /** Workspaces and then their owner, as many at a time as asked for; owners without workspaces at once. */
  async #removeAll(found: Inventory, watch: BuildEndWatch): Promise<void> {
    const slots = new Semaphore(this.#options.concurrency);
    await Promise.all(
      groupByOwner(found).map(async ({ owner, workspaces }) => {
        const release = await slots.acquire(this.#signal);
        try {
          const gone = await this.#removeWorkspaces(workspaces, watch, found.workspaces.length);
          if (gone && owner !== null) await this.#removeUser(owner, found.users.length);
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
    const { client, clock, realClock, jobTimeoutMs, orphan } = this.#options;
    let gone = true;
    for (const workspace of workspaces) {
      gone &&= await this.#attempt('workspace', workspace.name, workspace.id, async () => {
        const ctx = { signal: this.#signal, clock, realClock, log: new BoundedRunLog() };
        await deleteWorkspace(client, workspace, ctx, {
          jobTimeoutMs,
          ...(orphan === undefined ? {} : { orphan }),
          // What fails is tried again in the next pass, behind everything that does not.
          attempts: 1,
          waitForEnd: (build, limitMs, signal) =>
            watch.wait(build.workspaceId, build.buildNumber, limitMs, signal),
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
      this.#failures.delete(keyOf(kind, id));
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isGone(error)) return true;
      if (kind === 'user' && error instanceof CoderApiError && error.status === 417)
        this.#refusedOwners.add(id);
      this.#failures.set(keyOf(kind, id), { kind, name, id, reason: explanationOf(error) });
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
    this.#scope.onRemoved({ kind, id, name });
    this.#options.progress({ type: 'cleanup', removed: kind, done: set.size, total });
  }

  #openFeed(): ReliableFeed {
    const { client, organizationId, realClock, random, updates, progress, clock } = this.#options;
    return new ReliableFeed({
      client,
      kind: updates,
      namePrefix: this.#scope.namePrefix,
      organizationId,
      // Nothing is expected of the feed: a deleted workspace has no row to reconcile with, so the watch reads itself.
      expectations: new BuildExpectations(),
      realClock,
      random,
      onEvent: (event) => progress({ type: 'feed', ...event, atMs: clock.nowMs() }),
    });
  }

  /** @param left - What the last listing shows. */
  report(left: Inventory): CleanupReport {
    const scheduled = left.workspaces.filter((workspace) => workspace.autostartSchedule !== null);
    const schedules = scheduled.map((row) => this.#leftover('schedule', row.name, row.id));
    const leftovers = this.#options.schedulesOnly
      ? schedules
      : [
          ...schedules,
          ...left.workspaces.map((row) => this.#leftover('workspace', row.name, row.id)),
          ...left.users.map((user) => this.#leftover('user', user.username, user.id)),
        ];
    return {
      schedulesCleared: this.#clearedSchedules.size,
      workspacesDeleted: this.#deletedWorkspaces.size,
      usersDeleted: this.#deletedUsers.size,
      leftovers,
      check: countInventory(left),
    };
  }

  #leftover(kind: Leftover['kind'], name: string, id: string): Leftover {
    const reason =
      kind === 'user' ? 'still owns a workspace that could not be deleted' : 'was listed again afterwards';
    return this.#failures.get(keyOf(kind, id)) ?? { kind, name, id, reason };
  }
}

interface Owned {
  /** `null`: the owner is not to be removed. */
  readonly owner: User | null;
  readonly workspaces: Workspace[];
}

function groupByOwner(found: Inventory): readonly Owned[] {
  const groups = new Map<string, Owned>(found.users.map((owner) => [owner.id, { owner, workspaces: [] }]));
  for (const workspace of found.workspaces) {
    const group = groups.get(workspace.ownerId);
    if (group === undefined) groups.set(workspace.ownerId, { owner: null, workspaces: [workspace] });
    else group.workspaces.push(workspace);
  }
  return [...groups.values()];
}

function keyOf(kind: Leftover['kind'], id: string): string {
  return `${kind} ${id}`;
}
