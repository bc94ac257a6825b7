import { keyedDraw } from '../stats/index.js';
import type { FaultCounts, FaultKind, FaultPlan, FaultRule, FaultTarget } from './fault-plan.js';

/** A request as far as faults look at it. */
export interface FaultRequest {
  readonly method: string;
  readonly path: string;
}

interface RuleState {
  readonly rule: FaultRule;
  readonly matches: (request: FaultRequest) => boolean;
  opportunities: number;
  fired: number;
}

/** Decides where a deployment goes wrong, and counts it. Each rule draws for itself, by its own opportunities. */
export class FaultInjector {
  readonly #states: readonly RuleState[];
  readonly #draw: (concern: number, sequence: number) => number;

  constructor(plan: FaultPlan = { seed: '', rules: [] }) {
    this.#draw = keyedDraw(plan.seed);
    this.#states = plan.rules.map((rule) => ({ rule, matches: matcherOf(rule), opportunities: 0, fired: 0 }));
  }

  /**
   * Takes one opportunity of a kind.
   * @param request - For the kinds that are about requests.
   * @returns The first rule that fires; `null` if all goes well.
   */
  take<Kind extends FaultKind>(
    kind: Kind,
    request?: FaultRequest,
  ): Extract<FaultRule, { kind: Kind }> | null {
    for (const [index, state] of this.#states.entries()) {
      if (!isOfKind(state.rule, kind)) continue;
      if (request !== undefined && !state.matches(request)) continue;
      if (this.#fires(state, index)) return state.rule;
    }
    return null;
  }

  get fired(): FaultCounts {
    const counts = { drop_update: 0, close_socket: 0, too_many_requests: 0, lose_answer: 0 };
    for (const { rule, fired } of this.#states) counts[rule.kind] += fired;
    return counts;
  }

  #fires(state: RuleState, index: number): boolean {
    const { rate = 1, skip = 0, count = Infinity } = state.rule;
    const opportunity = state.opportunities++;
    if (opportunity < skip || state.fired >= count) return false;
    if (this.#draw(index, opportunity) >= rate) return false;
    state.fired += 1;
    return true;
  }
}

function isOfKind<Kind extends FaultKind>(
  rule: FaultRule,
  kind: Kind,
): rule is Extract<FaultRule, { kind: Kind }> {
  return rule.kind === kind;
}

function matcherOf(rule: FaultRule & FaultTarget): (request: FaultRequest) => boolean {
  const { method, path } = rule;
  const pattern = path === undefined ? null : globPattern(path);
  return (request) =>
    (method === undefined || method.toUpperCase() === request.method) &&
    (pattern === null || pattern.test(request.path));
}

function globPattern(glob: string): RegExp {
  const literal = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
