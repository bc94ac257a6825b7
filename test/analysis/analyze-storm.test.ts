import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StormStart } from '../../src/analysis/index.js';
import { analyzeStorm, valueAt } from '../../src/analysis/index.js';
import { NINE, runStorm, SECOND, start, startAt, storms } from './storms.js';

/** The start of a job as it counts: not of a reaped one, and not before the creation. */
const taken = (s: StormStart) =>
  s.reaped || s.startedUs === null || s.createdUs === null ? null : Math.max(s.startedUs, s.createdUs);
const ended = (s: StormStart) =>
  taken(s) === null || s.completedUs === null ? null : Math.max(s.completedUs, taken(s)!);
const workOf = (s: StormStart, until: number) =>
  taken(s) === null ? 0 : Math.max(0, Math.min(ended(s) ?? until, until) - taken(s)!);
const gaveUp = (s: StormStart) => (s.createdUs !== null && taken(s) === null ? s.completedUs : null);
const by = (us: number | null, at: number) => us !== null && us <= at;

/** A storm and instants at which to look: some that something happened at, and some at random. */
const stormAndInstants = storms.chain((starts) =>
  fc
    .array(fc.integer({ min: -SECOND, max: 400 * SECOND }), { minLength: 5, maxLength: 10 })
    .map((offsets) => ({
      starts,
      instants: [
        ...offsets.map((us) => NINE + us),
        ...starts.flatMap((s) =>
          [s.createdUs, s.startedUs, s.completedUs, s.usableUs].filter((us) => us !== null),
        ),
      ],
    })),
);

