import { renderHtml } from './html/index.js';
import { reportToHarnessJson, reportToJson } from './json/report-json.js';
import type { Report } from './report.js';
import { reportToCsv } from './report-csv.js';
import { reportToHlog } from './report-hlog.js';
import { reportToJunit } from './report-junit.js';
import { reportToMarkdown } from './report-markdown.js';
import { reportToText } from './text/report-text.js';

/** What whoever reads an output can show. */
export interface RenderOptions {
  /** Charts of text are drawn with ASCII alone. */
  readonly ascii?: boolean;
}

interface Format {
  /** Raised when a key or line that programs read changes its meaning or goes away. */
  readonly version: number;
  /** What it is for, as help and docs say it. */
  readonly description: string;
  render(report: Report, version: number, options: RenderOptions): string;
}

/** Every format that a report can have. Whatever names a format (flags, help, docs) derives it from here. */
export const OUTPUT_FORMATS = {
  text: {
    version: 1,
    description: 'a summary for people',
    render: (report, _version, { ascii = false }) => reportToText(report, ascii),
  },
  json: {
    version: 1,
    description: 'everything measured, in the keys of `coder exp scaletest autostart` and more',
    render: reportToJson,
  },
  'harness-json': {
    version: 1,
    description: "the results in the format of Coder's load test harness",
    render: reportToHarnessJson,
  },
  csv: {
    version: 1,
    description: 'one row per workspace',
    render: ({ results }) => reportToCsv(results),
  },
  junit: {
    version: 1,
    description: 'JUnit XML for CI: a case per threshold and per workspace that did not become usable',
    render: reportToJunit,
  },
  markdown: {
    version: 1,
    description: 'a summary for a pull request or a job page',
    render: reportToMarkdown,
  },
  hlog: {
    version: 1,
    description: 'the latencies as a HdrHistogram log, for the tools of that format',
    render: reportToHlog,
  },
  html: {
    version: 1,
    description: 'a page of its own, with charts and a timeline of every workspace',
    render: (report) => renderHtml(report),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type OutputFormat = keyof typeof OUTPUT_FORMATS;

/** A whole report in one format. Ends with a line end. The same input gives the same text, byte for byte. */
export function renderOutput(format: OutputFormat, report: Report, options: RenderOptions = {}): string {
  const definition: Format = OUTPUT_FORMATS[format];
  return definition.render(report, definition.version, options);
}

/** Formats as a sentence lists them: `text, json or csv`. */
export function formatNames(formats: Readonly<Record<string, unknown>> = OUTPUT_FORMATS): string {
  const names = Object.keys(formats);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
