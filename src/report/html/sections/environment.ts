import { setUpText } from '../../environment-lines.js';
import { withoutSecrets } from '../../json/environment-json.js';
import { predictedFigureText } from '../../plan/index.js';
import type { CleanupSummary, FlagValue, ReportEnvironment } from '../../report-environment.js';
import { table } from '../charts/figures.js';
import { type HtmlValue, html, type Markup } from '../html.js';
import { counted, grouped } from '../words.js';
import type { Section } from './section.js';
import { foreign } from './section.js';

/** What was measured with what, and how each number came about. */
export function environmentSection(environment: ReportEnvironment): Section {
  const flags = Object.entries(withoutSecrets(environment.flags));
  return {
    id: 'environment',
    title: 'Environment, and how each number was obtained',
    content: html`<dl class="facts">${facts(environment).map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
    )}</dl>
${table(
  'How each number was obtained',
  ['Number', 'From'],
  Object.entries(environment.howObtained).map(([name, how]) => [
    foreign(name.replaceAll('_', ' ')),
    foreign(how),
  ]),
  'words',
)}
${
  flags.length === 0
    ? null
    : table(
        'Flags that were given',
        ['Flag', 'Value'],
        flags.map(([name, value]) => [
          html`<code>--${foreign(name)}</code>`,
          html`<code>${foreign(flagText(value))}</code>`,
        ]),
        'words',
      )
}`,
  };
}

function facts(environment: ReportEnvironment): readonly (readonly [string, HtmlValue])[] {
  const { urlHost, serverVersion, template, count, seed, timeScale } = environment;
  return [
    [
      'Deployment',
      html`${foreign(urlHost)}${serverVersion === null ? ', version unknown' : html` (Coder ${foreign(serverVersion)})`}`,
    ],
    ['Template', foreign(template)],
    ['Asked for', counted(count, 'workspace')],
    ['From', foreign(environment.startedAt)],
    ['To', foreign(environment.endedAt)],
    ...(environment.resumedAt === undefined
      ? []
      : [['Resumed', foreign(environment.resumedAt.join(', '))] as const]),
    ['Time scale', timeScale === 1 ? 'real time' : `${timeScale} times as fast as real time`],
    ['Seed', seed === null ? 'none' : foreign(seed)],
    ['Updates', updates(environment)],
    ['Clocks', clocks(environment)],
    ...(environment.setUp === null ? [] : [['Set-up', setUpText(environment.setUp)] as const]),
    ...(environment.predicted ?? []).map(
      (predicted) => ['Predicted', foreign(predictedFigureText(predicted))] as const,
    ),
    ['Cleanup', cleanup(environment.cleanup)],
    ['Made by', html`nineam ${foreign(environment.nineamVersion)}, Node ${foreign(environment.nodeVersion)}`],
  ];
}

function updates({ feed }: ReportEnvironment): string {
  if (feed === null) return 'none were waited for';
  return [
    `${feed.kind}: ${counted(feed.messages, 'message')}, ${grouped(feed.foreign)} of others, ${grouped(feed.duplicates)} twice`,
    counted(feed.reconnects, 'reconnect'),
    `${counted(feed.reconciliations, 'reconciliation')} (${grouped(feed.failedReconciliations)} failed), which found ${grouped(feed.recovered)} that no message had told`,
    counted(feed.requests, 'request'),
  ].join('; ');
}

function clocks({ clockOffset }: ReportEnvironment): Markup | string {
  if (clockOffset === null) return 'not compared';
  const { offsetMs, uncertaintyMs, samples, disagreementMs } = clockOffset;
  return `the server’s is ${Math.abs(offsetMs).toFixed(1)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} ours, give or take ${uncertaintyMs.toFixed(1)} ms (${counted(samples, 'observation')})${
    disagreementMs > 0
      ? `; replicas differ by at least ${(Math.floor(disagreementMs * 10) / 10).toFixed(1)} ms`
      : ''
  }`;
}

function cleanup(summary: CleanupSummary | null): string {
  if (summary === null) return 'not yet begun: it comes after this report';
  if (summary.status === 'complete') return 'complete, nothing left on the deployment';
  const left = `${remaining(summary.workspacesLeft, 'workspace')} and ${remaining(summary.usersLeft, 'user')} left`;
  return summary.status === 'skipped'
    ? `skipped as asked, ${left}`
    : `incomplete, ${left}: run nineam cleanup`;
}

function remaining(n: number | null, noun: string): string {
  return n === null ? `an unknown number of ${noun}s` : counted(n, noun);
}

function flagText(value: FlagValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
