/** A plan's answers, in several formats. @packageDocumentation */

export type { PlanFormat } from './plan-formats.js';
export { PLAN_FORMATS, renderPlan } from './plan-formats.js';
export type {
  CheckReportAnswer,
  PlanAnswer,
  PlanBasis,
  PlanInputLine,
  PlanMetric,
  PlanReport,
} from './plan-report.js';
export { metricName, predictedLatencyText } from './plan-words.js';
export { type PredictedFigure, predictedFigure, predictedFigureText } from './predicted-figure.js';
