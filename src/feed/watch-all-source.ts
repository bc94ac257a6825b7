import type { BuildUpdateStream, WorkspaceBuildUpdate } from '../codersdk/index.js';
import { messageOf } from '../storm/index.js';
import { onAbort } from '../time/index.js';
import type { WatchAllClient } from './feed-client.js';
import type { BuildUpdateSource, SourceEnd } from './source.js';
import { SourceOutput } from './source-output.js';

/**
 * The server's watch-all socket (Coder API contract, watch-all): subscribed from the 101 on, at most once, nothing
 * replayed, no message before a build has ended. No close code proves anything about builds: a server that stops
 * closes with 1000.
 */
export class WatchAllSource implements BuildUpdateSource {
  readonly kind = 'watch-all';
  readonly #client: WatchAllClient;
  readonly #output = new SourceOutput();
  readonly #life = new AbortController();

  constructor(client: WatchAllClient) {
    this.#client = client;
  }

  get ended(): Promise<SourceEnd> {
    return this.#output.ended;
  }

  async connect(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const life = this.#life.signal;
    const unfollow = onAbort(signal, () => this.#life.abort(signal.reason));
    try {
      life.throwIfAborted();
      const stream = await this.#client.watchAllWorkspaceBuilds({ signal: life });
      onAbort(life, () => stream.close());
      if (life.aborted) {
        stream.close();
      }
      life.throwIfAborted();
      this.#forward(stream).catch((error: unknown) => this.#lost(messageOf(error)));
    } catch (error) {
      this.#lost(messageOf(error));
      throw error;
    } finally {
      unfollow();
    }
  }

  close(): void {
    this.#output.finish({ kind: 'closed' });
    this.#life.abort(new Error('the feed was closed'));
  }

  [Symbol.asyncIterator](): AsyncIterator<WorkspaceBuildUpdate> {
    return this.#output.updates;
  }

  async #forward(stream: BuildUpdateStream): Promise<void> {
    for await (const update of stream) {
      this.#output.updates.push(update);
    }
    const { code, reason } = await stream.ended;
    this.#lost(`the socket closed with ${code}${reason === '' ? '' : ` (${reason})`}`);
  }

  #lost(detail: string): void {
    this.#output.finish({ kind: 'lost', detail, retryAfterMs: null });
  }
}
