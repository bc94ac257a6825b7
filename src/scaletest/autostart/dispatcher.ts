import type { WorkspaceBuildUpdate } from '../../codersdk/index.js';
import { abortable } from '../../time/index.js';
import { UpdateChannel } from './update-channel.js';

/**
 * Fans one stream of build updates out to one channel per workspace name. The names are known before the workspaces
 * are: a channel is there before its workspace can be heard of. No channel can hold another up.
 */
export class WorkspaceDispatcher {
  /** The channel of every name, in the order in which the names were given. */
  readonly channels: ReadonlyMap<string, UpdateChannel>;
  #unmatched = 0;
  #started = false;

  /** @param names - Workspace names; one that is given twice has one channel. */
  constructor(names: readonly string[]) {
    this.channels = new Map(names.map((name) => [name, new UpdateChannel()]));
  }

  /** How many updates named a workspace that is none of ours. They are counted, never kept. */
  get unmatched(): number {
    return this.#unmatched;
  }

  /** How many updates all channels together replaced by newer ones before they were read. */
  get dropped(): number {
    let dropped = 0;
    for (const channel of this.channels.values()) dropped += channel.dropped;
    return dropped;
  }

  /** @throws RangeError if `name` was not among the constructor's names. */
  channel(name: string): UpdateChannel {
    const channel = this.channels.get(name);
    if (channel === undefined)
      throw new RangeError(`the dispatcher was not told of a workspace named "${name}"`);
    return channel;
  }

  /** Hands one update to its channel. Never waits. */
  dispatch(update: WorkspaceBuildUpdate): void {
    const channel = this.channels.get(update.workspaceName);
    if (channel === undefined) this.#unmatched += 1;
    else channel.push(update);
  }

  /**
   * Dispatches everything that `source` yields. All channels are closed when it ends, fails, or `signal` is aborted;
   * readers that find their channel closed early fall back to reading the server's records.
   * @returns When the source has ended or `signal` was aborted.
   * @throws What the source threw; Error when called a second time.
   */
  async start(signal: AbortSignal, source: AsyncIterable<WorkspaceBuildUpdate>): Promise<void> {
    if (this.#started) throw new Error('a dispatcher is started once');
    this.#started = true;
    const iterator = source[Symbol.asyncIterator]();
    try {
      await abortable(this.#pump(iterator, signal), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      // Not awaited: a source that is waiting for its next update may answer only when that comes.
      iterator.return?.().catch(() => {});
    } finally {
      for (const channel of this.channels.values()) channel.close();
    }
  }

  async #pump(iterator: AsyncIterator<WorkspaceBuildUpdate>, signal: AbortSignal): Promise<void> {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true || signal.aborted) return;
      this.dispatch(next.value);
    }
  }
}
