/** May we run, and can it fit? Reads, judges and refuses before anything is created. @packageDocumentation */
export { CHECK_NAMES, CHECKS } from './checks.js';
export type { Known } from './known.js';
export { known } from './known.js';
export type { PreflightResult } from './preflight.js';
export { runPreflight } from './preflight.js';
export type { TargetFacts } from './target-facts.js';
export { unlessUnusable } from './unusable.js';
