/** What the records of a whole storm say: curves, queue, provisioners, bottleneck. No I/O. @packageDocumentation */

export { analyzeStorm } from './analyze-storm.js';
export { firstCreations } from './first-creations.js';
export type { LatencyTarget } from './latency-target.js';
export type { ProvisionersAnswer } from './provisioners-for.js';
export { provisionersFor } from './provisioners-for.js';
export type { ReplayFit } from './replay-fit.js';
export { sortedServiceUs } from './service-times.js';
export { valueAt } from './step-series.js';
export type {
  BinnedSeries,
  Bottleneck,
  ProvisionerUse,
  ServiceTimes,
  StepSeries,
  StormAnalysis,
  StormCurves,
} from './storm-analysis.js';
export type { StormStart } from './storm-start.js';
export { count, duration, percent, percentileName } from './words.js';
