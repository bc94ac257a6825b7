/** A run from its plan to its exit code: preflight, storm, report, cleanup. @packageDocumentation */
export type { CleanupReport, Leftover } from './cleanup.js';
export { cleanUpRun } from './cleanup.js';
export { executeCleanup } from './execute-cleanup.js';
export { executeRun } from './execute-run.js';
export type { ExitCode } from './exit-code.js';
export { combineExitCodes, EXIT, exitCodeOf } from './exit-code.js';
export { embeddedOptions } from './open-target.js';
export { CHECK_NAMES } from './preflight/index.js';
export type { RunEnvironment, RunProgress } from './run-environment.js';
export type {
  CleanupPlan,
  EmbeddedTarget,
  ProxySettings,
  RemoteTarget,
  RunPlan,
  Target,
} from './run-plan.js';
