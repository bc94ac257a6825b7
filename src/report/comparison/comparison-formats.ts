import { comparisonToJson } from './comparison-json.js';
import { comparisonToMarkdown } from './comparison-markdown.js';
import type { ComparisonReport } from './comparison-report.js';
import { comparisonToText } from './comparison-text.js';
import { comparisonToHtml } from './html/render-comparison-html.js';

interface Format {
  /** Raised when a key or line that programs read changes its meaning or goes away. */
  readonly version: number;
  /** What it is for, as help and docs say it. */
  readonly description: string;
  render(report: ComparisonReport, version: number): string;
}

/** Every format that a comparison can have. Whatever names one derives it from here. */
export const COMPARISON_FORMATS = {
  text: { version: 1, description: 'a summary for people', render: comparisonToText },
  json: { version: 1, description: 'every figure, for programs', render: comparisonToJson },
  markdown: {
    version: 1,
    description: 'a summary for a pull request or a job page',
    render: comparisonToMarkdown,
  },
  html: {
    version: 1,
    description: 'a page of its own, with the ready curves of both sides',
    render: comparisonToHtml,
  },
} as const satisfies Readonly<Record<string, Format>>;

export type ComparisonFormat = keyof typeof COMPARISON_FORMATS;

/** A whole comparison in one format. Ends with a line end. The same input gives the same text, byte for byte. */
export function renderComparison(format: ComparisonFormat, report: ComparisonReport): string {
  const definition: Format = COMPARISON_FORMATS[format];
  return definition.render(report, definition.version);
}
