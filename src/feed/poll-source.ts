import type { WorkspaceBuildUpdate } from '../codersdk/index.js';
import { CoderApiError } from '../codersdk/index.js';
import type { BuildExpectation } from '../collect/index.js';
import { nameTerm, readRecords } from '../collect/index.js';
import { messageOf } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { onAbort, sleep } from '../time/index.js';
import type { Observer } from './observer.js';
import type { OpenBuilds } from './open-builds.js';
import { endsAmong, FEW } from './open-builds.js';
import type { QueueDepth } from './queue-depth.js';
import { Settling } from './settling.js';
import type { BuildUpdateSource, SourceEnd } from './source.js';
import { SourceOutput } from './source-output.js';
import { countWorkspaces, mainTransition, STATUSES } from './workspace-counts.js';

/** What the poll works with. */
export interface PollSourceOptions {
  readonly observer: Observer;
  readonly namePrefix: string;
  readonly open: OpenBuilds;
  readonly queueDepth: QueueDepth;
  readonly realClock: Clock;
  /** The shortest time between two readings, in real milliseconds. */
  readonly intervalMs: number;
}

/**
 * Asks now and then what became of the expected builds, at most three requests per reading. Few builds are read by
 * id. Of many, only counts are asked for while they move; their rows are read once the counts have settled.
 *
 * | builds due | what is asked in a reading |
 * |---|---|
 * | none | nothing |
 * | up to 200 | their rows by id, 100 a request; the queue's depth |
 * | more | count pending, count in progress, the queue's depth |
 * | more, settled | the same, then all rows once |
 *
 * When counts have settled is decided by {@link Settling}.
 */
export class PollSource implements BuildUpdateSource {
  readonly kind = 'poll';
  readonly #options: PollSourceOptions;
  readonly #output = new SourceOutput();
  readonly #life = new AbortController();
  readonly #told = new WeakSet<BuildExpectation>();
  readonly #settling = new Settling();
  #begun = false;
  #closed = false;

  constructor(options: PollSourceOptions) {
    this.#options = options;
  }

  get ended(): Promise<SourceEnd> {
    return this.#output.ended;
  }

  /** One request, so that a server that cannot be asked is known at once. */
  async connect(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const life = this.#life.signal;
    const unfollow = onAbort(signal, () => this.#life.abort(signal.reason));
    const { observer, namePrefix } = this.#options;
    this.#begun = true;
    try {
      life.throwIfAborted();
      await observer.workspaces.list({ q: nameTerm(namePrefix), limit: 1 }, { signal: life });
      life.throwIfAborted();
    } catch (error) {
      this.#finish(error);
      throw error;
    } finally {
      unfollow();
    }
    this.#poll(life).catch((error: unknown) => this.#finish(error));
  }

  /** Ends the source as soon as the reading under way has been called off. */
  close(): void {
    this.#closed = true;
    this.#life.abort(new Error('the feed was closed'));
    if (!this.#begun) {
      this.#output.finish({ kind: 'closed' });
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<WorkspaceBuildUpdate> {
    return this.#output.updates;
  }

  async #poll(life: AbortSignal): Promise<never> {
    const { open, realClock, observer, intervalMs } = this.#options;
    for (;;) {
      const due = open.due(realClock.nowMs()).filter((expectation) => !this.#told.has(expectation));
      if (due.length > 0) {
        await this.#look(due, life);
      }
      await sleep(realClock, observer.intervalMs(intervalMs), life);
    }
  }

  async #look(due: readonly BuildExpectation[], life: AbortSignal): Promise<void> {
    if (due.length <= FEW || (await this.#settled(due, life))) {
      await this.#readRows(due, life);
    }
    if (due.length <= FEW) {
      await this.#options.queueDepth.ask(life);
    }
  }

  async #settled(due: readonly BuildExpectation[], life: AbortSignal): Promise<boolean> {
    const { observer, namePrefix, queueDepth } = this.#options;
    const { moving } = STATUSES[mainTransition(due)];
    const pendingCount = await countWorkspaces(observer, namePrefix, 'pending', life);
    const movingCount = await countWorkspaces(observer, namePrefix, moving, life);
    await queueDepth.ask(life);
    const counts = `${pendingCount} ${moving} ${movingCount}`;
    return this.#settling.wantsRows(counts, pendingCount + movingCount > 0);
  }

  async #readRows(due: readonly BuildExpectation[], life: AbortSignal): Promise<void> {
    const { observer, namePrefix, open } = this.#options;
    const total = open.totalFor(due);
    const records = await readRecords(observer, due, { namePrefix, total, signal: life });
    for (const { expectation, update } of endsAmong(due, records)) {
      this.#told.add(expectation);
      this.#output.updates.push(update);
    }
    open.giveUpOnMissing(due, records);
  }

  #finish(error: unknown): void {
    const retryAfterMs = error instanceof CoderApiError ? error.retryAfterMs : null;
    this.#output.finish(
      this.#closed ? { kind: 'closed' } : { kind: 'lost', detail: messageOf(error), retryAfterMs },
    );
  }
}
