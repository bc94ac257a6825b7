import type { Band, Prediction } from '../../plan/index.js';
import { quoteCsvField } from '../../storm/index.js';
import type { PlanAnswer, PlanReport } from './plan-report.js';
import { morningDate } from './plan-words.js';

type Cell = string | number | null | undefined;

const BAND = ['low_ms', 'median_ms', 'high_ms'];
const CURVE = ['morning', 'share', ...BAND];

/**
 * The answer as records for other programs, a header first: a prediction's curve, a proposal's schedules, the points of
 * a knee, the cells of a sweep, or what happened beside what was predicted. An empty field: not reached.
 */
export function planToCsv({ answer }: PlanReport): string {
  return `${recordsOf(answer)
    .map((cells) => cells.map((cell) => quoteCsvField(cellText(cell))).join(','))
    .join('\r\n')}\r\n`;
}

function recordsOf(answer: PlanAnswer): readonly (readonly Cell[])[] {
  switch (answer.kind) {
    case 'predict':
      return [CURVE, ...curveRecords(answer.prediction)];
    case 'capacity':
      return [CURVE, ...(answer.prediction === null ? [] : curveRecords(answer.prediction))];
    case 'stagger':
      return [
        ['workspace', 'template', 'group', 'index', 'offset_minutes', 'schedule'],
        ...answer.answer.proposed.map(({ group, index, offsetMinutes, schedule }) => [
          answer.names[group]?.[index],
          answer.templates[group],
          group,
          index,
          offsetMinutes,
          schedule,
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

function curveRecords({ mornings }: Prediction): readonly (readonly Cell[])[] {
  return mornings.flatMap((morning) => {
    const { highMs, lowMs, medianMs, shares } = morning.curve;
    return shares.map((share, i) => [morningDate(morning), share, lowMs[i], medianMs[i], highMs[i]]);
  });
}

function bandCells(band: Band | null): readonly Cell[] {
  return band === null ? [null, null, null] : [band.low, band.median, band.high];
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return Number.isFinite(cell) ? String(Math.round(cell * 1e6) / 1e6) : '';
}
