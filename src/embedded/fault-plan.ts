/** What can go wrong on purpose. */
export type FaultKind = 'drop_update' | 'close_socket' | 'too_many_requests' | 'lose_answer';

/** When a rule fires, among its opportunities in their order. */
export interface FaultOccurrence {
  /** Probability at each opportunity, in [0, 1]. Default 1. */
  readonly rate?: number;
  /** Opportunities let pass at first. Default 0. */
  readonly skip?: number;
  /** Firings at most. Default: no limit. */
  readonly count?: number;
}

/** Which requests a rule is for; absent members match every request. */
export interface FaultTarget {
  readonly method?: string;
  /** The path without the query, in which a star stands for any characters, e.g. `/api/v2/workspaces/*`. */
  readonly path?: string;
}

/**
 * One way to go wrong.
 *
 * | kind | opportunity | what happens |
 * |---|---|---|
 * | `drop_update` | one build update to the watch-all sockets | no socket gets it |
 * | `close_socket` | one build update to one watch-all socket | the socket ends instead: with `code`, or cut off (1006) |
 * | `too_many_requests` | one matching request | 429 with `Retry-After`; the request has no effect |
 * | `lose_answer` | one matching request that succeeded | it has its effect, but the connection ends without an answer |
 */
export type FaultRule =
  | ({ readonly kind: 'drop_update' } & FaultOccurrence)
  | ({ readonly kind: 'close_socket'; readonly code?: number } & FaultOccurrence)
  | ({ readonly kind: 'too_many_requests'; readonly retryAfterSeconds?: number } & FaultOccurrence &
      FaultTarget)
  | ({ readonly kind: 'lose_answer' } & FaultOccurrence & FaultTarget);

/** What goes wrong in a deployment. The same seed and the same requests give the same faults. */
export interface FaultPlan {
  readonly seed: string;
  readonly rules: readonly FaultRule[];
}

/** How often each kind of fault happened. */
export type FaultCounts = Readonly<Record<FaultKind, number>>;
