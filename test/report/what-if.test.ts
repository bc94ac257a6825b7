import { describe, expect, it } from 'vitest';
import type { StormStart } from '../../src/analysis/index.js';
import { makeReport } from '../../src/report/index.js';
import { whatIf } from '../../src/report/what-if.js';
import { summarizeRuns } from '../../src/scaletest/autostart/index.js';
import type { ThresholdVerdict } from '../../src/thresholds/index.js';
import { startedAfter } from '../scaletest/autostart/records.js';
import { ENVIRONMENT } from './samples.js';

const SECOND = 1e6;

const verdict = (text: string): ThresholdVerdict => ({
  text,
  status: 'crossed',
  measured: 1,
  measuredText: '1',
});

/** Eight builds of ten seconds through two provisioners, created ten seconds after the minute. */
const STARTS: readonly StormStart[] = Array.from({ length: 8 }, (_, index) => {
  const startedUs = 10 * SECOND + Math.floor(index / 2) * 10 * SECOND;
  return {
    workspace: `w-${index}`,
    outcome: 'started',
    scheduledUs: 0,
    createdUs: 10 * SECOND,
    startedUs,
    completedUs: startedUs + 10 * SECOND,
    usableUs: startedUs + 10 * SECOND,
    workerId: `p-${index % 2}`,
    reaped: false,
    negativeQueueWait: false,
    censoredUs: null,
  };
});

const first = (...texts: readonly string[]) => whatIf(STARTS, texts.map(verdict))[0];

describe('whatIf', () => {
  it.each([
    ['ready_p95<=50s', 2],
    ['ready_p95<50s', 3],
    ['ready_p95<=30s', 4],
    ['ready_after_first_p95<=20s', 4],
    // The worst tick adds a minute to the time after the first creation.
    ['ready_worst_p95<=80s', 4],
    ['ready_worst_p95<=100s', 2],
  ])('says for %s that %i provisioners would have met it', (text, provisioners) => {
    expect(first(text)).toMatch(`For ${text}: ${provisioners} provisioners would have met the target`);
  });

  it('says why none would where the trigger and the build alone take longer', () => {
    expect(first('ready_p95<15s')).toMatch(/^For ready_p95<15s: No number of provisioners would have met/);
  });

  it('has nothing to say of other thresholds', () => {
    expect(whatIf(STARTS, ['usable>=99%', 'queue_p95<1s', 'ready_p95>1s'].map(verdict))).toEqual([]);
  });

  it('answers each threshold, and says once what the answers rest on', () => {
    const sentences = whatIf(STARTS, ['ready_p95<=30s', 'ready_p50<=30s'].map(verdict));
    expect(sentences.filter((sentence) => sentence.startsWith('For '))).toHaveLength(2);
    expect(sentences.length).toBeLessThan(6);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

it('a report has the answers among the sentences on its bottleneck', () => {
  const runs = Array.from({ length: 5 }, (_, index) => startedAfter(30_000_000 + index, index));
  const { analysis } = makeReport(summarizeRuns(runs), [verdict('ready_p95<40s')], ENVIRONMENT);
  expect(analysis.bottleneck.sentences.join(' ')).toContain('For ready_p95<40s: ');
});
