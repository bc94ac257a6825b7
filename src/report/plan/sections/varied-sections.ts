import { percent } from '../../../analysis/index.js';
import type { KneeReportAnswer, SweepReportAnswer } from '../plan-report.js';
import { bandText, metricName, msText } from '../plan-words.js';
import { type PlanSection, table } from './plan-section.js';

/** Cost against delay. */
export function kneeSections(answer: KneeReportAnswer): readonly PlanSection[] {
  const { answer: found, metric } = answer;
  const rows = found.points.map(({ delayMs, provisionerHours, provisioners, utilisation }, i) => [
    String(provisioners),
    provisionerHours.toFixed(1),
    bandText(delayMs, msText),
    bandText(utilisation, percent),
    i === found.knee ? '<- knee' : '',
  ]);
  const header = ['Provisioners', 'provisioner-hours', metricName(metric), 'busy', 'mark'];
  return [
    {
      id: 'knee',
      title: 'Cost against delay',
      titledIn: 'page',
      parts: [{ kind: 'knee', of: answer }, ...table('Cost against delay', header, rows)],
    },
  ];
}

/** One latency for every pair of values. */
export function sweepSections(answer: SweepReportAnswer): readonly PlanSection[] {
  return [
    {
      id: 'sweep',
      title: metricName(answer.metric),
      titledIn: 'page',
      parts: [{ kind: 'shades', of: answer }],
    },
  ];
}
