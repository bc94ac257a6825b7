import type { RunResults } from '../../../scaletest/autostart/index.js';
import { dueTime, oddities, simulationText, stoppedText } from '../../headline.js';
import { headlineInterval } from '../../headline-interval.js';
import type { Report } from '../../report.js';
import { totalsOfDue } from '../../workspaces.js';
import { html, type Markup } from '../html.js';
import { counted, duration, grouped, latency, latencyOfDue, percent } from '../words.js';

/** The whole report in one sentence. */
export function headlineText(results: RunResults): string {
  const { due, scheduledTime, totalRuns, successfulRuns: usable } = results;
  if (due === 0 || scheduledTime === null) {
    return `No workspace was scheduled: ${counted(totalRuns, 'workspace')} did not get through set-up.`;
  }
  const p95 = results.phases.total.p95Ms;
  const reached =
    p95 === Number.POSITIVE_INFINITY
      ? `p95 of all due not reached (${percent(usable, due, 0)} became usable)`
      : `p95 of all due ${latencyOfDue(p95, usable, due)}`;
  return `${counted(due, 'workspace')} due ${dueTime(results)} UTC: ${grouped(usable)} usable (${percent(usable, due)}), ${reached}.`;
}

/** The first screen: the sentence, the figures of all due, and what to doubt. */
export function headline(report: Report): Markup {
  const { results } = report;
  const { phases, due, successfulRuns: usable } = results;
  const totals = totalsOfDue(results);
  const figures: readonly (readonly [string, string, string])[] = [
    ['Usable', `${grouped(usable)} of ${grouped(due)}`, percent(usable, due)],
    [
      'After five minutes',
      `${grouped(usableWithin(results, FIVE_MINUTES_MS))} of ${grouped(due)}`,
      'usable by then',
    ],
    ...(['p50Ms', 'p95Ms', 'p99Ms'] as const).map((key) => {
      const ms = phases.total[key];
      const reached = ms !== Number.POSITIVE_INFINITY;
      return [
        `${key.slice(0, 3)} of all due`,
        ms === null ? '–' : reached ? duration(ms) : 'not reached',
        reached
          ? intervalText(totals, Number(key.slice(1, 3)) / 100)
          : `${percent(usable, due, 0)} became usable`,
      ] as const;
    }),
  ];
  return html`<h1>${headlineText(results)}</h1>
${
  due === 0
    ? null
    : html`<dl class="key-figures">${figures.map(
        ([name, value, note]) =>
          html`<div><dt>${name}</dt><dd><strong>${value}</strong> <span>${note}</span></dd></div>`,
      )}</dl>`
}
${notes(report).map(
  (note) => html`<p class="note">${note}</p>
`,
)}`;
}

const FIVE_MINUTES_MS = 300_000;

function usableWithin({ runs }: RunResults, limitMs: number): number {
  return runs.filter(({ totalMs }) => totalMs !== null && totalMs <= limitMs).length;
}

/** How sure a percentile of all due is, as far as chance within this sample goes. */
function intervalText(sorted: Float64Array, p: number): string {
  const { lower, upper } = headlineInterval(sorted, p);
  const from = lower === null ? 'anything' : latency(lower);
  return `95 % sampling interval: ${from} to ${upper === null ? `above ${latency(sorted.at(-1) ?? null)}` : latency(upper)}`;
}

function notes(report: Report): readonly string[] {
  const { results, environment } = report;
  const { totalRuns, due } = results;
  const simulation = simulationText(report);
  const stopped = stoppedText(report);
  return [
    ...(stopped === null ? [] : [stopped]),
    ...(simulation === null ? [] : [simulation]),
    ...(due > 0 && totalRuns > due
      ? [
          `${counted(totalRuns - due, 'more workspace')} did not get through set-up and ${totalRuns - due === 1 ? 'was' : 'were'} never due.`,
        ]
      : []),
    ...oddities(results, counted),
    ...(environment.timeScale === 1
      ? []
      : [
          `The deployment’s time ran ${environment.timeScale} times as fast as real time. All times are the deployment’s.`,
        ]),
  ];
}
