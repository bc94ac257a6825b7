/** A Coder-compatible deployment for this machine: the storm model behind Coder's HTTP and WebSocket API. @packageDocumentation */

export type { AccessRecord } from './access-record.js';
export type { DueStarts } from './due-starts.js';
export type {
  EmbeddedTemplate,
  ParameterValue,
  TemplateAgents,
  TemplateExternalAuth,
  TemplateParameter,
  TemplateParameterForm,
  TemplateParameterOption,
  TemplateParameterValidation,
  TemplatePreset,
  TemplateVariable,
  Weekday,
} from './embedded-template.js';
export type {
  FaultCounts,
  FaultFiring,
  FaultKind,
  FaultOccurrence,
  FaultPlan,
  FaultRule,
  FaultTarget,
} from './faults/index.js';
export { DEFAULT_TEMPLATES, modelTemplate } from './model-templates.js';
export type {
  DeploymentOptions,
  EmbeddedOptions,
  RandomBytes,
  RateLimits,
} from './options.js';
export { BUILD_UPDATES_EXPERIMENT, MAX_TIME_SCALE, SAFE_EXPERIMENTS } from './options.js';
export type { PopulationOptions } from './population/plan-population.js';
export type { ImportedWorkspace, ScheduleImport } from './population/schedule-import.js';
export { IMPORT_COLUMNS, MAX_IMPORT_BYTES, readScheduleImport } from './population/schedule-import.js';
export type { SeededPopulation } from './population/seeded-past.js';
export type { EmbeddedDeployment } from './start.js';
export { startEmbedded } from './start.js';
export type { TemplateFile } from './template-file.js';
export { readTemplateFile } from './template-file.js';
