/** What the records of a whole storm say: curves, queue, provisioners, bottleneck. No I/O. @packageDocumentation */

export { analyzeStorm } from './analyze-storm.js';
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
