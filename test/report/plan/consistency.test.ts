import { describe, expect, it } from 'vitest';
import { duration } from '../../../src/analysis/index.js';
import { type PlanReport, renderPlan } from '../../../src/report/index.js';
import type { PlanPart } from '../../../src/report/plan/sections/plan-section.js';
import { planSections } from '../../../src/report/plan/sections/plan-sections.js';
import { sweepShades } from '../../../src/report/plan/sweep-shades.js';
import { readCsv } from '../../../src/storm/index.js';
import { days } from '../../plan/scenario.js';
import {
  bent,
  checked,
  impossible,
  judged,
  missedTarget,
  predicted,
  sized,
  staggered,
  swept,
  unsteady,
} from './sample.js';

interface Band {
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
}

const text = (report: PlanReport) => renderPlan('text', report, { ascii: false });
const json = (report: PlanReport) => JSON.parse(renderPlan('json', report, { ascii: false }));

/** Records of the CSV by the names in its header. */
function csv(report: PlanReport): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = readCsv(renderPlan('csv', report, { ascii: false })).records;
  return lines.map(({ fields }) =>
    Object.fromEntries((header?.fields ?? []).map((name, i) => [name, fields[i] ?? ''])),
  );
}

/** The words of the page, without those of its drawings and style. */
function pageWords(report: PlanReport): string {
  return renderPlan('html', report, { ascii: false })
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>|<[^>]*>/gs, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** However lines are broken and columns aligned. */
const packed = (words: string) => words.replaceAll(/\s+/g, '');

function wordsOf(part: PlanPart): readonly string[] {
  switch (part.kind) {
    case 'paragraph':
      return [part.text];
    case 'list':
      return part.lines;
    case 'inputs':
      return part.inputs.flatMap(({ name, origin, source, value }) => [name, origin, source, value]);
    case 'table':
      return [...part.header, ...part.rows.flat()];
    case 'curve':
      return [part.what];
    case 'knee':
      return [];
    case 'shades': {
      const { header, meaning, rows } = sweepShades(part.of);
      return [
        meaning,
        ...header,
        ...rows.flatMap(({ cells, value }) => [value, ...cells.map((cell) => cell.text)]),
      ];
    }
  }
}

const msText = (ms: number | null) => (ms === null ? 'not reached' : duration(ms * 1000));
const cell = (value: number | boolean | null | undefined) =>
  value === null || value === undefined ? '' : String(value);
const bandCells = (band: Band | null) => ({
  low_ms: cell(band?.low),
  median_ms: cell(band?.median),
  high_ms: cell(band?.high),
});

const ANSWERS: readonly (readonly [string, PlanReport])[] = [
  ['predict', predicted()],
  [
    'predict of several mornings, of which some fail',
    predicted({ days: days(2), parameters: { failureRate: { start: 0.3, stop: 0, delete: 0 } } }),
  ],
  ['predict with a target that is met', judged()],
  ['predict with a target that is not', missedTarget()],
  ['capacity', sized()],
  ['capacity of which none is enough', impossible()],
  ['capacity that is not monotone', unsteady()],
  ['stagger', staggered()],
  ['stagger of several mornings', staggered({ days: days(2) })],
  ['knee', bent()],
  ['sweep', swept()],
  ['check', checked()],
];

describe('the outputs of a plan', () => {
  it.each(ANSWERS)('have all of it in text and page: %s', (_, report) => {
    const [lines, page] = [packed(text(report)), packed(pageWords(report))];
    const { headline } = json(report);
    const said = [headline, ...planSections(report).flatMap(({ parts }) => parts.flatMap(wordsOf))];
    expect(said.filter((words) => !lines.includes(packed(words)))).toEqual([]);
    expect(said.filter((words) => !page.includes(packed(words)))).toEqual([]);
  });

  it.each(ANSWERS)('have no line in a text that is wider than 100 columns: %s', (_, report) => {
    expect(
      text(report)
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
  });

  it('have the same curve of a prediction', () => {
    const report = predicted();
    const [morning] = json(report).mornings;
    expect(csv(report).map(({ median_ms }) => Number(median_ms))).toEqual(morning.curve.median_ms);
    expect(text(report)).toContain(msText(morning.latencies_ms.ready.p95.median));
  });

  it.each([sized(), unsteady(), impossible()])('have the same numbers of provisioners, case %#', (report) => {
    const { answer, checked: rows } = json(report);
    expect(csv(report)).toEqual(
      rows.map((row: Record<string, number | boolean | null>) => ({
        ...Object.fromEntries(
          ['provisioners', 'is_enough', 'met', 'replications'].map((name) => [name, String(row[name])]),
        ),
        ...Object.fromEntries(
          ['share', 'lower', 'upper'].map((name) => [name, cell(Math.round(Number(row[name]) * 1e6) / 1e6)]),
        ),
        is_answer: String(row['provisioners'] === answer.provisioners),
        held_in_search: cell(row['held_in_search']),
        provisioner_hours: cell(Number(row['provisioners']) * answer.kept_hours),
      })),
    );
    for (const { is_enough, met, provisioners, replications } of rows) {
      const line = new RegExp(
        `^${provisioners} +${is_enough ? 'yes' : 'no'} +held in ${met} of ${replications}`,
        'm',
      );
      expect(text(report)).toMatch(line);
    }
  });

  it('have the same proposal', () => {
    const report = staggered();
    const { answer, proposed } = json(report);
    const offsets = csv(report).map(({ offset_minutes }) => Number(offset_minutes));
    expect(offsets).toEqual(proposed.map((one: { offset_minutes: number }) => one.offset_minutes));
    expect(Math.max(...offsets)).toBe(answer.minutes - 1);
    const inFirst = offsets.filter((offset) => offset === 0).length;
    expect(text(report)).toMatch(new RegExp(`^ +\\+0 +${inFirst}$`, 'm'));
  });

  it('have the same points of a knee', () => {
    const report = bent();
    const { points } = json(report);
    for (const [i, point] of points.entries()) {
      expect(csv(report)[i]).toMatchObject({
        provisioners: String(point.provisioners),
        is_knee: String(point.is_knee),
        ...bandCells(point.delay_ms),
      });
      const marked = `^${point.provisioners} .* ${msText(point.delay_ms.median)} .*${point.is_knee ? '<- knee' : '%'}$`;
      expect(text(report)).toMatch(new RegExp(marked, 'm'));
    }
  });

  it('have the same cells of a sweep', () => {
    const report = swept();
    const { cells } = json(report);
    for (const [i, one] of cells.entries()) {
      expect(csv(report)[i]).toMatchObject({
        provisioners: String(one.row),
        failure_rate: String(one.column),
        ...bandCells(one.value_ms),
      });
      expect(text(report)).toContain(msText(one.value_ms.median));
    }
  });

  it('have the same storm beside its prediction', () => {
    const report = checked();
    const { curve, figures } = json(report);
    expect(csv(report).map(({ recorded_ms }) => Number(recorded_ms))).toEqual(curve.recorded_ms);
    for (const { figure, predicted_ms, recorded_ms } of figures) {
      const line = new RegExp(`^${figure} +${msText(recorded_ms)} +${msText(predicted_ms)} `, 'm');
      expect(text(report)).toMatch(line);
    }
  });
});

describe('a capacity that is not monotone', () => {
  it('names the smaller number that holds and those between that do not, in text and page', () => {
    const words = 'Not monotone: with 11 the targets hold as well, with 12 and 13 they do not.';
    expect(packed(text(unsteady()))).toContain(packed(words));
    expect(packed(pageWords(unsteady()))).toContain(packed(words));
  });
});

describe('a target', () => {
  it('that is not met comes with what an example came to', () => {
    const words =
      'For example, on the first simulated morning on which the targets do not hold, ready_p95<3m is 4m30s.';
    expect(packed(text(missedTarget()))).toContain(packed(words));
    expect(json(missedTarget()).met.missed).toEqual([{ target: 'ready_p95<3m', measured: '4m30s' }]);
  });

  it('that so few mornings cannot show to hold is not called sure', () => {
    const words = 'Not sure: 5 mornings cannot show that the targets hold on 95 % of all';
    expect(packed(text(sized()))).toContain(packed(words));
    expect(packed(pageWords(judged()))).toContain(packed(words));
  });
});

describe('the band of a curve', () => {
  it('says of how many of the simulated mornings its shades are', () => {
    const legend = (replications: number) =>
      text(predicted({ replications }))
        .split('\n')
        .find((line) => /█ on /.test(line))
        ?.trim();
    expect(legend(1)).toBe('█ on the one morning that was simulated');
    expect(legend(10)).toBe('█ on 10 of 10 mornings  ▓ on 5 of them  ░ on 1 of them');
    expect(legend(100)).toBe('█ on 95 of 100 mornings  ▓ on 50 of them  ░ on 5 of them');
  });
});
