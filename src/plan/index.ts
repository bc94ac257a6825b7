/**
 * What a deployment will do: parameters from what it did, and how well the model tells what happened. No I/O, no clock.
 * @packageDocumentation
 */

export type {
  CapacityAnswer,
  CapacityQuestion,
  CheckedProvisioners,
  CheckedWindow,
  KneeAnswer,
  KneePoint,
  KneeQuestion,
  ProposedSchedule,
  StaggerAnswer,
  StaggerQuestion,
  Sweep,
  SweepAxis,
  SweepInput,
  TargetCheck,
  TargetOutcome,
} from './answers/index.js';
export {
  capacity,
  checkTargets,
  constantProvisioners,
  knee,
  kneeOf,
  SWEEP_INPUTS,
  stagger,
  sweep,
  targetProblems,
  withInput,
  withWindow,
} from './answers/index.js';
export type {
  BuildHistory,
  CalibratedField,
  CalibratedName,
  Calibration,
  CalibrationBasis,
  CalibrationOptions,
  DistributionFit,
  KeptOut,
  ObservedAgent,
  ObservedBuild,
  ObservedJob,
  ObservedProvisioners,
  Provenance,
  QuantilePair,
  ReportedTimes,
  ServiceDrift,
  TemplateCalibration,
} from './calibration/index.js';
export {
  calibrate,
  distributionWords,
  observedBuilds,
  provisionersAtWork,
  recordedHistory,
  wholeHistory,
} from './calibration/index.js';
export type { DueMinute, DueMinutes, ScheduledWorkspace, SkipReason, Span } from './census/index.js';
export { daySpan, daySpans, dueMinutes, readCensus } from './census/index.js';
export type {
  Band,
  ClosedForms,
  DueGroup,
  LatencyName,
  MorningPrediction,
  PercentileName,
  PlanInputs,
  PlanParameters,
  Prediction,
  ProvisionerTimeline,
  ReadyCurve,
  Risk,
  StartWindow,
  SteadyQueue,
} from './prediction/index.js';
export {
  batchDrain,
  closedForms,
  leeLongtonWait,
  mixedBackground,
  mixedQueue,
  planInputs,
  predict,
  totalWorkUs,
} from './prediction/index.js';
export type {
  FigureError,
  ModelValidation,
  PredictedStorm,
  RecordedStorm,
  StartTimes,
  StormFigure,
  StormValidation,
  ValidationOptions,
} from './validation/index.js';
export {
  figureErrors,
  greatestError,
  predictStorm,
  recordedStorm,
  STORM_FIGURES,
  startTimes,
  stormFigures,
  validateModel,
  validationTables,
} from './validation/index.js';
