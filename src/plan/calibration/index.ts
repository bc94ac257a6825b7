/** From a history of builds to the model's parameters, with what was measured and what is assumed. @packageDocumentation */

export type { ReportedTimes } from './build-estimates.js';
export type { BuildHistory, CalibrationOptions } from './calibrate.js';
export { calibrate } from './calibrate.js';
export type {
  CalibratedField,
  CalibratedName,
  Calibration,
  CalibrationBasis,
  DistributionFit,
  KeptOut,
  ObservedProvisioners,
  Provenance,
  QuantilePair,
  ServiceDrift,
  TemplateCalibration,
} from './calibration.js';
export { distributionWords } from './distribution-words.js';
export type { ObservedAgent, ObservedBuild } from './observed-build.js';
export { observedBuilds, wasReaped } from './observed-build.js';
export type { ObservedJob } from './provisioner-gaps.js';
export { provisionersAtWork } from './provisioners-at-work.js';
export { recordedHistory, wholeHistory } from './whole-history.js';
