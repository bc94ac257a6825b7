import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { ChartTable } from './chart-table.js';
import type { Line } from './line.js';
import { clockText } from './words.js';

interface ChartProps {
  readonly id: string;
  readonly title: string;
  /** What the times are counted from. */
  readonly since: string;
  readonly seconds: readonly number[];
  /** Which of them is the present moment; what stands behind it is predicted. */
  readonly present: number;
  /** Those that end with the present moment have no values for what is to come. */
  readonly lines: readonly Line[];
  /** Where the scale ends; `null`: above the highest value. */
  readonly top: number | null;
}

const HEIGHT_PX = 220;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** A picture of some lines, drawn again whenever they, the room for them or the colours of the page change. */
export function Chart({ id, title, since, seconds, present, lines, top }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = useDark();
  const form = JSON.stringify([since, top, lines.map(({ label, color }) => [label, color])]);
  // The data follow in an effect of their own: a chart is made anew only when its form has changed.
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const made = new uPlot(chartOptions(lines, top, current.clientWidth), chartData(seconds, lines), current);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height: HEIGHT_PX }));
    resized.observe(current);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [form, dark]);
  useEffect(() => plot.current?.setData(chartData(seconds, lines)), [seconds, lines]);
  return (
    <figure aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <ul class="legend">
        {lines.map(({ label, color, values }) => (
          <li key={label}>
            <span class={`dash ${color.slice(2)}`} aria-hidden="true" />
            {label} <strong>{values[present] ?? 'not counted'}</strong>
          </li>
        ))}
      </ul>
      <div
        ref={place}
        class="plot"
        role="img"
        aria-label={summary(title, since, seconds[present] ?? 0, linesAt(lines, present))}
      />
      <figcaption>time {since}</figcaption>
      <ChartTable title={title} since={since} seconds={seconds} lines={lines} />
    </figure>
  );
}

function useDark(): boolean {
  const [dark, setDark] = useState(DARK.matches);
  useEffect(() => {
    const changed = (): void => setDark(DARK.matches);
    DARK.addEventListener('change', changed);
    return () => DARK.removeEventListener('change', changed);
  }, []);
  return dark;
}

function linesAt(lines: readonly Line[], present: number): string {
  return lines.map(({ label, values }) => `${values[present] ?? 'an unknown number'} ${label}`).join(', ');
}

function summary(title: string, since: string, second: number, now: string): string {
  return `${title}: ${clockText(second)} ${since}, ${now}`;
}

/** The first line is drawn over the others. */
function backToFront(lines: readonly Line[]): readonly Line[] {
  return lines.toReversed();
}

function chartData(seconds: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [[...seconds], ...backToFront(lines).map(({ values }) => seconds.map((_, i) => values[i] ?? null))];
}

function chartOptions(lines: readonly Line[], top: number | null, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: color('--faint'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('--grid'), width: 1 },
    ticks: { stroke: color('--rule'), width: 1, size: 4 },
  };
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: (_, from, to) => [from, Math.max(to, from + 10)] },
      y: { range: (_, __, most) => [0, top ?? Math.max(4, most * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400],
        values: (_, splits) => splits.map(clockText),
      },
      {
        ...axis,
        size: 48,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000],
        values: (_, splits) => splits.map((n) => n.toLocaleString('en-US')),
      },
    ],
    series: [
      {},
      ...backToFront(lines).map(({ label, color: name, isPredicted }) => ({
        label,
        stroke: color(name),
        width: 2,
        points: { show: false },
        ...(isPredicted ? { dash: [6, 5] } : { fill: `${color(name)}26` }),
      })),
    ],
  };
}
