/** Runs side by side: what differs, and how sure that is. No I/O. @packageDocumentation */

export type { ComparisonMethod } from './compare-storms.js';
export { compareStorms, RESAMPLINGS, sidesProblem } from './compare-storms.js';
export type { ComparedRun } from './compared-run.js';
export { latenciesAfterFirst, reached } from './compared-run.js';
export type { Difference } from './difference.js';
export { COMPARED_PERCENTILES } from './difference.js';
export type { RegressionLimit } from './regression-limit.js';
export { evaluateRegressions, parseRegressionLimit, percentileName } from './regression-limit.js';
export type { KnownDifference } from './words.js';
export { differenceText, intervalText } from './words.js';
