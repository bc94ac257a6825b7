import type { WorkspaceBuildUpdate } from '../codersdk/index.js';
import type { UniformDraw } from '../stats/index.js';
import type { Clock } from '../time/index.js';
import { onAbort } from '../time/index.js';
import type { BuildExpectations } from './build-expectations.js';
import type { FeedClient } from './feed-client.js';
import type { FeedEvent, FeedKind, FeedStatistics, FeedUpdate } from './feed-update.js';
import { HintLedger, isEnded } from './hint-ledger.js';
import { Observer } from './observer.js';
import type { EndedBuild } from './open-builds.js';
import { OpenBuilds } from './open-builds.js';
import { PollSource } from './poll-source.js';
import { QueueDepth } from './queue-depth.js';
import { QueueWatch } from './queue-watch.js';
import { Reconciler } from './reconciler.js';
import type { BuildUpdateSource, SourceEnd } from './source.js';
import { SourceSupply } from './source-supply.js';
import { UpdateQueue } from './update-queue.js';
import { WatchAllSource } from './watch-all-source.js';

/** What a reliable feed works with. */
export interface ReliableFeedOptions {
  readonly client: FeedClient;
  /** `auto`: the socket, or the poll when the socket is refused or cannot be had at first. */
  readonly kind: 'auto' | FeedKind;
  /** The text with which the names of this run's workspaces begin; updates of others are dropped. */
  readonly namePrefix: string;
  readonly organizationId: string;
  readonly expectations: BuildExpectations;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  /** Must not throw. */
  readonly onEvent: (event: FeedEvent) => void;
  /**
   * Told the number of pending jobs of the whole deployment whenever it was read: with the poll at every reading, with
   * the socket at most every 30 s of real time while scheduled builds are due. Must not throw.
   */
  readonly onQueueDepth?: (pending: number) => void;
  /**
   * The shortest time between two readings, in real milliseconds, above 0; silences are measured in it. Default 5,000.
   * A deployment whose time runs faster than real time wants it shorter.
   */
  readonly intervalMs?: number;
}

const DEFAULT_INTERVAL_MS = 5_000;

/**
 * Build updates that survive lost messages, lost connections and a server without the socket. Single consumer, who is
 * never waited for.
 *
 * | state | input | next |
 * |---|---|---|
 * | new | connected; with `auto`, by the poll if the socket is refused, or fails again and again | live |
 * | new | `connect` fails for good | closed |
 * | live | an update | live; passed on unless it repeats or is not of this run |
 * | live | the source ends, whatever the reason | lost |
 * | lost | back-off over, connected | live, and reconciled when something is expected |
 * | lost | back-off over, the server refuses the socket | live, with the poll from now on |
 * | lost | back-off over, the fourth failure in a row or a later one, and the poll can be had | live, with the poll from now on |
 * | lost | back-off over, any other failure | lost |
 * | any | `close` | closed: nothing runs any more; what is queued is still given, then the iteration ends |
 */
export class ReliableFeed implements AsyncIterable<FeedUpdate> {
  readonly #observer: Observer;
  readonly #namePrefix: string;
  readonly #onEvent: (event: FeedEvent) => void;
  readonly #ledger = new HintLedger();
  readonly #supply: SourceSupply;
  readonly #reconciler: Reconciler;
  readonly #queueWatch: QueueWatch;
  readonly #updates = new UpdateQueue<FeedUpdate>();
  readonly #life = new AbortController();
  #begun = false;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #messages = 0;
  #foreign = 0;
  #duplicates = 0;

