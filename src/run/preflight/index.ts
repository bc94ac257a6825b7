/** May we run, and can it fit? Reads, judges and refuses before anything is created. @packageDocumentation */
export { CHECK_NAMES } from './checks.js';
export type { TargetFacts } from './facts.js';
export type { PreflightResult } from './preflight.js';
export { runPreflight } from './preflight.js';
export { unlessUnusable } from './unusable.js';
