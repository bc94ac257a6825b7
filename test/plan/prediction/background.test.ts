import { describe, expect, it } from 'vitest';
import { backgroundStarts } from '../../../src/plan/prediction/background.js';
import { planCalendar } from '../../../src/plan/prediction/calendar.js';
import { Replicator } from '../../../src/plan/prediction/replicate.js';
import { constant, DAY, HOUR, MINUTE, NINE, sameFor } from '../../model/scenario.js';
import { days, inputs, PLAIN } from '../scenario.js';

const startsOf = (plan: ReturnType<typeof inputs>, seed = 'background') => {
  const { atUs, template } = backgroundStarts(plan, planCalendar(plan), seed);
  return Array.from(atUs, (us, i) => ({ us, template: template[i] }));
};

describe('the background of a plan', () => {
  const whole = { warmUpUs: DAY, horizonUs: DAY };
  const busy = inputs(1, 1, { ...whole, background: [{ template: 0, perMinute: 6 }] });
  const minutes = 2 * 24 * 60;

  it('has as many arrivals a minute as were asked for, and no rhythm: as many more or fewer as chance has it', () => {
    const starts = startsOf(busy);
    const expected = 6 * minutes;
    expect(Math.abs(starts.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const perMinute = new Array<number>(minutes).fill(0);
    for (const { us } of starts) {
      const minute = Math.floor((us - (NINE - MINUTE - DAY)) / MINUTE);
      perMinute[minute] = (perMinute[minute] ?? 0) + 1;
    }
    const mean = perMinute.reduce((sum, n) => sum + n, 0) / perMinute.length;
    const variance = perMinute.reduce((sum, n) => sum + (n - mean) ** 2, 0) / perMinute.length;
    // A Poisson process counts with a variance as large as its mean.
    expect(variance / mean).toBeGreaterThan(0.9);
    expect(variance / mean).toBeLessThan(1.1);
  });

  it('waits between two arrivals for an exponential time that does not depend on the one before', () => {
    const starts = startsOf(busy);
    const gaps = starts.slice(1).map(({ us }, i) => (us - (starts[i]?.us ?? 0)) / (MINUTE / 6));
    for (const many of [0.5, 1, 2, 3]) {
      const share = gaps.filter((gap) => gap > many).length / gaps.length;
      expect(Math.abs(share - Math.exp(-many))).toBeLessThan(0.02);
    }
    const product = gaps.slice(1).reduce((sum, gap, i) => sum + (gap - 1) * ((gaps[i] ?? 0) - 1), 0);
    expect(Math.abs(product / gaps.length)).toBeLessThan(0.04);
  });

  it('has the rate of each template, by itself, and others with another seed', () => {
    const background = [1, 4].map((perMinute, template) => ({ template, perMinute }));
    const starts = startsOf({ ...busy, background });
    const of = (template: number) => starts.filter((start) => start.template === template);
    for (const { perMinute, template } of background) {
      const expected = perMinute * minutes;
      expect(Math.abs(of(template).length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
    expect([...starts].sort((a, b) => a.us - b.us)).toEqual(starts);
    expect(startsOf(busy, 'other')[0]).not.toEqual(startsOf(busy)[0]);
  });

  it('begins the warm-up before the first minute and goes on to the horizon, with the queue in every first minute', () => {
    const plan = inputs(1, 1, {
      days: days(2),
      warmUpUs: 10 * MINUTE,
      horizonUs: HOUR,
      background: [{ template: 0, perMinute: 20 }],
      queued: [{ template: 0, count: 3 }],
    });
    const times = startsOf(plan).map(({ us }) => us);
    expect(Math.min(...times) - (NINE - 11 * MINUTE)).toBeLessThan(MINUTE);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(NINE - 11 * MINUTE);
    expect(NINE + DAY + HOUR - Math.max(...times)).toBeLessThan(MINUTE);
    expect(times.filter((us) => us === NINE)).toHaveLength(3);
    expect(times.filter((us) => us === NINE + DAY)).toHaveLength(3);
  });

  it('is steady when the first minute comes, where the warm-up is longer than a build', () => {
    const parameters = { ...PLAIN, serviceTime: sameFor(constant(10 * MINUTE)) };
    const runningAtNine = (warmUpUs: number) => {
      const background = [{ template: 0, perMinute: 6 }];
      const plan = inputs(1, 500, { parameters, background, warmUpUs, replications: 10 });
      const replicator = new Replicator(plan);
      let running = 0;
      for (let r = 0; r < 10; r++) {
        const { count, createdUs, completedUs } = replicator.replicate(r).records.jobs;
        for (let i = 0; i < count; i++) {
          if (createdUs[i]! < NINE && !(completedUs[i]! <= NINE)) running++;
        }
      }
      return running / 10;
    };
    // Six a minute for ten minutes each (Little's law); without a warm-up only those of the minute before.
    expect(Math.abs(runningAtNine(30 * MINUTE) - 60)).toBeLessThan(4 * Math.sqrt(60 / 10));
    expect(Math.abs(runningAtNine(0) - 6)).toBeLessThan(4 * Math.sqrt(6 / 10));
  });
});

describe('common random numbers', () => {
  it('have the same jobs take the same time, whatever the number of provisioners', () => {
    const parameters = { serviceTime: sameFor({ kind: 'lognormal', p50: 20e6, p95: 80e6 } as const) };
    const plan = inputs(60, 1, { parameters, background: [{ template: 0, perMinute: 5 }] });
    const took = (provisioners: number, r: number) => {
      const of = { ...plan, provisioners: { initial: provisioners, steps: [] } };
      const { completedUs, count, createdUs, reaped, startedUs, state } = new Replicator(of).replicate(r)
        .records.jobs;
      return Array.from({ length: count }, (_, i) => ({
        createdUs: createdUs[i]!,
        tookUs: state[i]! >= 2 && reaped[i] === 0 ? completedUs[i]! - startedUs[i]! : null,
      }));
    };
    for (const r of [0, 1]) {
      const [few, more] = [took(10, r), took(11, r)];
      let compared = 0;
      few.forEach(({ createdUs, tookUs }, i) => {
        const other = more[i];
        if (other === undefined || tookUs === null || other.tookUs === null) return;
        expect(other).toEqual({ createdUs, tookUs });
        compared++;
      });
      expect(compared).toBeGreaterThanOrEqual(60);
    }
    expect(took(10, 0)).not.toEqual(took(10, 1));
  });
});
