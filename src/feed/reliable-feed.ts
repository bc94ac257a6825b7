import type { UniformDraw } from '../stats/index.js';
import type { Clock } from '../time/index.js';
import type { BuildExpectations } from './build-expectations.js';
import type { FeedClient } from './feed-client.js';
import type { FeedKind, FeedStatistics, FeedUpdate } from './feed-update.js';

/** What happened to the feed, for people who watch. */
export interface FeedEvent {
  readonly state: 'connected' | 'lost' | 'reconciled';
  readonly detail: string;
}

export interface ReliableFeedOptions {
  readonly client: FeedClient;
  /** `auto`: the socket, or the poll when the server refuses the socket. */
  readonly kind: 'auto' | FeedKind;
  /** The text with which the names of this run's workspaces begin; updates of others are dropped. */
  readonly namePrefix: string;
  readonly organizationId: string;
  readonly expectations: BuildExpectations;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  /** Must not throw. */
  readonly onEvent: (event: FeedEvent) => void;
  /** Told the number of pending jobs of the whole deployment whenever it was read. Must not throw. */
  readonly onQueueDepth?: (pending: number) => void;
  /** The shortest time between two readings, in real milliseconds. Default 5,000. */
  readonly intervalMs?: number;
}

/** Build updates that survive lost messages, lost connections and a server without the socket. Single consumer. */
export declare class ReliableFeed implements AsyncIterable<FeedUpdate> {
  constructor(options: ReliableFeedOptions);
  connect(signal: AbortSignal): Promise<FeedKind>;
  get statistics(): FeedStatistics;
  [Symbol.asyncIterator](): AsyncIterator<FeedUpdate>;
  close(): Promise<void>;
}
