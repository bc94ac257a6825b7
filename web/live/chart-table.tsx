import type { Line } from './line.js';
import { clockText } from './words.js';

interface TableProps {
  /** The chart's. */
  readonly title: string;
  readonly since: string;
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
}

const MOST_ROWS = 12;

/** The same as a chart, for whoever cannot see it: some of its points, and always the last; what is to come, too. */
export function ChartTable({ title, since, seconds: at, lines }: TableProps) {
  const every = Math.max(1, Math.ceil((at.length - 1) / MOST_ROWS));
  const rows = at.map((_, row) => row).filter((row) => (at.length - 1 - row) % every === 0);
  return (
    <details>
      <summary>As a table</summary>
      {/* Many lines are too wide for a phone; what scrolls must be reachable by keyboard. */}
      <section class="scroll" aria-label={`${title}: the figures`} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{since}</th>
              {lines.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <th scope="row">{clockText(at[row] ?? 0)}</th>
                {lines.map(({ label, values }) => (
                  <td key={label}>{row < values.length ? (values[row] ?? 'not counted') : 'to come'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
