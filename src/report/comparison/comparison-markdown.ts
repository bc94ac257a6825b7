import { STATUS_WORDS } from '../headline.js';
import { code, details, escaped, STATUS_MARKS, table } from '../markdown-parts.js';
import type { ComparisonReport } from './comparison-report.js';
import {
  comparisonHeadline,
  DIFFERENCE_HEADER,
  differenceCells,
  MEASURE,
  methodLines,
  RUN_HEADER,
  runCells,
} from './comparison-words.js';

/** A comparison for a pull request or `$GITHUB_STEP_SUMMARY`. Ends with a line end. */
export function comparisonToMarkdown(report: ComparisonReport): string {
  const { regressions } = report;
  const mark =
    regressions.length === 0 ? '' : regressions.every(({ status }) => status === 'passed') ? '✅ ' : '❌ ';
  const runs = report.sides.flatMap(({ name, runs }) =>
    runs.map((run) => [name, ...runCells(run).map((cell, at) => (at === 1 ? cell : code(cell)))]),
  );
  return [
    `## ${mark}Storms compared: ${escaped(comparisonHeadline(report))}`,
    ...(regressions.length === 0
      ? []
      : [
          table(
            ['Max regression', 'Verdict', 'Measured'],
            regressions.map(({ text, status, measuredText }) => [
              code(text),
              `${STATUS_MARKS[status]} ${STATUS_WORDS[status]}`,
              escaped(measuredText),
            ]),
            3,
          ),
        ]),
    `${MEASURE}:`,
    table(
      DIFFERENCE_HEADER,
      differenceCells(report).map((cells) => cells.map(escaped)),
      1,
    ),
    table(['Side', ...RUN_HEADER], runs, 2),
    ...report.warnings.map((warning) => `> ⚠️ ${escaped(warning)}`),
    escaped(report.caveat),
    details('How it was computed', [
      methodLines(report)
        .map((line) => `- ${escaped(line)}`)
        .join('\n'),
    ]),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}
