import type { RunResult, RunResults } from '../scaletest/autostart/index.js';
import { environmentLines } from './environment-lines.js';
import {
  caveats,
  headline,
  outcomesText,
  STATUS_WORDS,
  simulationText,
  stoppedText,
  verdictOf,
} from './headline.js';
import { headlineInterval } from './headline-interval.js';
import { code, details, escaped, STATUS_MARKS, table } from './markdown-parts.js';
import { phaseRows } from './phase-rows.js';
import type { Report } from './report.js';
import { cutText, ofDueText, plainLine, secondsText } from './words.js';
import { notUsable, slowest, totalsOfDue, waitText } from './workspaces.js';

const NOT_USABLE_SHOWN = 20;
const SLOWEST_SHOWN = 5;
const REASON_LENGTH = 200;

/** The report for a pull request or `$GITHUB_STEP_SUMMARY`: verdict first, details folded away. Ends with a line end. */
export function reportToMarkdown(report: Report): string {
  const { results, analysis, environment } = report;
  const verdict = verdictOf(report);
  const simulation = simulationText(report);
  const stopped = stoppedText(report);
  const { kind, sentences } = analysis.bottleneck;
  return [
    `## ${verdict.good ? '✅' : '❌'} Start storm: ${verdict.text}`,
    ...headline(results).map(escaped),
    ...(stopped === null ? [] : [`> ${escaped(stopped)}`]),
    ...(simulation === null ? [] : [`> ${escaped(simulation)}`]),
    ...thresholds(report),
    `Outcomes of all ${results.totalRuns}: ${escaped(outcomesText(results))}`,
    phases(results),
    ...interval(results),
    ...stages(results),
    [`**Bottleneck:** ${kind === 'none' ? 'none found' : kind}.`, ...sentences.map(escaped)].join(' '),
    ...list(caveats(report).map(escaped)),
    ...failures(results),
    ...slow(results),
    details('About these figures', [
      environmentLines(environment)
        .map(([name, text]) => `- ${name}: ${code(text)}`)
        .join('\n'),
    ]),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function thresholds(report: Report): readonly string[] {
  if (report.thresholds.length === 0) return [];
  const rows = report.thresholds.map(({ text, status, measuredText }) => [
    code(text),
    `${STATUS_MARKS[status]} ${STATUS_WORDS[status]}`,
    escaped(measuredText),
  ]);
  return [table(['Threshold', 'Verdict', 'Measured'], rows, 3)];
}

function phases(results: RunResults): string {
  const { due, successfulRuns: usable } = results;
  const rows = phaseRows(results).map(({ name, percentiles: { n, p50Ms, p95Ms, p99Ms } }) => [
    name,
    String(n),
    ...[p50Ms, p95Ms, p99Ms].map((ms) => ofDueText(ms, usable, due)),
  ]);
  return table(['Phase', 'n', 'p50', 'p95', 'p99'], rows, 1);
}

/** Beside the phases, not among them: these times are by other clocks. */
function stages({ stageTimings }: RunResults): readonly string[] {
  if (stageTimings === null || stageTimings.stages.length === 0) return [];
  const rows = stageTimings.stages.map(({ stage, n, p50Ms, p95Ms, p99Ms }) => [
    code(stage),
    String(n),
    ...[p50Ms, p95Ms, p99Ms].map(secondsText),
  ]);
  return [table(["Stage of the build, by the provisioner's clock", 'n', 'p50', 'p95', 'p99'], rows, 1)];
}

function interval(results: RunResults): readonly string[] {
  if (results.due === 0) return [];
  const { text } = headlineInterval(totalsOfDue(results), 0.95);
  return [`p95 of all due, 95 % sampling interval (not of the next run): ${text}`];
}

function failures(results: RunResults): readonly string[] {
  const runs = notUsable(results);
  if (runs.length === 0) return [];
  const rows = runs
    .slice(0, NOT_USABLE_SHOWN)
    .map((run) => [
      code(run.workspaceName),
      run.outcome.kind,
      code(cutText(plainLine(run.error ?? ''), REASON_LENGTH)),
    ]);
  const more = runs.length - NOT_USABLE_SHOWN;
  return [
    `### Not usable (${runs.length})`,
    table(['Workspace', 'Outcome', 'Reason'], rows, 3),
    ...(more > 0 ? [`and ${more} more; each with its reason: \`--output csv\``] : []),
  ];
}

function slow(results: RunResults): readonly string[] {
  const runs = slowest(results, SLOWEST_SHOWN);
  if (runs.length === 0) return [];
  const row = (run: RunResult): string[] => [
    code(run.workspaceName),
    secondsText(run.totalMs),
    waitText(run),
  ];
  return [details('Slowest', [table(['Workspace', 'Usable after', 'Of which'], runs.map(row), 3)])];
}

function list(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];
}
