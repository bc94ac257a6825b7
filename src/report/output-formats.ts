import { type RunResults, renderText, toHarnessResults } from '../scaletest/autostart/index.js';
import { harnessResultsToJson } from '../scaletest/harness/index.js';
import { environmentToJson } from './environment-json.js';
import { environmentToText } from './environment-text.js';
import type { ReportEnvironment } from './report-environment.js';

interface Format {
  /** Raised when a key or line that programs read changes its meaning or goes away. */
  readonly version: number;
  /** What it is for, as help and docs say it. */
  readonly description: string;
  render(results: RunResults, environment: ReportEnvironment, version: number): string;
}

/** Every format that a report can have. Whatever names a format (flags, help, docs) derives it from here. */
export const OUTPUT_FORMATS = {
  text: {
    version: 1,
    description: 'a summary for people',
    render: (results, environment) => `${renderText(results)}\n${environmentToText(environment)}`,
  },
  json: {
    version: 1,
    description: 'everything measured, in the keys of `coder exp scaletest autostart` and more',
    render: (results, environment, version) =>
      json({ ...results.toJSON(), environment: environmentToJson(environment, { format: 'json', version }) }),
  },
  'harness-json': {
    version: 1,
    description: "the results in the format of Coder's load test harness",
    render: (results, environment, version) =>
      json({
        ...harnessResultsToJson(toHarnessResults(results)),
        environment: environmentToJson(environment, { format: 'harness-json', version }),
      }),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type OutputFormat = keyof typeof OUTPUT_FORMATS;

/** A whole report in one format. Ends with a line end. The same input gives the same text, byte for byte. */
export function renderOutput(
  format: OutputFormat,
  results: RunResults,
  environment: ReportEnvironment,
): string {
  const definition: Format = OUTPUT_FORMATS[format];
  return definition.render(results, environment, definition.version);
}

/** The formats as a sentence lists them: `text, json or harness-json`. */
export function formatNames(): string {
  const names = Object.keys(OUTPUT_FORMATS);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

export function isOutputFormat(name: string): name is OutputFormat {
  return Object.hasOwn(OUTPUT_FORMATS, name);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
