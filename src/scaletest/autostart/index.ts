/**
 * The storm of one simulated developer: user, workspace, stop, barrier, schedule, autostart, and what became of it;
 * the dispatcher that feeds the runners, and the results of all of them.
 * @packageDocumentation
 */

export type { AgentTimes } from './agent-times.js';
export { agentTimes } from './agent-times.js';
export type { MissedOutcome, StormObservation } from './classify-outcome.js';
export { classifyOutcome, isReapedJob } from './classify-outcome.js';
export type {
  AutostartConfig,
  AutostartSettings,
  AutostartWorkspaceConfig,
  ScheduledStart,
} from './config.js';
export type { AutostartConfigJson } from './config-schema.js';
export { autostartConfigSchema, autostartConfigToJson, parseAutostartConfig } from './config-schema.js';
export { outcomeError, outcomePhase } from './describe-outcome.js';
export { WorkspaceDispatcher } from './dispatcher.js';
export { toHarnessResults } from './harness-results.js';
export type { PhaseSamples } from './phase-samples.js';
export { phaseSamples } from './phase-samples.js';
export type { PhaseTimes } from './phase-times.js';
export { phaseTimes } from './phase-times.js';
export type { RunAgent, RunResult, RunResultInputs, StormBuild } from './result.js';
export { endToEndLatencyMs, runResult, triggerToCompletionLatencyMs } from './result.js';
export type { Percentiles, PhasePercentiles, StageTimes, StageTimings } from './results.js';
export { RunResults, stageTimings, summarizeRuns } from './results.js';
export type {
  PercentilesJson,
  PhasesJson,
  RunResultJson,
  RunResultsJson,
  StageTimingsJson,
} from './results-json.js';
export { RESULTS_SCHEMA_VERSION } from './results-json.js';
export { AutostartFailedError, AutostartRunner } from './runner.js';
export type {
  AdoptedResources,
  AutostartClient,
  AutostartRunnerOptions,
  CreatedResource,
  ResourceIntent,
} from './runner-options.js';
export { UpdateChannel } from './update-channel.js';
export { MIN_AUTOSTART_DELAY_MS, validateAutostartConfig } from './validate.js';
