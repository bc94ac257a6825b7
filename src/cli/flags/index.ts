/** Flags as data: spelling, environment, help, default and parser in one place. @packageDocumentation */

export { cleanupCommandFlags } from './cleanup-command-flags.js';
export { compareFlags } from './compare-flags.js';
export { deploymentFlags } from './deployment-flags.js';
export { doctorFlags, doctorFormat } from './doctor-flags.js';
export { EMBEDDED_ONLY, embeddedFlags } from './embedded-flags.js';
export type { FlagTable, FlagValues } from './flag.js';
export { parseOptions } from './parse-options.js';
export type { SourceFlags } from './plan-flags.js';
export {
  checkFlags,
  kneeFlags,
  planCapacityFlags,
  predictFlags,
  staggerFlags,
  sweepFlags,
} from './plan-flags.js';
export { reportFlags } from './report-flags.js';
export type { OptionOrigin, ResolvedOptions } from './resolve.js';
export { addFlags, resolveOptions, textsOf } from './resolve.js';
export { runFlags } from './run-flags.js';
export { serveFlags } from './serve-flags.js';
export { startMsAt } from './start-at.js';
export { telemetryFromFlags } from './telemetry-flags.js';
export { uiFromFlags } from './ui-flags.js';
