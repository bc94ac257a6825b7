/** A run from its plan to its exit code: preflight, storm, report, cleanup. @packageDocumentation */

export { executeCleanup } from './execute-cleanup.js';
export { executeComparison } from './execute-comparison.js';
export { executeDoctor } from './execute-doctor.js';
export { executeReport, listReports } from './execute-report.js';
export { executeRun } from './execute-run.js';
export type { ExitCode } from './exit-code.js';
export { EXIT, exitCodeOf } from './exit-code.js';
export { embeddedOptions } from './open-target.js';
export type {
  Asked,
  AskedTaggedProvisioners,
  GroupSetting,
  HistorySource,
  NamedTemplate,
  PlanDeployment,
  PlanEnvironment,
  PlanQuestion,
  PlanSources,
  ProvisionerStep,
  ProvisionersSetting,
} from './planning/index.js';
export { ASKED, executePlan, executePlanCheck, isAsked } from './planning/index.js';
export { CHECK_NAMES } from './preflight/index.js';
export type { RunToResume } from './resume/index.js';
export { findRunToResume } from './resume/index.js';
export type { RunProgress } from './run-environment.js';
export type { CleanupChoice, EmbeddedTarget, ProxySettings, RunPlan, Target } from './run-plan.js';
export { CLEANUP_CHOICES } from './run-plan.js';
