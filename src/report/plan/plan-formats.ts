import { planToHtml } from './html/render-plan-html.js';
import { planToCsv } from './plan-csv.js';
import { planToJson } from './plan-json.js';
import type { PlanReport } from './plan-report.js';
import { planToText } from './text/render-plan-text.js';

/** How a plan is rendered. */
export interface PlanRenderOptions {
  /** Whether the text may hold nothing but ASCII in its charts. */
  readonly ascii: boolean;
}

interface Format {
  /** Raised when a key or line that programs read changes its meaning or goes away. */
  readonly version: number;
  /** What it is for, as help and docs say it. */
  readonly description: string;
  render(report: PlanReport, version: number, options: PlanRenderOptions): string;
}

/** Every format that a plan can have. Whatever names one derives it from here. */
export const PLAN_FORMATS = {
  text: { version: 1, description: 'a summary for people, with the curve', render: planToText },
  json: { version: 1, description: 'every figure, for programs', render: planToJson },
  csv: {
    version: 1,
    description: 'the curve, numbers, schedules, points or cells, a line each',
    render: planToCsv,
  },
  html: { version: 1, description: 'a page of its own, with prediction bands', render: planToHtml },
} as const satisfies Readonly<Record<string, Format>>;

export type PlanFormat = keyof typeof PLAN_FORMATS;

/** A plan's answer in one format. Ends with a line end. The same input gives the same text, byte for byte. */
export function renderPlan(format: PlanFormat, report: PlanReport, options: PlanRenderOptions): string {
  const definition: Format = PLAN_FORMATS[format];
  return definition.render(report, definition.version, options);
}
