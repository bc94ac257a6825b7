/** The grammar of targets and their evaluation. No I/O. @packageDocumentation */

export type { AbortCondition, RateCondition } from './abort-condition.js';
export { parseAbortCondition } from './abort-condition.js';
export { holds } from './comparisons.js';
export { evaluateThresholds } from './evaluate-thresholds.js';
export { leavesSomebodyOut, type StormCounts } from './left-out.js';
export type { Measurements } from './measurements.js';
export { parseThreshold } from './parse-threshold.js';
export type { LatencyThreshold, Threshold } from './threshold.js';
export type { ThresholdStatus, ThresholdVerdict } from './verdict.js';
