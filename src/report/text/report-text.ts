import type { RunResults } from '../../scaletest/autostart/index.js';
import type { ThresholdVerdict } from '../../thresholds/index.js';
import { displayWidth, padEndTo } from '../display-width.js';
import { environmentLines } from '../environment-lines.js';
import {
  caveats,
  headline,
  outcomesText,
  STATUS_WORDS,
  simulationText,
  stoppedText,
  verdictOf,
} from '../headline.js';
import { headlineInterval } from '../headline-interval.js';
import { phaseRows } from '../phase-rows.js';
import { type ReasonGroup, reasonGroups } from '../reasons.js';
import type { Report } from '../report.js';
import { cutText, percentText, plainLine, secondsText, wrapText } from '../words.js';
import { notUsable, slowest, totalsOfDue, waitText } from '../workspaces.js';
import { readyCurve } from './ready-curve.js';
import { textTable } from './text-table.js';

/** What does not fit into the width that terminals have, such as a reason, is cut here. */
const MAX_WIDTH = 100;
const SLOWEST_SHOWN = 3;
const REASONS_SHOWN = 10;
const NAMES_SHOWN = 3;

/** The report for a terminal: headline first, one screen as far as it can be. Ends with a line end. */
export function reportToText(report: Report, ascii: boolean): string {
  const { results, analysis, environment } = report;
  const simulation = simulationText(report);
  const stopped = stoppedText(report);
  return blocks([
    [
      ...headline(results).flatMap((line) => wrapText(line, MAX_WIDTH)),
      ...(stopped === null ? [] : wrapText(stopped, MAX_WIDTH)),
      ...(simulation === null ? [] : wrapText(simulation, MAX_WIDTH)),
    ],
    thresholds(report),
    [...outcomes(results), ...caveats(report).flatMap((line) => wrapText(plainLine(line), MAX_WIDTH))],
    phases(results),
    stages(results),
    bottleneck(report),
    readyCurve(analysis, results.due, ascii),
    slowestLines(results),
    failures(results, ascii),
    about(environment),
  ]);
}

/** The results alone, without what is known of their run: what a program of your own may print. */
export function resultsToText(results: RunResults): string {
  return blocks([
    headline(results).flatMap((line) => wrapText(line, MAX_WIDTH)),
    outcomes(results),
    phases(results),
    slowestLines(results),
    failures(results, false),
  ]);
}

