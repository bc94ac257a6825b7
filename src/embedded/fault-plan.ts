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

/** Codes that a WebSocket may be closed with, and 1006, which stands for a cut connection. */
const CLOSE_CODES = new Set([1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]);

/** What is wrong with a plan, in words for people, each naming the rule. */
export function faultProblems(plan: FaultPlan | undefined): string[] {
  const problems: string[] = [];
  for (const [index, rule] of (plan?.rules ?? []).entries()) {
    const { rate = 1, skip = 0, count = 0 } = rule;
    const problem = (text: string) => problems.push(`faults: rule ${index + 1} (${rule.kind}): ${text}`);
    if (!(rate >= 0 && rate <= 1)) problem(`rate must be from 0 to 1; got ${rate}`);
    if (!(Number.isInteger(skip) && skip >= 0)) problem(`skip must be a whole number from 0; got ${skip}`);
    if (!(Number.isInteger(count) && count >= 0))
      problem(`count must be a whole number from 0; got ${count}`);
    if (rule.kind === 'close_socket' && rule.code !== undefined && !isCloseCode(rule.code)) {
      problem(`code must be one that a WebSocket may be closed with, e.g. 1011; got ${rule.code}`);
    }
  }
  return problems;
}

function isCloseCode(code: number): boolean {
  return CLOSE_CODES.has(code) || (Number.isInteger(code) && code >= 3000 && code <= 4999);
}
