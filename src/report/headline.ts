import type { RunResults } from '../scaletest/autostart/index.js';
import { counted, OUTCOME_KINDS } from '../storm/index.js';
import { leavesSomebodyOut, type ThresholdVerdict } from '../thresholds/index.js';
import type { Report } from './report.js';
import { ofDueText, percentText, plainLine } from './words.js';

/** What became of the storm, in one sentence; a second one where some workspaces never became part of it. */
export function headline(results: RunResults): readonly string[] {
  const { due, totalRuns, scheduledTime, successfulRuns: usable } = results;
  const lost = totalRuns - due;
  if (due === 0 || scheduledTime === null) {
    return [`No workspace was scheduled: ${counted(lost, 'workspace')} did not get through set-up.`];
  }
  const lines = [
    `${counted(due, 'workspace')} due ${dueTime(results)} UTC: ` +
      `${usable} usable (${percentText(usable, due)}), p95 of all due ${ofDueText(results.phases.total.p95Ms, usable, due)}`,
  ];
  if (lost > 0)
    lines.push(`${counted(lost, 'more workspace')} did not get through set-up and were never due.`);
  return lines;
}

/** `at 09:00`, or `from 09:00 to 09:04` where the starts were spread. */
export function dueTime({ runs }: RunResults): string {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const texts = new Map<number, string>();
  for (const { scheduledTime } of runs) {
    if (scheduledTime === null) continue;
    texts.set(scheduledTime.us, scheduledTime.text.slice(11, 16));
    first = Math.min(first, scheduledTime.us);
    last = Math.max(last, scheduledTime.us);
  }
  return first === last ? `at ${texts.get(first)}` : `from ${texts.get(first)} to ${texts.get(last)}`;
}

/** The outcomes that occurred, best first, e.g. `started 5, failed 2`. */
export function outcomesText(results: RunResults): string {
  const counts = OUTCOME_KINDS.filter((kind) => results.outcomes[kind] > 0).map(
    (kind) => `${kind} ${results.outcomes[kind]}`,
  );
  return counts.length === 0 ? 'none' : counts.join(', ');
}

/** That nothing real was measured, where that is known; `null` for any other deployment. */
export function simulationText({ environment }: Report): string | null {
  switch (environment.embedded) {
    case 'in_process':
      return "Simulated: the deployment was nineam's embedded one in this same process, no Coder server.";
    case 'served':
      return 'Simulated: the deployment was a `nineam serve`, no Coder server.';
    case null:
      return null;
  }
}

/** That the run stopped itself, and why; `null` where it did not. */
export function stoppedText({ environment: { stopped } }: Report): string | null {
  return stopped === null ? null : `Stopped before its end by ${plainLine(stopped)}.`;
}

/** What to know before believing the figures, a sentence each; empty when nothing is peculiar. */
export function caveats({ results, analysis }: Report): readonly string[] {
  return [...oddities(results, counted), ...firstFew(analysis.inconsistencies)];
}

/** What the server's records have that was counted otherwise than they say, a sentence each. */
export function oddities(
  { reapedJobs, negativeQueueWaits, negativeAgentIntervals }: RunResults,
  count: (n: number, noun: string) => string,
): readonly string[] {
  return (
    [
      [reapedJobs, 'job', 'given up by the server after waiting for a provisioner.'],
      [negativeQueueWaits, 'job', 'recorded as started before created: wait counted as 0.'],
      [
        negativeAgentIntervals,
        'workspace',
        'with an agent recorded as connected or ready too early: counted as 0.',
      ],
    ] as const
  ).flatMap(([n, noun, what]) => (n > 0 ? [`${count(n, noun)} ${what}`] : []));
}

const INCONSISTENCIES_SHOWN = 3;

function firstFew(inconsistencies: readonly string[]): readonly string[] {
  const more = inconsistencies.length - INCONSISTENCIES_SHOWN;
  return [
    ...inconsistencies.slice(0, INCONSISTENCIES_SHOWN),
    ...(more > 0 ? [`The records contradict each other ${more} more times: --output json has each.`] : []),
  ];
}

/** What the run came to. */
export interface Verdict {
  /** Whether it is what was asked for. */
  readonly good: boolean;
  /** e.g. `2 thresholds: 1 crossed, 1 passed`; without thresholds, who became usable. */
  readonly text: string;
}

/** Good is a run whose thresholds all passed, and which lost nobody but whom a threshold allows it to lose. */
export function verdictOf(report: Report): Verdict {
  const { thresholds, results, environment } = report;
  const { totalRuns, failedRuns } = results;
  const usable =
    totalRuns === 0
      ? 'nothing was run'
      : failedRuns === 0
        ? `${counted(totalRuns, 'workspace')}, each became usable`
        : `${failedRuns} of ${counted(totalRuns, 'workspace')} did not become usable`;
  const held = thresholds.flatMap(({ threshold }) => threshold ?? []);
  const lost = leavesSomebodyOut(results, held) || environment.stopped !== null;
  if (thresholds.length === 0) return { good: !lost, text: usable };
  const counts = `${counted(thresholds.length, 'threshold')}: ${statusCounts(thresholds)}`;
  return {
    good: !lost && thresholds.every((threshold) => threshold.status === 'passed'),
    text: lost ? `${counts}; ${usable}` : counts,
  };
}

function statusCounts(thresholds: readonly ThresholdVerdict[]): string {
  return (['crossed', 'not_evaluated', 'passed'] as const)
    .map((status) => [status, thresholds.filter((one) => one.status === status).length] as const)
    .filter(([, n]) => n > 0)
    .map(([status, n]) => `${n} ${STATUS_WORDS[status]}`)
    .join(', ');
}

/** How people read a threshold's status. */
export const STATUS_WORDS: Readonly<Record<ThresholdVerdict['status'], string>> = {
  passed: 'passed',
  crossed: 'crossed',
  not_evaluated: 'not evaluated',
};
