/** What a finished run leaves for people and programs: its results in several formats, each with how they came about. @packageDocumentation */

export type { OutputFormat } from './output-formats.js';
export { OUTPUT_FORMATS, renderOutput } from './output-formats.js';
export type { OutputFs, OutputIo } from './output-io.js';
export { nodeOutputFs } from './output-io.js';
export type { OutputSpec } from './output-spec.js';
export { outputConflicts, parseOutputSpec } from './output-spec.js';
export type {
  CleanupSummary,
  ReportEnvironment,
} from './report-environment.js';
export { thresholdMeasurements } from './threshold-measurements.js';
export { checkOutputPaths, OutputError, writeOutputs } from './write-outputs.js';
