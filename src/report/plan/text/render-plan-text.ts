import { plainLine, wrapText } from '../../words.js';
import { planHeadline } from '../plan-headline.js';
import type { PlanReport } from '../plan-report.js';
import type { PlanPart, PlanSection } from '../sections/plan-section.js';
import { planSections } from '../sections/plan-sections.js';
import { sweepShades } from '../sweep-shades.js';
import { bandCurve } from './band-curve.js';
import { shadedTable } from './shaded-table.js';
import { wideTable } from './wide-table.js';

const MAX_WIDTH = 100;
const INDENT = '  ';

type Block = readonly string[];

/** A plan's answer for a terminal: headline first, then what it was made from. Ends with a line end. */
export function planToText(
  report: PlanReport,
  _version: number,
  { ascii }: { readonly ascii: boolean },
): string {
  const blocks = [
    wrapText(plainLine(planHeadline(report)), MAX_WIDTH),
    ...planSections(report).flatMap((section) => sectionBlocks(section, ascii)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A title stands above the first block of its section, which is moved in below it unless it is a drawing. */
function sectionBlocks({ parts, title, titledIn }: PlanSection, ascii: boolean): readonly Block[] {
  const blocks = parts.map((part) => partBlock(part, ascii));
  if (titledIn === 'page') return blocks;
  const head = wrapText(plainLine(title), MAX_WIDTH);
  if (parts[0]?.kind === 'curve') return [head, ...blocks];
  const [first = [], ...others] = blocks;
  return [[...head, ...first.map((line) => INDENT + line)], ...others];
}

function partBlock(part: PlanPart, ascii: boolean): Block {
  switch (part.kind) {
    case 'paragraph':
      return wrapped(part.text);
    case 'list':
      return part.lines.flatMap(wrapped);
    case 'inputs':
      return part.inputs.flatMap(({ name, origin, source, value }) =>
        wrapped(`${name}: ${value} (${origin}: ${source})`),
      );
    case 'table':
      return wideTable([part.header, ...part.rows], MAX_WIDTH);
    case 'curve':
      return [part.what, ...bandCurve(part, ascii)];
    case 'knee':
      return [];
    case 'shades':
      return shadedTable(sweepShades(part.of), MAX_WIDTH, ascii);
    default:
      return part satisfies never;
  }
}

/** A line that goes on under itself, moved in; room is left for a title's indent. */
function wrapped(line: string): Block {
  return wrapText(plainLine(line), MAX_WIDTH - 2 * INDENT.length).map((part, i) =>
    i === 0 ? part : INDENT + part,
  );
}