  constructor(options: ReliableFeedOptions) {
    const { namePrefix, realClock, onEvent, intervalMs = DEFAULT_INTERVAL_MS } = options;
    this.#namePrefix = namePrefix;
    this.#onEvent = onEvent;
    this.#observer = new Observer(options.client);
    const tellDepth = (pending: number): void => options.onQueueDepth?.(pending);
    const shared = {
      observer: this.#observer,
      namePrefix,
      open: new OpenBuilds(options.expectations, this.#ledger),
      realClock,
      intervalMs,
    };
    const queueDepth = new QueueDepth(this.#observer, options.organizationId, tellDepth);
    this.#supply = new SourceSupply({
      kind: options.kind,
      make: (kind) =>
        kind === 'poll' ? new PollSource({ ...shared, queueDepth }) : new WatchAllSource(this.#observer),
      realClock,
      random: options.random,
      onEvent,
    });
    this.#queueWatch = new QueueWatch({ queueDepth, open: shared.open, realClock, intervalMs });
    this.#reconciler = new Reconciler({
      ...shared,
      found: (update) => this.#foundByReading(update),
      onReconciled: (detail) => onEvent({ state: 'reconciled', detail }),
    });
  }

  get statistics(): FeedStatistics {
    return {
      kind: this.#supply.kind,
      messages: this.#messages,
      foreign: this.#foreign,
      reconnects: this.#supply.reconnects,
      reconciliations: this.#reconciler.reconciliations,
      failedReconciliations: this.#reconciler.failures,
      recovered: this.#ledger.recovered,
      duplicates: this.#duplicates,
      requests: this.#observer.requests,
    };
  }

  /**
   * Subscribes; what ends after this resolved is passed on. The signal bounds the connecting only. Once per feed.
   * @returns The kind in use; `onEvent` gets the reason when it is not the socket that `auto` prefers.
   * @throws CoderApiError when the server refuses what was asked for, with a hint where `auto` would do; whatever else
   * the client throws, or the signal's reason.
   */
  async connect(signal: AbortSignal): Promise<FeedKind> {
    if (this.#begun) {
      throw new Error('a feed can be connected only once');
    }
    this.#begun = true;
    const life = this.#life.signal;
    const attempt = new AbortController();
    const unfollow = onAbort(signal, () => attempt.abort(signal.reason));
    const unfollowLife = onAbort(life, () => attempt.abort(life.reason));
    try {
      signal.throwIfAborted();
      life.throwIfAborted();
      const source = await this.#supply.first(attempt.signal);
      this.#running = this.#run(source);
      life.throwIfAborted();
      return this.#supply.kind;
    } catch (error) {
      this.#updates.end();
      throw error;
    } finally {
      unfollow();
      unfollowLife();
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<FeedUpdate> {
    return this.#updates;
  }

  /** Ends the feed. Resolves when nothing of it runs any more; a second call returns the first one's promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#life.abort(new Error('the feed was closed'));
    await this.#running;
    this.#updates.end();
  }

  /** Never throws. */
  async #run(first: BuildUpdateSource): Promise<void> {
    const life = this.#life.signal;
    let source: BuildUpdateSource | null = first;
    while (source !== null) {
      const end: SourceEnd = await this.#passOn(source);
      if (end.kind === 'closed') {
        return;
      }
      if (!life.aborted) {
        this.#onEvent({ state: 'lost', detail: end.detail });
      }
      source = await this.#supply.next(end.retryAfterMs, life);
    }
  }

  /** Passes on what the source gives, and what it fails to give, until it ends. */
  async #passOn(source: BuildUpdateSource): Promise<SourceEnd> {
    const session = new AbortController();
    const unfollow = onAbort(this.#life.signal, () => source.close());
    if (this.#life.signal.aborted) {
      source.close();
    }
    const followers = source.kind === 'watch-all' ? [this.#reconciler, this.#queueWatch] : [];
    const following = followers.map((follower) => follower.follow(session.signal));
    for await (const update of source) {
      this.#receive(update, source.kind);
    }
    unfollow();
    session.abort(new Error('the connection has ended'));
    await Promise.all(following);
    return source.ended;
  }

  #receive(update: WorkspaceBuildUpdate, from: FeedKind): void {
    const { workspaceId, workspaceName, buildNumber, jobStatus } = update;
    if (!workspaceName.startsWith(this.#namePrefix)) {
      this.#foreign += 1;
      return;
    }
    this.#messages += 1;
    if (from === 'watch-all') {
      this.#reconciler.heard();
    }
    if (!isEnded(jobStatus)) {
      return;
    }
    const fresh =
      from === 'watch-all'
        ? this.#ledger.told(workspaceId, buildNumber, jobStatus)
        : this.#ledger.read(workspaceId, buildNumber, jobStatus, false);
    if (fresh) {
      this.#updates.push({ ...update, origin: from === 'watch-all' ? 'watch-all' : 'reconcile' });
    } else {
      this.#duplicates += 1;
    }
  }

  #foundByReading(update: EndedBuild['update']): boolean {
    const fresh = this.#ledger.read(update.workspaceId, update.buildNumber, update.jobStatus, true);
    if (fresh) {
      this.#updates.push({ ...update, origin: 'reconcile' });
    }
    return fresh;
  }
}
