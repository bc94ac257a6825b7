/** The words that everybody shares: outcomes, phases, progress events, build rows, errors. @packageDocumentation */

export type { BuildRow, JobStatus, Transition } from './build-row.js';
export { BUILD_ROW_HEADER, formatBuildRow, quoteCsvField } from './build-row.js';
export { counted } from './counted.js';
export type { CsvRecord } from './csv.js';
export { readCsv } from './csv.js';
export type { PreflightFinding } from './errors.js';
export {
  AbortConditionError,
  ConfigError,
  ExplainedError,
  explanationOf,
  InterruptError,
  messageOf,
  PreflightError,
  TimeoutError,
} from './errors.js';
export type { MissReason, Outcome, OutcomeKind } from './outcome.js';
export { isDue, isUsable, OUTCOME_KINDS } from './outcome.js';
export type { AgentWait, Phase, SetupStep } from './phase.js';
export { AGENT_WAITS, PHASES, SETUP_STEPS } from './phase.js';
export { printable } from './printable.js';
export { readBuildRows } from './read-build-rows.js';
export type { RunEvent, RunEventListener, RunnerState, RunStage } from './run-event.js';
export { RUN_STAGES } from './run-event.js';
export { systemCode } from './system-code.js';
