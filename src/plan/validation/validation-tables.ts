import type { FigureError } from './figure-errors.js';
import type { ModelValidation, StormValidation } from './validate-model.js';
import { greatestError } from './validate-model.js';

/** The validation of the model as the tables of docs/model.md: Markdown, without a line end at its end. */
export function validationTables(validation: ModelValidation): string {
  const { fromAutostarts, fromSettings, fromSetup, replications } = validation;
  return [
    `Seconds; the prediction is the mean of ${replications} replications, with the least and the greatest of them behind it.`,
    '',
    '### From the known apply step',
    '',
    'The template’s apply step as the storm’s settings give it; the defaults for all else.',
    '',
    ...table(fromSettings, ({ storm }) => storm),
    '',
    '### From the autostarts of another storm',
    '',
    'Calibrated on the autostart builds of one storm alone, held against another of the same template with another',
    'number of provisioners.',
    '',
    ...table(fromAutostarts, ({ from, storm }) => `${storm}, from ${from}`),
    '',
    '### From set-up builds instead',
    '',
    'Calibrated on the builds by which the same storm was set up, without its autostarts: what a history has that knows',
    'no morning yet.',
    '',
    ...table(fromSetup, ({ storm }) => storm),
  ].join('\n');
}

function table(validations: readonly StormValidation[], name: (of: StormValidation) => string): string[] {
  return [
    '| storm | figure | recorded | predicted | error |',
    '|---|---|---:|---:|---:|',
    ...validations.flatMap((validation) => validation.figures.map((figure) => row(name(validation), figure))),
    '',
    `Greatest error: ${percentage(greatestError(validations))}.`,
  ];
}

function row(
  storm: string,
  { error, figure, greatestUs, leastUs, predictedUs, recordedUs }: FigureError,
): string {
  const predicted = `${seconds(predictedUs)} (${seconds(leastUs)} to ${seconds(greatestUs)})`;
  const cells = [storm, figure, seconds(recordedUs), predicted, error === null ? '' : signed(error)];
  return `| ${cells.join(' | ')} |`;
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(2);
}

function percentage(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function signed(share: number): string {
  const text = percentage(Math.abs(share));
  if (/^0\.0 /.test(text)) return text;
  return `${share < 0 ? '−' : '+'}${text}`;
}
