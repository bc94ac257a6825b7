import { percent } from '../../../analysis/index.js';
import type { StartEnd } from '../../../plan/index.js';
import type { CheckReportAnswer, PlanBasis } from '../plan-report.js';
import { bandText, errorText, msText, usText } from '../plan-words.js';
import { type PlanSection, table } from './plan-section.js';

const END_WORDS: Readonly<Record<StartEnd, string>> = {
  succeeded: 'succeeded',
  failed: 'failed or canceled',
  reaped: 'given up by the server',
  unfinished: 'not ended',
  missed: 'never created',
};

/** A prediction against what happened: figures, and the curve share by share. */
export function checkSections(
  { ends, figures, predicted, recordedMs }: CheckReportAnswer,
  { replications }: PlanBasis,
): readonly PlanSection[] {
  const tenths = predicted.shares.flatMap((share, i) =>
    Math.abs(share * 10 - Math.round(share * 10)) < 1e-9 ? [i] : [],
  );
  const header = [
    'From the first creation',
    'happened',
    `predicted, mean of ${replications}`,
    'least',
    'greatest',
    'error',
  ];
  return [
    {
      id: 'errors',
      title: 'Errors',
      titledIn: 'page',
      parts: [
        ...table(
          'Figures of the storm',
          header,
          figures.map(({ error, figure, greatestUs, leastUs, predictedUs, recordedUs }) => [
            figure,
            ...[recordedUs, predictedUs, leastUs, greatestUs].map(usText),
            errorText(error),
          ]),
        ),
        ...table(
          'What became of them',
          ['Starts', 'happened', 'predicted'],
          ends.map(({ end, happened, predicted: of }) => [
            END_WORDS[end],
            String(happened),
            bandText(of, String),
          ]),
        ),
      ],
    },
    {
      id: 'curve',
      title: 'Curve',
      titledIn: 'page',
      parts: [
        {
          kind: 'curve',
          what: 'Completed, of all who were due in the storm, from the first creation on, as predicted',
          zero: 'first',
          curve: predicted,
          replications,
          recordedMs,
        },
        ...table(
          'Shares of the storm',
          ['Share completed', 'happened after', 'predicted after'],
          tenths.map((i) => [
            percent(predicted.shares[i] ?? 0),
            msText(recordedMs[i] ?? Number.POSITIVE_INFINITY),
            bandText(
              {
                low: predicted.lowMs[i] ?? 0,
                median: predicted.medianMs[i] ?? 0,
                high: predicted.highMs[i] ?? 0,
              },
              msText,
            ),
          ]),
        ),
      ],
    },
  ];
}
