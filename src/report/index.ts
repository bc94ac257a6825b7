/** What a finished run leaves for people and programs: its results in several formats, each with how they came about. @packageDocumentation */

export type {
  ComparedReport,
  ComparisonFormat,
  ComparisonOptions,
  ComparisonReport,
  ComparisonSide,
} from './comparison/index.js';
export { COMPARISON_FORMATS, makeComparison, renderComparison } from './comparison/index.js';
export { makeReport } from './make-report.js';
export type { OutputFormat, RenderOptions } from './output-formats.js';
export { formatNames, OUTPUT_FORMATS, renderOutput } from './output-formats.js';
export type { OutputFs, OutputIo } from './output-io.js';
export { nodeOutputFs } from './output-io.js';
export type { OutputSpec } from './output-spec.js';
export { outputConflicts, parseOutputSpec, parseSpecOf } from './output-spec.js';
export type {
  CheckReportAnswer,
  PlanAnswer,
  PlanBasis,
  PlanFormat,
  PlanInputLine,
  PlanMetric,
  PlanReport,
  PredictedFigure,
} from './plan/index.js';
export {
  metricName,
  PLAN_FORMATS,
  predictedFigure,
  predictedFigureText,
  predictedLatencyText,
  renderPlan,
} from './plan/index.js';
export type { Report } from './report.js';
export type {
  CleanupSummary,
  ReportEnvironment,
} from './report-environment.js';
export type { SavedRun, SavedRunIdentity } from './saved/index.js';
export {
  decodeSavedRun,
  describeSavedRun,
  encodeSavedRun,
  pagePath,
  readSavedRun,
  reportOfSavedRun,
  resultPath,
  SavedRunError,
  savedRunOf,
  saveRun,
} from './saved/index.js';
export { stormStarts } from './storm-starts.js';
export { resultsToText } from './text/report-text.js';
export { thresholdMeasurements } from './threshold-measurements.js';
export { checkOutputPaths, OutputError, wholeFileOutputs, writeOutputs } from './write-outputs.js';
