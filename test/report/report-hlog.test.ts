import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { renderOutput } from '../../src/report/index.js';
import { RunResults } from '../../src/scaletest/autostart/index.js';
import { eventfulReport } from './samples.js';

const lines = renderOutput('hlog', eventfulReport()).split('\n');

/** The histogram under a tag, read by the library that other tools have. */
function histogram(tag: string) {
  const line = lines.find((one) => one.startsWith(`Tag=${tag},`));
  return line === undefined ? null : decodeFromCompressedBase64(line.split(',')[4] ?? '');
}

describe('the HdrHistogram log', () => {
  it('has the totals of those that became usable, in microseconds, and tells how many did not', () => {
    const report = eventfulReport();
    const usable = report.results.runs.flatMap((run) => (run.totalMs === null ? [] : [run.totalMs * 1000]));
    const total = histogram('total');
    expect(total?.totalCount).toBe(usable.length);
    expect(total?.maxValue).toBeGreaterThanOrEqual(Math.max(...usable) * 0.999);
    expect(lines).toContain(`#[total: ${report.results.due - usable.length} more never became usable]`);
  });

  it('has a histogram for each phase that was measured, and none for others', () => {
    expect(histogram('queue')?.totalCount).toBe(eventfulReport().results.phases.queue.n);
    expect(histogram('build')?.totalCount).toBe(eventfulReport().results.phases.build.n);
    expect(histogram('agent')).toBeNull();
  });

  it('counts a negative time as zero, and says so, instead of failing', () => {
    const report = eventfulReport();
    const [run] = report.results.runs.filter(({ success, buildMs }) => success && buildMs !== null);
    const runs = report.results.runs.map((one) => (one === run ? { ...one, buildMs: -500 } : one));
    const log = renderOutput('hlog', { ...report, results: new RunResults(runs) }).split('\n');
    expect(log).toContain('#[build: 1 negative, counted as 0]');
    const line = log.find((one) => one.startsWith('Tag=build,')) ?? '';
    const build = decodeFromCompressedBase64(line.split(',')[4] ?? '');
    expect(build.totalCount).toBe(histogram('build')?.totalCount);
    expect(build.minNonZeroValue).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('negative');
  });

  it('begins as the format wants it', () => {
    expect(lines[0]).toBe('#[Histogram log format version 1.3]');
    expect(lines).toContain(
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    );
  });
});
