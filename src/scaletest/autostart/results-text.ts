import { OUTCOME_KINDS } from '../../storm/index.js';
import type { RunResult } from './result.js';
import type { Percentiles, RunResults } from './results.js';

const FAILURES_SHOWN = 20;

/** The results for a terminal: headline first, one screen unless many failed. Ends with a line end. */
export function renderText(results: RunResults): string {
  return [
    ...headline(results),
    '',
    outcomeLine(results),
    ...caveats(results),
    '',
    ...phaseTable(results),
    '',
    ...latencyTable(results),
    ...stageTable(results),
    ...failures(results.runs),
    '',
  ].join('\n');
}

function headline(results: RunResults): string[] {
  const { due, totalRuns, scheduledTime } = results;
  const lost = totalRuns - due;
  if (due === 0 || scheduledTime === null) {
    return [`No workspace was scheduled: ${count(lost, 'workspace')} did not get through set-up.`];
  }
  const usable = results.successfulRuns;
  const lines = [
    `${count(due, 'workspace')} due ${dueTime(results)} UTC: ` +
      `${usable} usable (${percent(usable, due)}), p95 of all due ${ofDue(results.phases.total.p95Ms, usable, due)}`,
  ];
  if (lost > 0) lines.push(`${count(lost, 'more workspace')} did not get through set-up and were never due.`);
  return lines;
}

/** `at 09:00`, or `from 09:00 to 09:04` where the starts were spread. */
function dueTime({ runs }: RunResults): string {
  const minutes = runs.flatMap((run) => (run.scheduledTime === null ? [] : [run.scheduledTime]));
  const sorted = minutes.toSorted((a, b) => a.us - b.us).map((minute) => minute.text.slice(11, 16));
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first === last ? `at ${first}` : `from ${first} to ${last}`;
}

function outcomeLine(results: RunResults): string {
  const counts = OUTCOME_KINDS.filter((kind) => results.outcomes[kind] > 0).map(
    (kind) => `${kind} ${results.outcomes[kind]}`,
  );
  return `Outcomes of all ${results.totalRuns}: ${counts.length === 0 ? 'none' : counts.join(', ')}`;
}

function caveats(results: RunResults): string[] {
  const lines = [];
  if (results.reapedJobs > 0) {
    lines.push(`${count(results.reapedJobs, 'job')} given up by the server after waiting for a provisioner.`);
  }
  if (results.negativeQueueWaits > 0) {
    lines.push(
      `${count(results.negativeQueueWaits, 'job')} recorded as started before created: wait counted as 0.`,
    );
  }
  if (results.negativeAgentIntervals > 0) {
    lines.push(
      `${count(results.negativeAgentIntervals, 'agent')} recorded as connected or ready too early: counted as 0.`,
    );
  }
  return lines;
}

/** Beside the phases, not among them: these times are by other clocks. */
function stageTable({ stageTimings }: RunResults): string[] {
  if (stageTimings === null || stageTimings.stages.length === 0) return [];
  return [
    '',
    ...table(
      ["Stage of the build, by the provisioner's clock", 'n', 'p50', 'p95', 'p99'],
      stageTimings.stages.map((stage) => row(stage.stage, stage)),
    ),
  ];
}

function phaseTable(results: RunResults): string[] {
  const { phases, successfulRuns: usable, due } = results;
  const total = phases.total;
  return table(
    ['Phase', 'n', 'p50', 'p95', 'p99'],
    [
      row('tick delay', phases.tickDelay),
      row('creation spread', phases.creationSpread),
      row('queue', phases.queue),
      row('build', phases.build),
      ...(phases.agent.n > 0 ? [row('agent', phases.agent)] : []),
      ...(phases.startup.n > 0 ? [row('startup', phases.startup)] : []),
      [
        'total, of all due',
        String(total.n),
        ofDue(total.p50Ms, usable, due),
        ofDue(total.p95Ms, usable, due),
        ofDue(total.p99Ms, usable, due),
      ],
    ],
  );
}

function latencyTable(results: RunResults): string[] {
  return table(
    ['Latency, of completed', 'n', 'p50', 'p95', 'p99'],
    [
      row('end to end (from storing the schedule)', results.endToEnd),
      row('trigger to completion', results.triggerToCompletion),
    ],
  );
}

function failures(runs: readonly RunResult[]): string[] {
  const failed = runs.filter((run) => !run.success);
  if (failed.length === 0) return [];
  const shown = failed
    .slice(0, FAILURES_SHOWN)
    .map((run) => `  ${run.workspaceName} (${run.workspaceId ?? 'no id'}): ${oneLine(run.error ?? '')}`);
  const more = failed.length - shown.length;
  return ['', `Not usable (${failed.length}):`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function row(name: string, { n, p50Ms, p95Ms, p99Ms }: Percentiles): string[] {
  return [name, String(n), seconds(p50Ms), seconds(p95Ms), seconds(p99Ms)];
}

/** Columns aligned: names to the left, figures to the right. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

function seconds(ms: number | null): string {
  return ms === null ? 'unknown' : `${(ms / 1000).toFixed(2)} s`;
}

function ofDue(ms: number | null, usable: number, due: number): string {
  return ms === Number.POSITIVE_INFINITY
    ? `not reached (${percent(usable, due, 0)} became usable)`
    : seconds(ms);
}

/** Cut, not rounded: 499 of 500 is never shown as all of them. */
function percent(part: number, whole: number, digits = 1): string {
  const scale = 100 * 10 ** digits;
  return `${(Math.floor((part / whole) * scale + 1e-9) / 10 ** digits).toFixed(digits)} %`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
