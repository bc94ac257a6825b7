import type { Band, JudgedValue, Prediction } from '../../plan/index.js';
import { quoteCsvField } from '../../storm/index.js';
import type { PlanAnswer, PlanBasis, PlanReport } from './plan-report.js';
import { localDate } from './plan-words.js';

type Cell = string | number | null | undefined;

const BAND = ['low_ms', 'median_ms', 'high_ms'];

/**
 * The answer as records for other programs, a header first: a prediction's curve, the numbers of a capacity that were
 * looked at, a proposal's schedules, the points of a knee, the cells of a sweep, or what happened beside what was
 * predicted. An empty field: not reached. Columns are documented in docs/plan-csv.md.
 */
export function planToCsv({ answer, basis }: PlanReport): string {
  return `${recordsOf(answer, basis)
    .map((cells) => cells.map((cell) => quoteCsvField(cellText(cell))).join(','))
    .join('\r\n')}\r\n`;
}

function recordsOf(answer: PlanAnswer, basis: PlanBasis): readonly (readonly Cell[])[] {
  switch (answer.kind) {
    case 'predict':
      return [['morning', 'time_zone', 'share', ...BAND], ...curveRecords(answer.prediction, basis)];
    case 'capacity': {
      const { checked, provisioners } = answer.answer;
      return [
        [
          ...[
            'provisioners',
            'is_answer',
            'is_enough',
            'held_in_search',
            'met',
            'replications',
            'share',
            'lower',
            'upper',
          ],
          'provisioner_hours',
        ],
        ...checked.map((one) => [...checkedCells(one, provisioners), one.value * answer.keptHours]),
      ];
    }
    case 'stagger':
      return [
        ['owner', 'workspace', 'schedule', 'template', 'offset_minutes', 'group', 'index'],
        ...answer.answer.proposed.map(({ group, index, offsetMinutes, schedule }) => [
          ...ownerAndName(answer.names[group]?.[index]),
          schedule,
          answer.templates[group],
          offsetMinutes,
          group,
          index,
        ]),
      ];
    case 'knee':
      return [
        ['provisioners', 'provisioner_hours', ...BAND, 'utilisation', 'is_knee'],
        ...answer.answer.points.map(({ delayMs, provisionerHours, provisioners, utilisation }, i) => [
          provisioners,
          provisionerHours,
          ...bandCells(delayMs),
          utilisation?.median,
          String(i === answer.answer.knee),
        ]),
      ];
    case 'sweep': {
      const { cells, columns, rows } = answer.sweep;
      const { latency, percentile } = answer.metric;
      return [
        [rows.input, columns.input, ...BAND],
        ...rows.values.flatMap((row, i) =>
          columns.values.map((column, j) => [
            row,
            column,
            ...bandCells(cells[i]?.[j]?.latenciesMs[latency]?.[percentile] ?? null),
          ]),
        ),
      ];
    }
    case 'check': {
      const { predicted, recordedMs } = answer;
      return [
        ['share', 'recorded_ms', ...BAND],
        ...predicted.shares.map((share, i) => [
          share,
          recordedMs[i],
          predicted.lowMs[i],
          predicted.medianMs[i],
          predicted.highMs[i],
        ]),
      ];
    }
    default:
      return answer satisfies never;
  }
}

/** The date of a morning means nothing where no day was said: its number stands there. */
function curveRecords(
  { mornings }: Prediction,
  { isAnyDay, timeZone }: PlanBasis,
): readonly (readonly Cell[])[] {
  return mornings.flatMap(({ curve: { highMs, lowMs, medianMs, shares }, firstDueUs }, n) => {
    const morning = isAnyDay ? n + 1 : localDate(firstDueUs, timeZone);
    return shares.map((share, i) => [morning, timeZone, share, lowMs[i], medianMs[i], highMs[i]]);
  });
}

function checkedCells(one: JudgedValue, answer: number | null): readonly Cell[] {
  const { heldInSearch, isEnough, lower, met, replications, share, upper, value } = one;
  return [
    value,
    String(value === answer),
    String(isEnough),
    heldInSearch === null ? null : String(heldInSearch),
    met,
    replications,
    share,
    lower,
    upper,
  ];
}

/** Of `owner/name`, as a census has them; neither where there are no names. */
function ownerAndName(name: string | undefined): readonly [string | undefined, string | undefined] {
  const at = name?.indexOf('/') ?? -1;
  return name === undefined || at < 0 ? [undefined, name] : [name.slice(0, at), name.slice(at + 1)];
}

function bandCells(band: Band | null): readonly Cell[] {
  return band === null ? [null, null, null] : [band.low, band.median, band.high];
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return Number.isFinite(cell) ? String(Math.round(cell * 1e6) / 1e6) : '';
}
