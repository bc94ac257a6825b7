/** Simulated mornings: inputs of a plan, predictions, closed forms. @packageDocumentation */

export type { Band } from './band.js';
export { bandOf } from './band.js';
export type { ClosedForms, SteadyQueue } from './bounds.js';
export { backgroundLoad, batchDrain, closedForms, leeLongtonWait, totalWorkUs } from './bounds.js';
export { groupBasesUs } from './calendar.js';
export { CurveBands, curveShares } from './curve-bands.js';
export type { HeldBack } from './movable-minutes.js';
export { heldBack, minuteOfDay, spreadWindow } from './movable-minutes.js';
export type {
  DueGroup,
  PlanInputs,
  PlanParameters,
  ProvisionerTimeline,
  StartWindow,
} from './plan-inputs.js';
export { mostProvisioners, planInputs } from './plan-inputs.js';
export { predict } from './predict.js';
export type {
  LatencyName,
  MorningPrediction,
  PercentileName,
  Prediction,
  ReadyCurve,
  Risk,
} from './prediction.js';
export { Replicator } from './replicate.js';
export type { RushPrediction } from './rushes.js';
export { apportion, mixedBackground, mixedQueue } from './template-mix.js';
export { firstNumbers, offsetMinutes } from './window-offsets.js';
