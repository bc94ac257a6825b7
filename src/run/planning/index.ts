/** Plans from what a person says and what can be read to their outputs. @packageDocumentation */

export type { PlanEnvironment } from './execute-plan.js';
export { executePlan } from './execute-plan.js';
export { executePlanCheck } from './execute-plan-check.js';
export type {
  Asked,
  AskedTaggedProvisioners,
  GroupSetting,
  HistorySource,
  NamedTemplate,
  PlanDeployment,
  PlanQuestion,
  PlanSources,
  ProvisionerStep,
  ProvisionersSetting,
} from './plan-request.js';
export { ASKED } from './plan-request.js';
export { isAsked } from './provisioner-timeline.js';
export type { StormPrediction } from './storm-prediction.js';
export { predictedFigures, predictStormOfRun } from './storm-prediction.js';
