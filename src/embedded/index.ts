/** A Coder-compatible deployment for this machine: the storm model behind Coder's HTTP and WebSocket API. @packageDocumentation */

export type { AccessRecord } from './access-record.js';
export type {
  FaultCounts,
  FaultKind,
  FaultOccurrence,
  FaultPlan,
  FaultRule,
  FaultTarget,
} from './fault-plan.js';
export type {
  DeploymentOptions,
  EmbeddedOptions,
  EmbeddedTemplate,
  RandomBytes,
  RateLimits,
} from './options.js';
export { BUILD_UPDATES_EXPERIMENT, MAX_TIME_SCALE } from './options.js';
export type { EmbeddedDeployment } from './start.js';
export { startEmbedded } from './start.js';
