import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateThresholds, type Measurements, parseThreshold } from '../../src/thresholds/index.js';
import { COUNT_METRICS, LATENCY_FAMILIES } from '../../src/thresholds/metrics.js';
import { anyThreshold } from './arbitrary-thresholds.js';

const EMPTY: Measurements = {
  latenciesMs: {
    ready: [],
    ready_after_first: [],
    ready_worst: [],
    tick_delay: [],
    creation_spread: [],
    trigger: [],
    queue: [],
    build: [],
    agent: [],
    startup: [],
  },
  counts: { usable: 0, failed: 0, canceled: 0, missed: 0, timed_out: 0, interrupted: 0, setup_failed: 0 },
  due: 0,
  askedFor: 0,
};

interface Part {
  readonly latenciesMs?: Partial<Measurements['latenciesMs']>;
  readonly counts?: Partial<Measurements['counts']>;
  readonly due?: number;
  readonly askedFor?: number;
}

function verdictOn(text: string, part: Part) {
  const measurements: Measurements = {
    ...EMPTY,
    ...part,
    latenciesMs: { ...EMPTY.latenciesMs, ...part.latenciesMs },
    counts: { ...EMPTY.counts, ...part.counts },
  };
  const [verdict] = evaluateThresholds([parseThreshold(text)], measurements);
  return verdict;
}

const samples = fc.array(fc.oneof(fc.nat({ max: 900_000 }), fc.constant(Number.POSITIVE_INFINITY)), {
  minLength: 1,
  maxLength: 300,
});

describe('a threshold on a latency', () => {
  it('measures by nearest rank, as counting does', () => {
    const thousandths = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(fc.constantFrom(...LATENCY_FAMILIES), samples, thousandths, (family, ms, p) => {
        const verdict = verdictOn(`${family}_p${p / 1000}<5m`, { latenciesMs: { [family]: ms } });
        // The smallest sample that at least p of all do not exceed, in whole numbers.
        const enough = ms.filter(
          (one) => ms.filter((other) => other <= one).length * 100_000 >= p * ms.length,
        );
        expect(verdict?.measured).toBe(Math.min(...enough));
      }),
    );
  });

  it.each([
    ['queue_p95<2m', 119_999, 'passed', '1m59.999s'],
    ['queue_p95<2m', 120_000, 'crossed', '2m0s'],
    ['queue_p95<=2m', 120_000, 'passed', '2m0s'],
    ['queue_p95<=2m', 120_000.001, 'crossed', '2m0.000001s'],
    ['queue_p95>2m', 120_001, 'passed', '2m0.001s'],
    ['queue_p95>=2m', 119_000, 'crossed', '1m59s'],
    ['queue_max<1h', 252_304.567, 'passed', '4m12.3s'],
  ])('%s at %d ms is %s: %s', (text, ms, status, measuredText) => {
    expect(verdictOn(text, { latenciesMs: { queue: [ms] } })).toEqual({
      text,
      threshold: parseThreshold(text),
      status,
      measured: ms,
      measuredText,
    });
  });

  it('is crossed by what was not reached, and says how many became usable', () => {
    const ready = [...Array.from({ length: 83 }, () => 1_000), ...Array.from({ length: 17 }, () => Infinity)];
    const storm = { latenciesMs: { ready }, counts: { usable: 83 }, due: 100, askedFor: 100 };
    expect(verdictOn('ready_p83<5m', storm)).toMatchObject({ status: 'passed', measuredText: '1s' });
    for (const text of ['ready_p95<2000h', 'ready_p95>5m', 'ready_max>=0s']) {
      expect(verdictOn(text, storm)).toEqual({
        text,
        threshold: parseThreshold(text),
        status: 'crossed',
        measured: Number.POSITIVE_INFINITY,
        measuredText: 'not reached (83 % became usable)',
      });
    }
  });

  it('is crossed by a phase that kept some, and says how many got through it', () => {
    const queue = [...Array.from({ length: 8 }, () => 1_000), ...Array.from({ length: 52 }, () => Infinity)];
    const storm = { latenciesMs: { queue }, counts: { usable: 5 }, due: 60, askedFor: 60 };
    expect(verdictOn('queue_p99<6m', storm)).toMatchObject({
      status: 'crossed',
      measuredText: 'not reached (8 of 60 got through the queue phase)',
    });
  });

  it('says what is absent when there is no sample', () => {
    const storm = { due: 3, askedFor: 3, latenciesMs: { ready: [1, 2, 3] } };
    expect(verdictOn('agent_p95<1m', storm)).toEqual({
      text: 'agent_p95<1m',
      threshold: parseThreshold('agent_p95<1m'),
      status: 'not_evaluated',
      measured: null,
      measuredText: 'no agent was waited for',
    });
  });
});

