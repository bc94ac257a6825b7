import { keyedDraw } from '../../stats/index.js';
import type { Clock } from '../../time/index.js';
import type { FaultCounts, FaultKind, FaultPlan, FaultRule, FaultRuleOf, FaultTarget } from './fault-rule.js';
import { type FaultFiring, FaultFirings, type FaultSubject } from './firings.js';
import { matchesGlob } from './glob.js';
import { FAULT_KIND_LIST } from './kinds.js';
import { formatFaultRule } from './rule-text.js';

/** A fault that fires now. */
export interface FiredFault<Kind extends FaultKind> {
  readonly rule: FaultRuleOf<Kind>;
  /** Uniform in [0, 1), for what is random in the fault itself. */
  readonly draw: number;
}

/** A rule as it stands. */
export interface FaultRuleState {
  /** From 1 in the order in which rules were added; never used again. */
  readonly id: number;
  readonly rule: FaultRule;
  /** The rule as the grammar writes it. */
  readonly text: string;
  /** Matching opportunities within its time so far. */
  readonly opportunities: number;
  readonly fired: number;
}

/** When in a request's life an opportunity is taken. */
export type FaultTiming = 'before' | 'after';

/** What an injector is made of. */
export interface FaultInjectorOptions {
  readonly plan?: FaultPlan | undefined;
  /** Deployment time. */
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Where the times of rules count from, in milliseconds of deployment time since the epoch. */
  readonly startMs: number;
  /** Called for every fault. Must not throw. */
  readonly log?: ((firing: FaultFiring) => void) | undefined;
}

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

/** Decides where a deployment goes wrong, and counts it. Each rule draws for itself, by its own opportunities. */
export class FaultInjector {
  readonly firings = new FaultFirings();
  readonly #options: FaultInjectorOptions;
  readonly #draw: (concern: number, sequence: number) => number;
  readonly #states: Mutable<FaultRuleState>[] = [];
  readonly #fired: Mutable<FaultCounts>;
  #lastId = 0;

  constructor(options: FaultInjectorOptions) {
    this.#options = options;
    this.#draw = keyedDraw(options.plan?.seed ?? '');
    this.#fired = Object.fromEntries(FAULT_KIND_LIST.map((kind) => [kind, 0])) as Mutable<FaultCounts>;
    for (const rule of options.plan?.rules ?? []) this.add(rule);
  }

  /** @returns The number of the new rule. */
  add(rule: FaultRule): number {
    const id = ++this.#lastId;
    this.#states.push({ id, rule, text: formatFaultRule(rule), opportunities: 0, fired: 0 });
    return id;
  }

  /** @returns Whether there was such a rule. */
  remove(id: number): boolean {
    const index = this.#states.findIndex((state) => state.id === id);
    if (index !== -1) this.#states.splice(index, 1);
    return index !== -1;
  }

  removeAll(): void {
    this.#states.length = 0;
  }

  get rules(): readonly FaultRuleState[] {
    return this.#states;
  }

  /** How often each kind has fired, by rules that are gone too. */
  get fired(): FaultCounts {
    return { ...this.#fired };
  }

  /** Where the times of rules count from, in milliseconds of deployment time since the epoch. */
  get startMs(): number {
    return this.#options.startMs;
  }

  /** Deployment time since the start, in milliseconds. */
  get sinceMs(): number {
    return this.#options.clock.nowMs() - this.#options.startMs;
  }

  /**
   * Takes one opportunity of a kind: every rule of the kind that matches has it, until one fires.
   * @param subject - What would be hit.
   * @param timing - For kinds that lie on either side of the handler.
   * @returns The first rule that fires; `null` if all goes well.
   */
  take<Kind extends FaultKind>(
    kind: Kind,
    subject: FaultSubject,
    timing: FaultTiming = 'before',
  ): FiredFault<Kind> | null {
    for (const state of this.#states) {
      const { rule } = state;
      if (!isOfKind(rule, kind) || !isFor(rule, subject, timing) || !this.#isInTime(rule)) continue;
      const opportunity = state.opportunities++;
      if (!this.#fires(state, opportunity)) continue;
      this.#note(state, subject);
      return { rule, draw: this.#draw(2 * state.id + 1, opportunity) };
    }
    return null;
  }

  /** Counts and lists a fault that somebody asked for once, without a rule that stays. */
  noteAsked(rule: FaultRule, subject: FaultSubject): void {
    this.#record(rule, { ruleId: 0, rule: formatFaultRule(rule), fault: rule.kind, subject });
  }

  #isInTime({ fromMs = 0, untilMs = Infinity }: FaultRule): boolean {
    const { sinceMs } = this;
    return sinceMs >= fromMs && sinceMs < untilMs;
  }

  #fires({ id, rule, fired }: FaultRuleState, opportunity: number): boolean {
    const { rate = 1, skip = 0, count = rule.kind === 'restart' ? 1 : Infinity } = rule;
    return opportunity >= skip && fired < count && this.#draw(2 * id, opportunity) < rate;
  }

  #note(state: Mutable<FaultRuleState>, subject: FaultSubject): void {
    const { id: ruleId, rule, text } = state;
    state.fired += 1;
    this.#record(rule, { ruleId, rule: text, fault: rule.kind, subject });
  }

  #record({ kind }: FaultRule, what: Omit<FaultFiring, 'atMs'>): void {
    this.#fired[kind] += 1;
    const firing: FaultFiring = { atMs: this.#options.clock.nowMs(), ...what };
    this.firings.add(firing);
    this.#options.log?.(firing);
  }
}

function isOfKind<Kind extends FaultKind>(rule: FaultRule, kind: Kind): rule is FaultRuleOf<Kind> {
  return rule.kind === kind;
}

function isFor(rule: FaultRule, subject: FaultSubject, timing: FaultTiming): boolean {
  switch (rule.kind) {
    case 'delay':
    case 'server_error':
    case 'stall':
      return (rule.when ?? 'before') === timing && isTarget(rule, subject);
    case 'restart':
      if (subject.kind === 'server') return rule.atMs !== undefined && rule.atMs <= subject.sinceMs;
      return rule.atMs === undefined && isTarget(rule, subject);
    case 'close_socket':
      if (subject.kind !== 'socket') return false;
      return (rule.after === undefined || rule.after === subject.messages) && isTarget(rule, subject);
    case 'drop_update':
    case 'duplicate_update':
    case 'reorder_updates':
    case 'late_update':
      return subject.kind === 'update' && (rule.stream ?? 'builds') === subject.stream;
    default:
      return isTarget(rule, subject);
  }
}

function isTarget({ method, path }: FaultTarget, subject: FaultSubject): boolean {
  if (method !== undefined && !(subject.kind === 'request' && subject.method === method.toUpperCase())) {
    return false;
  }
  return path === undefined || ('path' in subject && matchesGlob(path, subject.path));
}
