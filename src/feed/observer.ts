import type { CallOptions } from '../codersdk/index.js';
import type { FeedClient } from './feed-client.js';

/** An interval is at least so many times as long as the latest answer took. */
const ANSWER_TIMES = 20;

/** A client that counts the calls made through it and knows how long answers take. */
export class Observer implements FeedClient {
  readonly workspaces: FeedClient['workspaces'];
  readonly builds: FeedClient['builds'];
  readonly provisioners: FeedClient['provisioners'];
  readonly #client: FeedClient;
  #requests = 0;
  #lastAnswerMs = 0;

  constructor(client: FeedClient) {
    this.#client = client;
    this.workspaces = {
      list: (query, options) => this.#timed(options, (timed) => client.workspaces.list(query, timed)),
    };
    this.builds = {
      byNumber: (owner, name, number, options) =>
        this.#timed(options, (timed) => client.builds.byNumber(owner, name, number, timed)),
      list: (workspaceId, query, options) =>
        this.#timed(options, (timed) => client.builds.list(workspaceId, query, timed)),
    };
    this.provisioners = {
      jobs: (organizationId, query, options) =>
        this.#timed(options, (timed) => client.provisioners.jobs(organizationId, query, timed)),
    };
  }

  watchAllWorkspaceBuilds(
    ...args: Parameters<FeedClient['watchAllWorkspaceBuilds']>
  ): ReturnType<FeedClient['watchAllWorkspaceBuilds']> {
    this.#requests += 1;
    return this.#client.watchAllWorkspaceBuilds(...args);
  }

  /** Calls made so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Time between readings in real milliseconds, so that answering them takes the server at most a twentieth of it. */
  intervalMs(minimumMs: number): number {
    return Math.max(minimumMs, ANSWER_TIMES * this.#lastAnswerMs);
  }

  /** Tries that failed, and the pauses that the server asked for, say nothing of what an answer costs it. */
  async #timed<T>(options: CallOptions | undefined, call: (options: CallOptions) => Promise<T>): Promise<T> {
    this.#requests += 1;
    return call({
      ...options,
      onAnswered: (durationMs) => {
        this.#lastAnswerMs = durationMs;
      },
    });
  }
}
