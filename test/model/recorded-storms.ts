import { readFileSync } from 'node:fs';
import type { Distribution } from '../../src/stats/index.js';
import { parseInstant } from '../../src/time/index.js';
import { MINUTE, MS } from './scenario.js';

/** One autostart of a storm that was recorded on a real server; microseconds after the scheduled minute. */
export interface RecordedStart {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly completedUs: number;
}

export interface RecordedStorm {
  readonly provisioners: number;
  /** What its settings say that a start's apply takes. */
  readonly apply: Distribution;
  /** By time of creation. */
  readonly starts: readonly RecordedStart[];
  /** Phase of the executor's tick, as far as the first creation tells. */
  readonly tickPhaseUs: number;
}

/** Standard deviations from the median to the 95th percentile. */
const Z95 = 1.6449;

const folder = new URL('../fixtures/storms/', import.meta.url);

export function recordedStorm(name: 's1' | 's2' | 's5'): RecordedStorm {
  const settings = JSON.parse(readFileSync(new URL('settings.json', folder), 'utf8'));
  const scheduledUs = parseInstant(settings[name].schedule).us;
  const starts = readFileSync(new URL(`${name}.csv`, folder), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter((fields) => fields[3] === 'autostart')
    .map((fields) => {
      const [createdUs, startedUs, completedUs] = fields
        .slice(4, 7)
        .map((text) => parseInstant(text).us - scheduledUs) as [number, number, number];
      return { createdUs, startedUs, completedUs };
    })
    .sort((a, b) => a.createdUs - b.createdUs);
  const tickPhaseUs = starts[0]!.createdUs % MINUTE;
  const { median_ms, sigma } = settings[name].start_apply;
  const p50 = median_ms * MS;
  const apply = { kind: 'lognormal', p50, p95: p50 * Math.exp(sigma * Z95) } as const;
  return { provisioners: settings[name].provisioners, apply, starts, tickPhaseUs };
}