function blocks(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function outcomes(results: RunResults): readonly string[] {
  return wrapText(`Outcomes of all ${results.totalRuns}: ${outcomesText(results)}`, MAX_WIDTH);
}

function thresholds(report: Report): readonly string[] {
  if (report.thresholds.length === 0) return [];
  const width = Math.max(...report.thresholds.map(({ text }) => displayWidth(text)));
  return [
    ...wrapText(verdictOf(report).text, MAX_WIDTH),
    ...report.thresholds.flatMap((threshold) => thresholdLines(threshold, width)),
  ];
}

function thresholdLines({ text, status, measuredText }: ThresholdVerdict, width: number): readonly string[] {
  const word = status === 'crossed' ? 'CROSSED' : STATUS_WORDS[status];
  const name = `  ${word.padEnd(13)}  ${padEndTo(text, width)}`;
  const measured = plainLine(measuredText);
  if (displayWidth(name) + 2 + displayWidth(measured) <= MAX_WIDTH) return [`${name}  ${measured}`];
  return [name.trimEnd(), ...wrapText(measured, MAX_WIDTH - 17).map((line) => `${' '.repeat(17)}${line}`)];
}

function phases(results: RunResults): readonly string[] {
  const rows = phaseRows(results).map(({ name, percentiles: { n, p50Ms, p95Ms, p99Ms } }) => [
    name,
    String(n),
    secondsText(p50Ms),
    secondsText(p95Ms),
    secondsText(p99Ms),
  ]);
  return [...textTable([['Phase', 'n', 'p50', 'p95', 'p99'], ...rows]), ...confidence(results)];
}

/** Beside the phases, not among them: these times are by other clocks. */
function stages({ stageTimings }: RunResults): readonly string[] {
  if (stageTimings === null || stageTimings.stages.length === 0) return [];
  const rows = stageTimings.stages.map(({ stage, n, p50Ms, p95Ms, p99Ms }) => [
    plainLine(stage),
    String(n),
    secondsText(p50Ms),
    secondsText(p95Ms),
    secondsText(p99Ms),
  ]);
  return textTable([["Stage of the build, by the provisioner's clock", 'n', 'p50', 'p95', 'p99'], ...rows]);
}

/** How sure the headline is, as far as chance goes, and why a percentile was not reached. */
function confidence(results: RunResults): readonly string[] {
  const { due, successfulRuns: usable } = results;
  const { n, p95Ms, p99Ms } = results.phases.total;
  if (n === 0) return [];
  const { text } = headlineInterval(totalsOfDue(results), 0.95);
  const lines = [`p95 of all due, 95 % sampling interval (not of the next run): ${text}`];
  if (p95Ms === Number.POSITIVE_INFINITY || p99Ms === Number.POSITIVE_INFINITY) {
    lines.push(`not reached: ${percentText(usable, due, 0)} became usable`);
  }
  return lines;
}

function bottleneck({ analysis }: Report): readonly string[] {
  const { kind, sentences } = analysis.bottleneck;
  return [
    `Bottleneck: ${kind === 'none' ? 'none found' : kind}`,
    ...sentences.flatMap((text) => wrapText(plainLine(text), MAX_WIDTH - 2)).map((line) => `  ${line}`),
  ];
}

function slowestLines(results: RunResults): readonly string[] {
  const runs = slowest(results, SLOWEST_SHOWN);
  if (runs.length === 0) return [];
  return [
    'Slowest:',
    ...runs.map((run) =>
      cutText(`  ${plainLine(run.workspaceName)}  ${secondsText(run.totalMs)}: ${waitText(run)}`, MAX_WIDTH),
    ),
  ];
}

/** One line for each; those with one and the same reason together, the most frequent reasons first. */
function failures(results: RunResults, ascii: boolean): readonly string[] {
  const runs = notUsable(results);
  if (runs.length === 0) return [];
  const groups = reasonGroups(runs);
  const shown = groups.slice(0, REASONS_SHOWN);
  const more = runs.length - shown.reduce((sum, group) => sum + group.runs.length, 0);
  return [
    `Not usable (${runs.length}):`,
    ...shown.flatMap((group) => failureLines(group, ascii)),
    ...(more > 0 ? [`  and ${more} more; each with its reason: --output csv`] : []),
  ];
}

function failureLines({ reason, runs }: ReasonGroup, ascii: boolean): readonly string[] {
  const names = runs.slice(0, NAMES_SHOWN).map(({ workspaceName }) => plainLine(workspaceName));
  const begin = runs.length === 1 ? `${names[0]}: ` : `${runs.length} ${ascii ? 'x' : '×'} `;
  const [first = '', second, ...rest] = wrapText(`${begin}${plainLine(reason)}`, MAX_WIDTH - 6);
  const lines = [
    `  ${first}`,
    ...(second === undefined
      ? []
      : [`      ${rest.length === 0 ? second : `${cutText(second, MAX_WIDTH - 12)} ...`}`]),
  ];
  if (runs.length === 1) return lines;
  const more = runs.length - names.length;
  return [
    ...lines,
    cutText(`      ${names.join(', ')}`, MAX_WIDTH - 20) + (more > 0 ? ` and ${more} more` : ''),
  ];
}

function about(environment: Report['environment']): readonly string[] {
  return [
    'About these figures',
    ...environmentLines(environment).flatMap(([name, text]) =>
      wrapText(plainLine(text), MAX_WIDTH - 14).map(
        (line, at) => `  ${(at === 0 ? name : '').padEnd(12)}${line}`,
      ),
    ),
  ];
}
