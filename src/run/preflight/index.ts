/** May we run, and can it fit? Reads, judges and refuses before anything is created. @packageDocumentation */
export type { CheckRank, CheckResult } from './check.js';
export type { JudgedCheck } from './checks.js';
export { CHECK_NAMES, CHECKS } from './checks.js';
export type { Known } from './known.js';
export { known } from './known.js';
export type { PreflightResult } from './preflight.js';
export { examine, runPreflight } from './preflight.js';
export type { PreflightPlan } from './preflight-plan.js';
export type { TargetFacts } from './target-facts.js';
export { unlessUnusable } from './unusable.js';
