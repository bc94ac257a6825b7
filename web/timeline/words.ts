import type { TimelineData } from '../../src/report/html/timeline-data.js';
import type { Row } from './rows.js';

/** All that is known of one workspace, as one line for people. */
export function describeRow(row: Row, place: number, count: number, data: TimelineData): string {
  const phases = data.phases.flatMap(({ label }, phase) => {
    const ms = row.phases[phase] ?? null;
    if (ms !== null) return `${label.toLowerCase()} ${duration(ms)}`;
    return row.unfinished?.phase === phase
      ? `${label.toLowerCase()} at least ${duration(row.unfinished.ms)}`
      : [];
  });
  const outcome = data.outcomes[row.outcome]?.label.toLowerCase() ?? 'unknown';
  return [
    `${row.name}: ${outcome}${row.usable ? ` after ${duration(row.endMs - row.dueMs)}, at ${clock(data.scheduledMs + row.endMs)} UTC` : ''}`,
    phases.length === 0 ? 'no phase known' : phases.join(', '),
    ...(row.worker === null ? [] : [`provisioner ${row.worker.slice(0, 8)}`]),
    ...(row.reason === null ? [] : [row.reason]),
    `${(place + 1).toLocaleString('en')} of ${count.toLocaleString('en')}`,
  ].join('. ');
}

/** As the page itself writes time spans: `48.31s`, `3m12.4s`. */
export function duration(ms: number): string {
  if (Math.round(ms / 10) < 6000) return `${(ms / 1000).toFixed(2)}s`;
  const tenths = Math.round(ms / 100);
  return `${Math.floor(tenths / 600)}m${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}s`;
}

/** The time of day in UTC, as exactly as `stepMs` needs. */
export function clock(ms: number, stepMs = 1000): string {
  const text = new Date(ms).toISOString();
  return text.slice(11, stepMs >= 1000 ? 19 : stepMs >= 100 ? 21 : 23);
}
