import type { WorkspaceBuildUpdate } from '../codersdk/index.js';

/** Where build updates come from: the server's watch-all socket, or asking it now and then. */
export type FeedKind = 'watch-all' | 'poll';

/**
 * A hint that a build has ended, with a terminal job status. Only what the server returns when read is the truth:
 * `canceled` from the socket may mean a job that is still canceling, and a success may be recorded as canceled.
 */
export interface FeedUpdate extends WorkspaceBuildUpdate {
  /** `reconcile`: found by reading the server's records, not told by the socket. */
  readonly origin: 'watch-all' | 'reconcile';
}

/** What happened to a feed, for people who watch. */
export interface FeedEvent {
  readonly state: 'connected' | 'lost' | 'reconciled';
  readonly detail: string;
}

/** Counts of one feed's life, so that a report can say how its updates were obtained. */
export interface FeedStatistics {
  /** The kind in use now: a feed that began with the socket may have fallen back to the poll. */
  readonly kind: FeedKind;
  /** Updates received from the source for this run's workspaces, duplicates included. */
  readonly messages: number;
  /** Updates of other workspaces, which the socket carries too and the feed drops. */
  readonly foreign: number;
  /** Connections made after the first. */
  readonly reconnects: number;
  /** Times the server was asked what the socket may not have told; the poll's own readings are not among them. */
  readonly reconciliations: number;
  /** Those that the server did not answer. */
  readonly failedReconciliations: number;
  /** Ends of builds that the socket never told and only reading found. Zero for the poll, which loses nothing. */
  readonly recovered: number;
  /** Updates that said again what the feed had already passed on. */
  readonly duplicates: number;
  /** Requests made to observe builds, handshakes included; repeats inside the client are not seen. */
  readonly requests: number;
}
