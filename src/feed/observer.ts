import type { Clock } from '../time/index.js';
import type { FeedClient } from './feed-client.js';

/** An interval is at least so many times as long as the latest answer took. */
const ANSWER_TIMES = 20;

/** A client that counts the calls made through it and knows how long answers take. */
export class Observer implements FeedClient {
  readonly workspaces: FeedClient['workspaces'];
  readonly builds: FeedClient['builds'];
  readonly provisioners: FeedClient['provisioners'];
  readonly #client: FeedClient;
  readonly #realClock: Clock;
  #requests = 0;
  #lastAnswerMs = 0;

  constructor(client: FeedClient, realClock: Clock) {
    this.#client = client;
    this.#realClock = realClock;
    this.workspaces = { list: (...args) => this.#timed(() => client.workspaces.list(...args)) };
    this.builds = {
      byNumber: (...args) => this.#timed(() => client.builds.byNumber(...args)),
      list: (...args) => this.#timed(() => client.builds.list(...args)),
    };
    this.provisioners = { jobs: (...args) => this.#timed(() => client.provisioners.jobs(...args)) };
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

  async #timed<T>(call: () => Promise<T>): Promise<T> {
    this.#requests += 1;
    const sentMs = this.#realClock.nowMs();
    const answer = await call();
    this.#lastAnswerMs = this.#realClock.nowMs() - sentMs;
    return answer;
  }
}
