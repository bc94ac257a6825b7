import type { Distribution } from '../../stats/index.js';

/** When a rule fires, among its opportunities in their order. */
export interface FaultOccurrence {
  /** Probability at each opportunity, in [0, 1]. Default 1. */
  readonly rate?: number;
  /** Opportunities let pass at first. Default 0. */
  readonly skip?: number;
  /** Firings at most. Default: no limit; of `restart`: 1. */
  readonly count?: number;
  /** Begin of the rule's time, in milliseconds of deployment time since the deployment's start. Default 0. */
  readonly fromMs?: number;
  /** End of the rule's time, exclusive, in the same unit. Default: none. */
  readonly untilMs?: number;
}

/** Which requests or sockets a rule is for; absent members match all. */
export interface FaultTarget {
  /** Of any case. */
  readonly method?: string;
  /** The path without the query, in which a star stands for any characters, e.g. `/api/v2/workspaces/*`. */
  readonly path?: string;
}

/**
 * On which side of the handler a fault lies. `before` (the default): the request has had no effect yet. `after`: it
 * has been carried out; then only requests that succeeded are opportunities, of `delay` all.
 */
export interface FaultMoment {
  readonly when?: 'before' | 'after';
}

/** Which updates a rule is for. */
export interface FaultStream {
  /** `builds` (the default): what watch-all is told. `workspaces`: what the watchers of one workspace are told. */
  readonly stream?: 'builds' | 'workspaces';
}

/** How a deployment does not take connections while it restarts. */
export type ConnectionRefusal = 'refuse' | 'cut';

/**
 * One way to go wrong. Times of `delay` and `slow_body` are real, as clients' own limits are; those of `late_update`,
 * `reorder_updates` and `restart` are deployment time, as builds are.
 *
 * | kind | opportunity | what happens |
 * |---|---|---|
 * | `delay` | one matching request | it waits for `time`, in milliseconds, before the handler or before the answer; a client that goes away while it waits before the handler leaves no effect |
 * | `server_error` | one matching request | `status` (500 to 599, default 500) instead of the answer |
 * | `too_many_requests` | one matching request to a limited path | 429 with `Retry-After`; the request has no effect |
 * | `reset` | one matching request | the connection is reset; the request has no effect |
 * | `stall` | one matching request | no answer until the client goes away or the deployment closes |
 * | `slow_body` | one answer with a body | the body trickles, `bytesPerSecond` (default 100) |
 * | `malformed_body` | one successful answer of JSON | the status stays, the body is half of itself (`truncated`) or no JSON (`broken`) |
 * | `lose_answer` | one matching request that succeeded | it has its effect, but the connection ends without an answer |
 * | `restart` | one matching request; with `atMs`: that time since the start | the deployment is down for `downMs` (default 5 s): streams end with 1000 `done`, connections are cut, new ones refused (or taken and cut); then it listens again |
 * | `drop_update` | one update of the `stream` that somebody watches | nobody gets it |
 * | `duplicate_update` | the same | everybody gets it `copies` times more (default 1) |
 * | `reorder_updates` | the same | it comes after the next `hold` updates (default 1), or after `withinMs` (default 10 s) if they do not come |
 * | `late_update` | the same | it comes `time` milliseconds late |
 * | `close_socket` | one message to one matching socket; with `after`: the message after that many | the socket ends instead: with `code`, or cut off (1006) |
 *
 * An update meets one fault at most, in the order of this table.
 */
export type FaultRule =
  | ({ readonly kind: 'delay'; readonly time: Distribution } & FaultMoment & FaultTarget & FaultOccurrence)
  | ({ readonly kind: 'server_error'; readonly status?: number } & FaultMoment &
      FaultTarget &
      FaultOccurrence)
  | ({ readonly kind: 'too_many_requests'; readonly retryAfterSeconds?: number } & FaultTarget &
      FaultOccurrence)
  | ({ readonly kind: 'reset' } & FaultTarget & FaultOccurrence)
  | ({ readonly kind: 'stall' } & FaultMoment & FaultTarget & FaultOccurrence)
  | ({ readonly kind: 'slow_body'; readonly bytesPerSecond?: number } & FaultTarget & FaultOccurrence)
  | ({ readonly kind: 'malformed_body'; readonly how?: 'truncated' | 'broken' } & FaultTarget &
      FaultOccurrence)
  | ({ readonly kind: 'lose_answer' } & FaultTarget & FaultOccurrence)
  | ({
      readonly kind: 'restart';
      readonly downMs?: number;
      readonly connections?: ConnectionRefusal;
      readonly atMs?: number;
    } & FaultTarget &
      FaultOccurrence)
  | ({ readonly kind: 'drop_update' } & FaultStream & FaultOccurrence)
  | ({ readonly kind: 'duplicate_update'; readonly copies?: number } & FaultStream & FaultOccurrence)
  | ({ readonly kind: 'reorder_updates'; readonly hold?: number; readonly withinMs?: number } & FaultStream &
      FaultOccurrence)
  | ({ readonly kind: 'late_update'; readonly time: Distribution } & FaultStream & FaultOccurrence)
  | ({
      readonly kind: 'close_socket';
      readonly code?: number;
      readonly after?: number;
      readonly path?: string;
    } & FaultOccurrence);

/** What can go wrong on purpose. */
export type FaultKind = FaultRule['kind'];

/** The rule of one kind. */
export type FaultRuleOf<Kind extends FaultKind> = Extract<FaultRule, { kind: Kind }>;

/** What goes wrong in a deployment. The same seed and the same requests give the same faults. */
export interface FaultPlan {
  readonly seed: string;
  readonly rules: readonly FaultRule[];
}

/** How often each kind of fault happened. */
export type FaultCounts = Readonly<Record<FaultKind, number>>;