describe('a threshold on a count', () => {
  it.each([
    ['usable>=99%', 99, 100, 'passed', '99.0 % (99 of 100)'],
    ['usable>=99%', 197, 200, 'crossed', '98.5 % (197 of 200)'],
    ['usable==100%', 1_999, 2_000, 'crossed', '99.9 % (1999 of 2000)'],
    ['usable>=99.9%', 999, 1_000, 'passed', '99.9 % (999 of 1000)'],
    ['usable>99.9%', 1_999, 2_000, 'passed', '99.95 % (1999 of 2000)'],
    ['usable>=33.333333%', 1, 3, 'passed', '33.333333 % (1 of 3)'],
    ['usable>=50', 50, 100, 'passed', '50 of 100'],
    ['usable!=50', 50, 100, 'crossed', '50 of 100'],
  ])('%s with %d of %d is %s: %s', (text, usable, due, status, measuredText) => {
    const verdict = verdictOn(text, { counts: { usable }, due, askedFor: due });
    expect(verdict).toMatchObject({
      status,
      measuredText,
      measured: text.endsWith('%') ? usable / due : usable,
    });
  });

  it('on set-up is a share of all that were asked for, due or not', () => {
    const storm = { counts: { setup_failed: 1 }, due: 9, askedFor: 10 };
    expect(verdictOn('setup_failed<=10%', storm)).toMatchObject({ status: 'passed', measured: 0.1 });
    const none = { counts: { setup_failed: 10 }, due: 0, askedFor: 10 };
    expect(verdictOn('setup_failed<=1%', none)).toMatchObject({ status: 'crossed', measured: 1 });
  });

  it('is not evaluated when nobody was due, though nobody failed', () => {
    expect(verdictOn('failed==0', { askedFor: 10 })).toMatchObject({
      status: 'not_evaluated',
      measured: null,
      measuredText: 'no workspace was due',
    });
  });

  it('compares shares as exact fractions', () => {
    const parts = fc
      .nat({ max: 100_000 })
      .chain((due) => fc.tuple(fc.nat({ max: due }), fc.constant(due + 1)));
    const limits = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(fc.constantFrom(...COUNT_METRICS), parts, limits, (metric, [count, all], thousandths) => {
        const storm = { counts: { [metric]: count }, due: all, askedFor: all };
        const left = BigInt(count) * 100_000n;
        const right = BigInt(thousandths) * BigInt(all);
        const verdict = verdictOn(`${metric}<=${thousandths / 1000}%`, storm);
        expect(verdict?.status).toBe(left <= right ? 'passed' : 'crossed');
      }),
    );
  });
});

describe('evaluateThresholds', () => {
  it('evaluates nothing where nothing was measured', () => {
    fc.assert(
      fc.property(fc.array(anyThreshold, { minLength: 1 }), (thresholds) => {
        const verdicts = evaluateThresholds(thresholds, EMPTY);
        expect(verdicts.map(({ text }) => text)).toEqual(thresholds.map(({ text }) => text));
        expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(['not_evaluated']));
        expect(verdicts.every(({ measured }) => measured === null)).toBe(true);
      }),
    );
  });
});
