import { describe, expect, it } from 'vitest';
import type { StormStart } from '../../src/analysis/index.js';
import { makeReport } from '../../src/report/index.js';
import { whatIf } from '../../src/report/what-if.js';
import { summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { parseThreshold, type ThresholdVerdict } from '../../src/thresholds/index.js';
import { startedAfter } from '../scaletest/autostart/records.js';
import { ENVIRONMENT } from './samples.js';

const SECOND = 1e6;

const verdict = (text: string): ThresholdVerdict => ({
  text,
  threshold: parseThreshold(text),
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

  it('speaks of the limit of ready_worst as it was given', () => {
    expect(first('ready_worst_p95<=80s')).toBe(
      'For ready_worst_p95<=80s: 4 provisioners would have met the target: p95 of all due is 1m20s with these ' +
        'builds; the limit is 1m20s. The longest tick delay is counted in.',
    );
    expect(first('ready_worst_p95<65s')).toMatch(
      /^For ready_worst_p95<65s: No number .* the limit is 1m5s: /,
    );
  });

  it.each(['ready_worst_p95<60s', 'ready_worst_p95<=60s', 'ready_worst_p95<5s'])(
    'says for %s that the tick alone may take longer',
    (text) => {
      expect(first(text)).toBe(
        `For ${text}: No number of provisioners can help: until the executor's tick alone up to 60 s may go by, ` +
          'which is as long as the limit or longer.',
      );
    },
  );

  it('counts for ready_worst the tick that there was, where it came later than it should', () => {
    const late = STARTS.map((start) => ({ ...start, scheduledUs: -80 * SECOND }));
    // 90 s until the first creation, and 10 s of building for all eight at once.
    expect(whatIf(late, [verdict('ready_worst_p95<=100s')])[0]).toContain('8 provisioners');
  });

  it('takes a p95 of five minutes where no limit for the latency of all due was given', () => {
    const [sentence, ...basis] = whatIf(STARTS, ['usable>=99%', 'queue_p95<1s', 'ready_p95>1s'].map(verdict));
    expect(sentence).toMatch(/^No limit was set; for ready_p95<=5m: 1 provisioner would have met the target/);
    expect(basis).toEqual([expect.stringMatching(/^Replayed with .*, p95 of the queue waits is /)]);
  });

  it('has nothing to say of a run in which nobody was due', () => {
    expect(whatIf([], [])).toEqual([]);
  });

  it('answers each threshold, and says once for each percentile what the answers rest on', () => {
    const texts = ['ready_p95<=30s', 'ready_p50<=30s', 'ready_p95<=40s'];
    const sentences = whatIf(STARTS, texts.map(verdict));
    expect(sentences.slice(0, 3).every((sentence) => sentence.startsWith('For '))).toBe(true);
    expect(sentences.slice(3)).toEqual([
      expect.stringMatching(/^Replayed with .*, p95 of the queue waits is /),
      expect.stringMatching(/^Replayed with .*, p50 of the queue waits is /),
    ]);
  });
});

it('a report has the answers among the sentences on its bottleneck', () => {
  const runs = Array.from({ length: 5 }, (_, index) => startedAfter(30_000_000 + index, index));
  const { analysis } = makeReport(summarizeRuns(runs), [verdict('ready_p95<40s')], ENVIRONMENT);
  expect(analysis.bottleneck.sentences.join(' ')).toContain('For ready_p95<40s: ');
});
