import type { WorkspaceBuildUpdate } from '../../codersdk/index.js';
import { abortable } from '../../time/index.js';

/** How a build is said to have ended; `source ended`: nothing more will be said. */
export type Hint = 'succeeded' | 'failed' | 'canceled' | 'source ended';

interface Waiter {
  readonly buildNumber: number;
  readonly resolve: (hint: Hint) => void;
}

/**
 * What one runner is told about its builds. Reads the updates from the start, because a message may come before the
 * answer to the request that caused it: until the workspace's id is known, updates are told apart by id and build
 * number; from then on those of other workspaces of the same name (an earlier run's) are dropped.
 *
 * Of each build the newest hint is kept until it is taken; that one succeeded is remembered. Messages about builds that have not ended say nothing.
 */
export class BuildHints {
  readonly #iterator: AsyncIterator<WorkspaceBuildUpdate>;
  readonly #kept = new Map<string, Hint>();
  readonly #succeeded = new Set<string>();
  #workspaceId: string | null = null;
  #waiter: Waiter | null = null;
  #ended = false;

  /** @param onEnd - Called once when the updates end before {@link stop}; with the error if they failed. */
  constructor(updates: AsyncIterable<WorkspaceBuildUpdate>, onEnd: (error?: unknown) => void) {
    this.#iterator = updates[Symbol.asyncIterator]();
    this.#read().then(
      () => this.#end(onEnd),
      (error: unknown) => this.#end(onEnd, error),
    );
  }

  /** Says whose updates count from now on. */
  bind(workspaceId: string): void {
    this.#workspaceId = workspaceId;
  }

  /**
   * The next hint about a build of the workspace that was bound; takes one that has come already. One wait at a time.
   * @throws The signal's reason when it is aborted.
   */
  async next(buildNumber: number, signal: AbortSignal): Promise<Hint> {
    signal.throwIfAborted();
    const key = this.#key(buildNumber);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      return kept;
    }
    if (this.#ended) return 'source ended';
    try {
      return await abortable(
        new Promise<Hint>((resolve) => {
          this.#waiter = { buildNumber, resolve };
        }),
        signal,
      );
    } finally {
      this.#waiter = null;
    }
  }

  /** Whether an update, taken or not, said that this build of the workspace that was bound succeeded. */
  toldSucceeded(buildNumber: number): boolean {
    return this.#succeeded.has(this.#key(buildNumber));
  }

  /** Reads no further. */
  stop(): void {
    this.#ended = true;
    // Not awaited: a source that waits for its next update may answer only when that comes.
    this.#iterator.return?.().catch(() => {});
  }

  #key(buildNumber: number): string {
    return `${this.#workspaceId} ${buildNumber}`;
  }

  async #read(): Promise<void> {
    for (;;) {
      const next = await this.#iterator.next();
      if (next.done === true || this.#ended) return;
      this.#take(next.value);
    }
  }

  #take({ workspaceId, buildNumber, jobStatus }: WorkspaceBuildUpdate): void {
    if (jobStatus !== 'succeeded' && jobStatus !== 'failed' && jobStatus !== 'canceled') return;
    if (this.#workspaceId !== null && this.#workspaceId !== workspaceId) return;
    if (jobStatus === 'succeeded') this.#succeeded.add(`${workspaceId} ${buildNumber}`);
    const waiter = this.#waiter;
    if (waiter?.buildNumber === buildNumber && this.#workspaceId !== null) {
      waiter.resolve(jobStatus);
      this.#waiter = null;
    } else {
      this.#kept.set(`${workspaceId} ${buildNumber}`, jobStatus);
    }
  }

  #end(onEnd: (error?: unknown) => void, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    onEnd(error);
    this.#waiter?.resolve('source ended');
  }
}