describe('analyzeStorm', () => {
  it('equals a recount of all rows at any instant', () => {
    fc.assert(
      fc.property(stormAndInstants, ({ starts, instants }) => {
        const { curves, queueDepth, busyProvisioners, censoredFromUs } = analyzeStorm(starts);
        for (const at of instants) {
          const recount = (test: (s: StormStart) => boolean) => starts.filter(test).length;
          expect(valueAt(curves.due, at)).toBe(recount((s) => by(s.scheduledUs, at)));
          expect(valueAt(curves.created, at)).toBe(recount((s) => by(s.createdUs, at)));
          expect(valueAt(curves.started, at)).toBe(recount((s) => by(taken(s), at)));
          expect(valueAt(curves.completed, at)).toBe(recount((s) => by(ended(s), at)));
          if (censoredFromUs === null || at < censoredFromUs) {
            expect(valueAt(curves.usable, at)).toBe(recount((s) => by(s.usableUs, at)));
          }
          const waits = (s: StormStart) => by(s.createdUs, at) && !by(taken(s), at) && !by(gaveUp(s), at);
          expect(valueAt(queueDepth, at)).toBe(recount(waits));
          expect(valueAt(busyProvisioners, at)).toBe(recount((s) => by(taken(s), at) && !by(ended(s), at)));
        }
      }),
    );
  });

  it('finds no contradiction in storms that have none, whatever befell them', () => {
    fc.assert(
      fc.property(storms, (starts) => {
        expect(analyzeStorm(starts).inconsistencies).toEqual([]);
      }),
    );
  });

  it('lets curves never cross, and the queue and the provisioners hold what came in and did not leave', () => {
    fc.assert(
      fc.property(stormAndInstants, ({ starts, instants }) => {
        const { curves, queueDepth, busyProvisioners } = analyzeStorm(starts);
        for (const at of instants) {
          const [due, created, started, completed, usable] = [
            curves.due,
            curves.created,
            curves.started,
            curves.completed,
            curves.usable,
          ].map((curve) => valueAt(curve, at)) as [number, number, number, number, number];
          expect([due, created, started, completed, usable]).toEqual(
            [due, created, started, completed, usable].toSorted((a, b) => b - a),
          );
          const givenUp = starts.filter((s) => by(gaveUp(s), at)).length;
          expect(valueAt(queueDepth, at)).toBe(created - started - givenUp);
          expect(valueAt(busyProvisioners, at)).toBe(started - completed);
        }
      }),
    );
  });

  it('says the same whatever the order of the rows, and leaves them as they were', () => {
    fc.assert(
      fc.property(storms, (starts) => {
        const before = JSON.stringify(starts);
        const analysis = analyzeStorm(starts);
        expect(analyzeStorm([...starts].reverse())).toEqual(analysis);
        expect(analyzeStorm(starts)).toEqual(analysis);
        expect(JSON.stringify(starts)).toBe(before);
      }),
    );
  });

  it('makes steps at strictly ascending times, each of them a change', () => {
    fc.assert(
      fc.property(storms, (starts) => {
        const { curves, queueDepth, busyProvisioners } = analyzeStorm(starts);
        const { due, created, started, completed, usable } = curves;
        for (const { us, value } of [
          due,
          created,
          started,
          completed,
          usable,
          queueDepth,
          busyProvisioners,
        ]) {
          expect(us.every((at, i) => i === 0 || at > us[i - 1]!)).toBe(true);
          expect(value.every((level, i) => level !== (value[i - 1] ?? 0))).toBe(true);
          expect(us).toHaveLength(value.length);
        }
      }),
    );
  });

  it('creates in its intervals as many as were created, at most 600 of them', () => {
    fc.assert(
      fc.property(storms, fc.integer({ min: 1, max: 5_000 }), (starts, stretch) => {
        const wide = starts.map((s) =>
          start(s.workspace, {
            createdUs: s.createdUs === null ? null : NINE + (s.createdUs - NINE) * stretch,
          }),
        );
        const { fromUs, widthUs, value } = analyzeStorm(wide).creationRate;
        const created = wide.flatMap((s) => s.createdUs ?? []);
        value.forEach((rate, i) => {
          const [from, until] = [fromUs + i * widthUs, fromUs + (i + 1) * widthUs];
          const inside = created.filter((us) => us >= from && us < until).length;
          expect((rate * widthUs) / SECOND).toBeCloseTo(inside, 6);
        });
        expect(value.length).toBeLessThanOrEqual(600);
        expect(value.reduce((sum, rate) => sum + (rate * widthUs) / SECOND, 0)).toBeCloseTo(
          created.length,
          6,
        );
      }),
    );
  });

  it('counts as effective the provisioners that a queue kept busy', () => {
    const plan = { minute: 0, patienceUs: 0, fate: 'ok' } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 3, max: 8 }), (provisioners, each) => {
        const plans = Array.from({ length: provisioners * each }, (_, i) => ({
          ...plan,
          createdAfterUs: 40 * SECOND + i * 1_000,
          serviceUs: 20 * SECOND + ((i * 7_919) % 1_000) * 1_000,
        }));
        const { effective, busiest, seen, utilisation } = analyzeStorm(
          runStorm(plans, provisioners),
        ).provisioners;
        expect([effective, busiest, seen]).toEqual([provisioners, provisioners, provisioners]);
        expect(utilisation).toBeGreaterThan(0.9);
        expect(utilisation).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not take provisioners for a limit that only needed a moment to notice the job', () => {
    const starts = Array.from({ length: 50 }, (_, i) =>
      startAt(`w${i}`, [40 + i / 100, 40.05 + i / 100, 85 + i / 100], { workerId: `p${i}` }),
    );
    const { effective, busiest, utilisation } = analyzeStorm(starts).provisioners;
    expect([effective, busiest]).toEqual([null, 50]);
    expect(utilisation).toBeGreaterThan(0.9);
  });

  it.each([
    [30, 20],
    [5, 5],
  ])(
    'does not take for a limit how fast jobs are noticed, one a second, when builds take %i s',
    (seconds, most) => {
      const starts = Array.from({ length: 20 }, (_, i) =>
        startAt(`w${i}`, [40, 41 + i, 41 + i + seconds], { workerId: `p${i}` }),
      );
      const { provisioners } = analyzeStorm(starts);
      expect(provisioners).toMatchObject({ seen: 20, busiest: most, effective: null });
      expect(provisioners.utilisation).toBeCloseTo((20 * seconds) / (most * (19 + seconds)), 9);
      const nameless = starts.map((s) => ({ ...s, workerId: null }));
      if (most === 20) expect(analyzeStorm(nameless).provisioners.effective).toBeNull();
    },
  );

  it('does not count how provisioners came in, but what they were when all had', () => {
    const starts = Array.from({ length: 40 }, (_, i) => {
      const started = 41 + (i % 20) + (i < 20 ? 0 : 30);
      return startAt(`w${i}`, [40, started, started + 30], { workerId: `p${i % 20}` });
    });
    expect(analyzeStorm(starts).provisioners).toMatchObject({ seen: 20, busiest: 20, effective: 20 });
  });

  it('does not count provisioners that noticed most jobs late', () => {
    const starts = Array.from({ length: 40 }, (_, i) => {
      const started = 41 + (i % 4) + 11 * Math.floor(i / 4);
      return startAt(`w${i}`, [40, started, started + 2], { workerId: `p${i % 4}` });
    });
    expect(analyzeStorm(starts).provisioners.effective).toBeNull();
  });

  it('never has provisioners busy for longer than there was time, nor hides it when they were', () => {
    fc.assert(
      fc.property(storms, (starts) => {
        const { busiest, effective, utilisation } = analyzeStorm(starts).provisioners;
        if (utilisation === null) return;
        const done = starts.filter((s) => ended(s) !== null);
        const work = starts.reduce((sum, s) => sum + workOf(s, Math.max(...done.map((e) => ended(e)!))), 0);
        const span =
          Math.max(...done.map((e) => ended(e)!)) - Math.min(...starts.flatMap((s) => taken(s) ?? []));
        expect(utilisation).toBeCloseTo(work / ((effective || busiest) * span), 9);
        expect(utilisation).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('knows no utilisation of jobs that took no time', () => {
    const { busiest, effective, utilisation } = analyzeStorm([
      startAt('first', [10, 10, 10], { workerId: 'p' }),
      startAt('second', [11, 11, 11], { workerId: 'p' }),
    ]).provisioners;
    expect({ busiest, effective, utilisation }).toEqual({ busiest: 0, effective: null, utilisation: null });
  });

  it('keeps reaped jobs in the queue until they are given up, and out of work and service times', () => {
    const reaped = startAt('lost', [10], {
      completedUs: NINE + 70 * SECOND,
      reaped: true,
      outcome: 'failed',
      usableUs: null,
    });
    const analysis = analyzeStorm([startAt('fine', [10, 11, 13], { workerId: 'p' }), reaped]);
    expect(analysis.queueDepth).toEqual({
      us: [NINE + 10 * SECOND, NINE + 11 * SECOND, NINE + 70 * SECOND],
      value: [2, 1, 0],
    });
    expect(analysis.busyProvisioners.value).toEqual([1, 0]);
    expect(analysis.serviceTimes).toMatchObject({
      n: 1,
      meanMs: 2_000,
      p50Ms: 2_000,
      p95Ms: 2_000,
      reaped: 1,
    });
  });

  it('counts a start before the creation as no wait, and keeps it out of service times', () => {
    const early = startAt('early', [10, 9.9, 12], { negativeQueueWait: true, workerId: 'p' });
    const analysis = analyzeStorm([early]);
    expect(analysis.queueDepth.us).toEqual([]);
    expect(analysis.busyProvisioners.us).toEqual([NINE + 10 * SECOND, NINE + 12 * SECOND]);
    expect(analysis.serviceTimes).toMatchObject({ n: 0, p50Ms: null, negativeQueueWaits: 1 });
    expect(analysis.inconsistencies).toEqual([]);
  });

  it('draws the usable curve up to the first wait that ended first', () => {
    const censored = startAt('slow', [10, 11], {
      outcome: 'timed_out',
      usableUs: null,
      completedUs: null,
      censoredUs: 50 * SECOND,
    });
    const starts = [startAt('a', [10, 11, 40]), startAt('b', [10, 11, 60]), censored];
    const { curves, censoredFromUs } = analyzeStorm(starts);
    expect(censoredFromUs).toBe(NINE + 50 * SECOND);
    expect(curves.usable).toEqual({ us: [NINE + 40 * SECOND], value: [1] });
    expect(curves.completed.value).toEqual([1, 2]);
  });

  it('takes for the end of a wait of unknown length the last that is known of the workspace', () => {
    const stopped = startAt('stopped', [10, 11], {
      outcome: 'interrupted',
      usableUs: null,
      completedUs: null,
    });
    expect(analyzeStorm([startAt('a', [10, 11, 40]), stopped]).censoredFromUs).toBe(NINE + 11 * SECOND);
  });

  it('has nothing to say where nothing was due', () => {
    const analysis = analyzeStorm([]);
    expect(analysis).toMatchObject({ scheduledUs: null, censoredFromUs: null, inconsistencies: [] });
    expect(analysis.bottleneck).toMatchObject({ kind: 'none', share: 0 });
    expect(analysis.provisioners).toEqual({ seen: 0, busiest: 0, effective: null, utilisation: null });
    expect(analysis.creationRate.value).toEqual([]);
  });
});
