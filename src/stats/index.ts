/** Seeded randomness, distributions and percentiles. No I/O. @packageDocumentation */

export type { Distribution } from './distribution.js';
export { distributionProblem, meanOf, sampleAt } from './distribution.js';
export { keyedDraw } from './keyed-draw.js';
export { nearestRank, percentileOf } from './nearest-rank.js';
export { normalQuantile } from './normal-quantile.js';
export type { QuantileInterval } from './quantile-interval.js';
export { quantileInterval } from './quantile-interval.js';
export type { UniformDraw } from './seeded-draws.js';
export { seededDraws } from './seeded-draws.js';
