import { describe, expect, it } from 'vitest';
import {
  parseAxis,
  parseMetric,
  parseSince,
  parseTimeOfDay,
  parseValues,
} from '../../../src/cli/flags/plan-values.js';

describe('parseTimeOfDay', () => {
  it('gives minutes after midnight', () => {
    expect([parseTimeOfDay('9:05'), parseTimeOfDay('00:00'), parseTimeOfDay('23:59')]).toEqual([
      545, 0, 1439,
    ]);
  });

  it.each(['9', '24:00', '9:60', '9:5', 'nine'])('refuses %j', (text) => {
    expect(() => parseTimeOfDay(text)).toThrow('must be a time of day such as 09:00');
  });
});

describe('parseSince', () => {
  it('knows days beside the durations of Go', () => {
    expect([parseSince('14d'), parseSince('36h')]).toEqual([14 * 86_400_000, 36 * 3_600_000]);
  });

  it.each(['0d', '0s', '-3h', '14', 'two weeks'])('refuses %j', (text) => {
    expect(() => parseSince(text)).toThrow('must be a time above zero');
  });
});

describe('parseMetric', () => {
  it('reads latencies in the words of thresholds', () => {
    expect(parseMetric('ready_worst_p95')).toEqual({ latency: 'ready_worst', percentile: 'p95' });
    expect(parseMetric('queue_max')).toEqual({ latency: 'queue', percentile: 'max' });
  });

  it('refuses counts and percentiles that a plan does not tell', () => {
    expect(() => parseMetric('ready_p90')).toThrow('must be a latency with p50, p95, p99 or max');
    expect(() => parseMetric('usable')).toThrow("'usable<1h'");
  });
});

describe('parseValues', () => {
  it('reads lists and ranges', () => {
    expect(parseValues('50..200:75')).toEqual([50, 125, 200]);
    expect(parseValues('0..0.3:0.1')).toEqual([0, 0.1, 0.2, 0.3]);
    expect(parseValues('1, 2,5')).toEqual([1, 2, 5]);
  });

  it.each(['', '3,2', '1,1', '5..1:1', '1..5:0', '1..1000000:1', 'a,b', '-1,2'])('refuses %j', (text) => {
    expect(() => parseValues(text)).toThrow(/^must /);
  });
});

describe('parseAxis', () => {
  it('refuses an input that cannot be varied, naming those that can', () => {
    expect(parseAxis('replicas=1,2')).toEqual({ input: 'replicas', values: [1, 2] });
    expect(() => parseAxis('colour=1,2')).toThrow('provisioners, workspaces, replicas');
  });

  it('refuses values that the input cannot have', () => {
    expect(() => parseAxis('provisioners=1.5,2')).toThrow('must have whole numbers of provisioners');
    expect(() => parseAxis('failure_rate=0,2')).toThrow('must have shares from 0 to 1');
    expect(parseAxis('service_time_factor=0.5,2').values).toEqual([0.5, 2]);
  });
});
