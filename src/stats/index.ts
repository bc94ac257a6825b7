/** Seeded randomness, distributions, percentiles, intervals and histograms. No I/O. @packageDocumentation */

export { binomialInterval } from './binomial-interval.js';
export type { Distribution } from './distribution.js';
export { distributionProblem, meanOf, sampleAt, samplerOf, scaledBy, varianceOf } from './distribution.js';
export type { HdrExport } from './hdr-histogram.js';
export { hdrExport } from './hdr-histogram.js';
export { keyedDraw, keyedDrawOf } from './keyed-draw.js';
export {
  kolmogorovCritical,
  kolmogorovDistance,
  kolmogorovDistanceTo,
} from './kolmogorov.js';
export { nearestRank, percentileOf, percentilesOf, rankOf } from './nearest-rank.js';
export { normalQuantile } from './normal-quantile.js';
export type { QuantileInterval } from './quantile-interval.js';
export { quantileInterval } from './quantile-interval.js';
export type { UniformDraw } from './seeded-draws.js';
export { seededDraws } from './seeded-draws.js';
export { selectRanks } from './select-ranks.js';
export { studentTQuantile } from './student-t.js';
