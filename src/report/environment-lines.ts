import { counted } from '../storm/index.js';
import type { ClockOffsetEstimate } from '../time/index.js';
import { predictedFigureText } from './plan/index.js';
import type { CleanupSummary, LimitRange, ReportEnvironment, SetUpLimits } from './report-environment.js';

/** What one has to know about the figures: a name, and what is to be said under it. */
export type EnvironmentLine = readonly [name: string, text: string];

/** What was measured, with what, and what to doubt, a line each. */
export function environmentLines(environment: ReportEnvironment): readonly EnvironmentLine[] {
  const { urlHost, serverVersion, template, count, seed, timeScale } = environment;
  const server = serverVersion === null ? urlHost : `${urlHost} (Coder ${serverVersion})`;
  return [
    [
      'deployment',
      `${server}${OWN_DEPLOYMENTS[environment.embedded ?? 'none']}, template ${template}, ${counted(count, 'workspace')} asked for`,
    ],
    ['time', `${span(environment.startedAt, environment.endedAt)}${scaled(timeScale)}`],
    ...(environment.resumedAt === undefined
      ? []
      : [['resumed', resumedText(environment.resumedAt)] as const]),
    ['updates', updates(environment)],
    ...(environment.setUp === null ? [] : [['set-up', setUpText(environment.setUp)] as const]),
    ...(environment.clockOffset === null ? [] : [['clocks', clocks(environment.clockOffset)] as const]),
    ...(environment.predicted ?? []).map(
      (predicted) => ['predicted', predictedFigureText(predicted)] as const,
    ),
    ['cleanup', cleanupText(environment.cleanup)],
    [
      'made by',
      `nineam ${environment.nineamVersion}, Node ${environment.nodeVersion}${seed === null ? '' : `, seed ${seed}`}`,
    ],
    [
      'measured',
      "between the server's own timestamps; readiness by the agents' clocks, build stages by the provisioners'; end to end begins, and a wait given up ends, on our clock; percentiles by nearest rank; each figure: --output json",
    ],
  ];
}

/** What came before is known from the server's records alone. */
function resumedText(resumedAt: readonly string[]): string {
  return `after it had been killed or interrupted: ${resumedAt.join(', ')}`;
}

const OWN_DEPLOYMENTS = { in_process: ', embedded in this process', served: ', embedded', none: '' } as const;

function updates({ feed }: ReportEnvironment): string {
  if (feed === null) return 'none were waited for';
  const parts = [`${feed.kind}, ${counted(feed.messages, 'message')}`];
  if (feed.reconnects > 0) parts.push(counted(feed.reconnects, 'reconnect'));
  if (feed.recovered > 0) parts.push(`${feed.recovered} found only by reading the server's records`);
  return parts.join(', ');
}

function clocks({ offsetMs, uncertaintyMs, disagreementMs }: ClockOffsetEstimate): string {
  const size = `${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} ours`;
  const doubt =
    disagreementMs > 0 ? `; its replicas differ by at least ${Math.floor(disagreementMs * 10) / 10} ms` : '';
  return `the server's is ${size}, give or take ${Math.ceil(uncertaintyMs)} ms${doubt}`;
}

/** What was allowed at once. */
export function setUpText({ builds, requests }: SetUpLimits): string {
  return `at most ${rangeText(builds)} builds and ${rangeText(requests)} requests at once`;
}

function rangeText({ lowest, highest }: LimitRange): string {
  return lowest === highest ? String(lowest) : `${lowest} to ${highest}`;
}

function cleanupText(cleanup: CleanupSummary | null): string {
  if (cleanup === null) return 'not yet begun: it comes after this report';
  if (cleanup.status === 'complete') return 'complete, nothing left on the deployment';
  const left = `${remaining(cleanup.workspacesLeft, 'workspace')} and ${remaining(cleanup.usersLeft, 'user')} left`;
  return cleanup.status === 'skipped'
    ? `skipped as asked, ${left}`
    : `incomplete, ${left}: run \`nineam cleanup\``;
}

function remaining(n: number | null, noun: string): string {
  return n === null ? `an unknown number of ${noun}s` : counted(n, noun);
}

function span(startedAt: string, endedAt: string): string {
  const [from, to] = [startedAt, endedAt].map((text) => text.slice(0, 19).replace('T', ' '));
  return `${from} to ${from?.slice(0, 10) === to?.slice(0, 10) ? to?.slice(11) : to} UTC`;
}

function scaled(timeScale: number): string {
  return timeScale === 1 ? '' : `, running ${timeScale} times as fast as real time`;
}
