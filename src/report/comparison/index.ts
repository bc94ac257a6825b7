/** Runs side by side, in several formats. @packageDocumentation */

export type { ComparisonFormat } from './comparison-formats.js';
export { COMPARISON_FORMATS, renderComparison } from './comparison-formats.js';
export type {
  ComparedReport,
  ComparisonOptions,
  ComparisonReport,
  ComparisonSide,
} from './comparison-report.js';
export { makeComparison } from './comparison-report.js';
