/** Runs side by side: what differs, and how sure that is. No I/O. @packageDocumentation */

export type { ComparisonMethod, StormComparison } from './compare-storms.js';
export { compareStorms, sidesProblem } from './compare-storms.js';
export type { ComparedRun } from './compared-run.js';
export type { Difference } from './difference.js';
export { COMPARED_PERCENTILES } from './difference.js';
