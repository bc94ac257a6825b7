import type { CoderClient, Workspace } from '../codersdk/index.js';
import type { FeedUpdate } from '../feed/index.js';
import type { BuildEnd } from '../scaletest/workspacebuild/index.js';
import { abortable, type Clock, sleep } from '../time/index.js';

interface Watched {
  readonly workspaceId: string;
  readonly buildNumber: number;
  readonly limitMs: number | null;
  readonly resolve: (end: BuildEnd) => void;
}

/** Ids in one query: its URL stays well below what proxies accept. */
const IDS_PER_QUERY = 100;
const SHORTEST_INTERVAL_MS = 2_000;

/**
 * Waits for the ends of many builds at once. Hints of the feed wake it early; whatever they miss is found by reading
 * the oldest of the awaited workspaces, a hundred a request, since the queue is first in, first out. A workspace that
 * is listed no more is deleted.
 *
 * | a row shows | end |
 * |---|---|
 * | no row | `gone` |
 * | the awaited build, ended | `ended` |
 * | a later build | `ended`, with that later build |
 * | the awaited build, running beyond its limit | `overdue` |
 * | anything else | still watched |
 */
export class BuildEndWatch {
  readonly #client: Pick<CoderClient, 'workspaces'>;
  readonly #clock: Clock;
  readonly #realClock: Clock;
  readonly #watched = new Map<string, Watched>();
  #lastHintMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly client: Pick<CoderClient, 'workspaces'>;
    /** The deployment's clock: limits of running jobs count on it. */
    readonly clock: Clock;
    readonly realClock: Clock;
  }) {
    this.#client = options.client;
    this.#clock = options.clock;
    this.#realClock = options.realClock;
  }

  /**
   * Resolves when the build has ended, or has been running for longer than `limitMs` of the deployment's clock.
   * @throws the signal's reason when it aborts first.
   */
  async wait(
    workspaceId: string,
    buildNumber: number,
    limitMs: number | null,
    signal: AbortSignal,
  ): Promise<BuildEnd> {
    const ended = new Promise<BuildEnd>((resolve) => {
      this.#watched.set(workspaceId, { workspaceId, buildNumber, limitMs, resolve });
    });
    try {
      return await abortable(ended, signal);
    } finally {
      this.#watched.delete(workspaceId);
    }
  }

  /** Reads hints until the feed ends. A successful delete is believed; anything else is read first. */
  async follow(updates: AsyncIterable<FeedUpdate>): Promise<void> {
    for await (const update of updates) {
      const watched = this.#watched.get(update.workspaceId);
      if (watched === undefined || update.buildNumber !== watched.buildNumber) continue;
      this.#lastHintMs = this.#realClock.nowMs();
      if (update.transition === 'delete' && update.jobStatus === 'succeeded')
        watched.resolve({ kind: 'gone' });
    }
  }

  /** Reads what hints have not told, until the signal aborts. */
  async poll(signal: AbortSignal): Promise<void> {
    let intervalMs = SHORTEST_INTERVAL_MS;
    while (!signal.aborted) {
      await sleep(this.#realClock, intervalMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#watched.size === 0 || this.#realClock.nowMs() - this.#lastHintMs < intervalMs) continue;
      try {
        intervalMs = Math.max(SHORTEST_INTERVAL_MS, 20 * (await this.#readOldest(signal)));
      } catch (error) {
        if (signal.aborted) return;
        // The client has retried already; a deployment that cannot answer now is asked again later.
        if (!(error instanceof Error)) throw error;
      }
    }
  }

  /** @returns How long the answer took, without tries that failed before it. */
  async #readOldest(signal: AbortSignal): Promise<number> {
    let answeredInMs = 0;
    const oldest = [...this.#watched.values()].slice(0, IDS_PER_QUERY);
    const page = await this.#client.workspaces.list(
      { q: `id:${oldest.map((watched) => watched.workspaceId).join(',')}` },
      {
        signal,
        onAnswered: (durationMs) => {
          answeredInMs = durationMs;
        },
      },
    );
    const rows = new Map(page.workspaces.map((workspace) => [workspace.id, workspace]));
    for (const watched of oldest) {
      const end = this.#endOf(watched, rows.get(watched.workspaceId));
      if (end !== null) watched.resolve(end);
      else this.#readLater(watched);
    }
    return answeredInMs;
  }

  /** Behind all others, so that a hundred slow ones do not keep the rest from being read. */
  #readLater(watched: Watched): void {
    if (this.#watched.delete(watched.workspaceId)) this.#watched.set(watched.workspaceId, watched);
  }

  #endOf(watched: Watched, row: Workspace | undefined): BuildEnd | null {
    if (row === undefined) return { kind: 'gone' };
    const build = row.latestBuild;
    if (build.buildNumber < watched.buildNumber) return null;
    if (build.buildNumber > watched.buildNumber || build.job.completedAt !== null)
      return { kind: 'ended', build };
    const runningMs = build.job.startedAt === null ? 0 : this.#clock.nowMs() - build.job.startedAt.us / 1000;
    return watched.limitMs !== null && runningMs > watched.limitMs ? { kind: 'overdue', build } : null;
  }
}
