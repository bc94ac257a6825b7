import { duration, percent } from '../../../analysis/index.js';
import type { CheckReportAnswer, PlanBasis } from '../plan-report.js';
import { bandText, errorText, msText } from '../plan-words.js';
import { type PlanSection, table } from './plan-section.js';

/** A prediction against what happened: figures, and the curve share by share. */
export function checkSections(
  { figures, predicted, recordedMs }: CheckReportAnswer,
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
      parts: table(
        'Figures of the storm',
        header,
        figures.map(({ error, figure, greatestUs, leastUs, predictedUs, recordedUs }) => [
          figure,
          ...[recordedUs, predictedUs, leastUs, greatestUs].map(duration),
          errorText(error),
        ]),
      ),
    },
    {
      id: 'curve',
      title: 'Curve',
      titledIn: 'page',
      parts: [
        {
          kind: 'curve',
          what: 'Completed, of all builds of the storm, from the first creation on, as predicted',
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
