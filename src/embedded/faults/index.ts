/** Faults on demand: the rules, their grammar, and who decides when they fire. No server. @packageDocumentation */

export type {
  ConnectionRefusal,
  FaultCounts,
  FaultKind,
  FaultOccurrence,
  FaultPlan,
  FaultRule,
  FaultTarget,
} from './fault-rule.js';
export type { FaultFiring, FaultSubject } from './firings.js';
export { firingJson } from './firings.js';
export { FAULT_KIND_LIST, FAULT_KIND_NAMES, FAULT_KINDS, OCCURRENCE_SETTINGS } from './kinds.js';
export { formatFaultRule, parseFaultRule } from './rule-text.js';
