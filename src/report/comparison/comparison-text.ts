import type { ThresholdVerdict } from '../../thresholds/index.js';
import { STATUS_WORDS } from '../headline.js';
import { textTable } from '../text/text-table.js';
import { cutText, plainLine, wrapText } from '../words.js';
import type { ComparisonReport, ComparisonSide } from './comparison-report.js';
import {
  comparisonHeadline,
  DIFFERENCE_HEADER,
  differenceCells,
  MEASURE,
  methodLines,
  RUN_HEADER,
  runCells,
} from './comparison-words.js';

const MAX_WIDTH = 100;

/** A comparison for a terminal: headline first. Ends with a line end. */
export function comparisonToText(report: ComparisonReport): string {
  return `${[
    wrapText(comparisonHeadline(report), MAX_WIDTH),
    report.regressions.map(regressionLine),
    [MEASURE, ...textTable([DIFFERENCE_HEADER, ...differenceCells(report)])],
    report.sides.flatMap(sideLines),
    report.warnings.flatMap((line) => wrapText(`warning: ${plainLine(line)}`, MAX_WIDTH)),
    methodLines(report).flatMap((line) => wrapText(plainLine(line), MAX_WIDTH)),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function regressionLine({ text, status, measuredText }: ThresholdVerdict): string {
  const word = status === 'crossed' ? 'CROSSED' : STATUS_WORDS[status];
  return `max regression ${plainLine(text)}: ${word}: ${plainLine(measuredText)}`;
}

function sideLines({ name, runs }: ComparisonSide): readonly string[] {
  return runs.flatMap((run) => {
    const [label = '', usable, p50, p95, p99, provisioners, where = ''] = runCells(run);
    return [
      cutText(`${name}  ${label}: ${where}`, MAX_WIDTH),
      `   ${usable} usable, ${[p50, p95, p99].map((value, at) => `${RUN_HEADER[at + 2]} ${value}`).join(', ')}, provisioners ${provisioners}`,
    ];
  });
}
