import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LatencyTarget, StormStart } from '../../src/analysis/index.js';
import { provisionersFor } from '../../src/analysis/index.js';
import { replayQueue } from '../../src/model/index.js';
import { percentileOf } from '../../src/stats/index.js';
import { NINE, SECOND, start, startAt, storms } from './storms.js';

const target = (p: number, limitS: number, countedFrom: LatencyTarget['countedFrom'] = 'scheduled') => ({
  p,
  limitMs: limitS * 1000,
  countedFrom,
});

/** Ten jobs of 3 s, all created 20 s after nine, through one provisioner. */
const queued = Array.from({ length: 10 }, (_, i) =>
  startAt(`w${i}`, [20, 20 + 3 * i, 23 + 3 * i], { workerId: 'p' }),
);

/** p-th latency of all due with a number of provisioners, for storms in which every job was taken and ended. */
function replayedMs(starts: readonly StormStart[], p: number, provisioners: number): number {
  const jobs = starts
    .filter((s) => s.createdUs !== null)
    .map((s) => ({ s, from: Math.max(s.createdUs!, s.startedUs!) }))
    .sort(
      (a, b) =>
        a.s.createdUs! - b.s.createdUs! || a.from - b.from || (a.s.workspace < b.s.workspace ? -1 : 1),
    );
  const { completedUs } = replayQueue(
    jobs.map((job) => job.s.createdUs!),
    jobs.map((job) => Math.max(0, job.s.completedUs! - job.from)),
    provisioners,
  );
  const latencies = jobs.map(({ s, from }, i) =>
    s.usableUs === null
      ? Number.POSITIVE_INFINITY
      : completedUs[i]! + s.usableUs - Math.max(from, s.completedUs!) - s.scheduledUs,
  );
  while (latencies.length < starts.length) latencies.push(Number.POSITIVE_INFINITY);
  return percentileOf(latencies, p)! / 1000;
}

describe('provisionersFor', () => {
  it('finds the least number, and says what it rests on', () => {
    expect(provisionersFor(queued, target(0.9, 29))).toEqual({
      provisioners: 3,
      reason: null,
      latencyMs: 29_000,
      fit: { provisioners: 1, p: 0.9, replayedWaitMs: 24_000, recordedWaitMs: 24_000, off: 0 },
      sentences: [
        '3 provisioners would have met the target: p90 of all due is 29.0 s with these builds; the limit is 29.0 s.',
        'Replayed with the 1 provisioner that the storm had, p90 of the queue waits is 24.0 s; it was 24.0 s, 0 % off.',
      ],
    });
  });

  it('counts from the first creation when asked to', () => {
    expect(provisionersFor(queued, target(0.9, 9, 'first_creation')).provisioners).toBe(3);
    expect(provisionersFor(queued, target(0.9, 9)).provisioners).toBeNull();
  });

  it('meets the target by replay with that many, and with one fewer does not', () => {
    const ended = storms.map((starts) =>
      starts.filter((s) => s.createdUs === null || (s.startedUs !== null && s.completedUs !== null)),
    );
    fc.assert(
      fc.property(
        ended,
        fc.constantFrom(0.5, 0.9, 0.95),
        fc.integer({ min: 1, max: 200 }),
        (starts, p, limitS) => {
          const answer = provisionersFor(starts, target(p, limitS));
          if (answer.latencyMs === null) return;
          if (answer.provisioners === null) {
            expect(replayedMs(starts, p, starts.length)).toBeGreaterThan(limitS * 1000);
            expect(answer.reason).not.toBeNull();
            return;
          }
          expect(answer.latencyMs).toBe(replayedMs(starts, p, answer.provisioners));
          expect(answer.latencyMs).toBeLessThanOrEqual(limitS * 1000);
          if (answer.provisioners > 1) {
            expect(replayedMs(starts, p, answer.provisioners - 1)).toBeGreaterThan(limitS * 1000);
          }
        },
      ),
    );
  });

  it('says the same whatever the order of the rows', () => {
    fc.assert(
      fc.property(storms, fc.integer({ min: 1, max: 200 }), (starts, limitS) => {
        const answer = provisionersFor(starts, target(0.9, limitS));
        expect(provisionersFor([...starts].reverse(), target(0.9, limitS))).toEqual(answer);
      }),
    );
  });

  it('gives no number where creation and build alone are longer', () => {
    const { provisioners, reason, latencyMs } = provisionersFor(queued, target(0.9, 22));
    expect([provisioners, latencyMs]).toEqual([null, 23_000]);
    expect(reason).toBe(
      'with one for every job p90 of all due would still be 23.0 s and the limit is 22.0 s: until a build is created 20.0 s go by, and the build takes 3.0 s (p90 of each)',
    );
  });

  it('gives no number where too many failed or were missed', () => {
    const failed = startAt('failed', [20, 20, 23], { outcome: 'failed', usableUs: null });
    const { provisioners, reason, latencyMs } = provisionersFor(
      [...queued, failed, start('missed', { outcome: 'missed' })],
      target(0.95, 300),
    );
    expect([provisioners, latencyMs]).toEqual([null, Number.POSITIVE_INFINITY]);
    expect(reason).toBe('with one for every job only 83 % of all due would have become usable');
  });

  it('replays jobs that nobody took with the median build, and says so', () => {
    const waiting = { outcome: 'timed_out', censoredUs: 60 * SECOND, usableUs: null } as const;
    const starts = [...queued, startAt('a', [20], waiting), startAt('b', [20], waiting)];
    const answer = provisionersFor(starts, target(1, 26));
    expect(answer.provisioners).toBe(6);
    expect(answer.sentences.at(-1)).toBe(
      '2 jobs that no provisioner took are replayed with the median build, and as successful.',
    );
  });

  it.each(['interrupted', 'timed_out'] as const)(
    'takes builds that ran when the wait was %s for successful as the others, and says so',
    (outcome) => {
      const awaited = { outcome, censoredUs: 60 * SECOND, usableUs: null, completedUs: null } as const;
      const running = startAt('running', [20, 58], { ...awaited, workerId: 'q' });
      const agent = startAt('agent', [20, 56, 59], {
        ...awaited,
        censoredUs: 59 * SECOND,
        completedUs: NINE + 59 * SECOND,
      });
      const answer = provisionersFor([...queued, running, agent], target(1, 26));
      expect(answer).toMatchObject({ provisioners: 6, reason: null });
      expect(answer.sentences.at(-1)).toBe(
        '2 jobs whose workspace was not usable yet when our wait ended are replayed as taking the median, or as long as seen where that is longer, and as successful.',
      );
    },
  );

  it('takes what was seen of an unfinished build for the least that it takes', () => {
    const running = startAt('running', [20, 21], {
      outcome: 'interrupted',
      censoredUs: 60 * SECOND,
      usableUs: null,
      completedUs: null,
    });
    expect(provisionersFor([...queued, running], target(1, 1_000)).latencyMs).toBeGreaterThanOrEqual(59_000);
    expect(provisionersFor([...queued, running], target(1, 58)).provisioners).toBeNull();
  });

  it('does not know where our wait ended before too many builds were created', () => {
    const unseen = ['a', 'b'].map((name) => start(name, { outcome: 'interrupted', censoredUs: 5 * SECOND }));
    expect(provisionersFor([...queued, ...unseen], target(0.95, 300))).toMatchObject({
      provisioners: null,
      reason: 'for 2 of 12 due no build had been created when our wait for them ended',
    });
    expect(provisionersFor([...queued, ...unseen], target(0.8, 300)).provisioners).toBe(1);
  });

  it('calls a replay that is far from what happened a rough guide', () => {
    const paused = queued.map((s, i) =>
      i < 5 ? s : startAt(s.workspace, [20, 320 + 3 * i, 323 + 3 * i], { workerId: 'p' }),
    );
    const { fit, sentences } = provisionersFor(paused, target(0.9, 300));
    expect(fit!.off).toBeGreaterThan(0.5);
    expect(sentences).toContain('So the replay is only a rough guide to this storm.');
  });

  it('does not know where nothing was due, or nobody finished a job', () => {
    expect(provisionersFor([], target(0.95, 60))).toMatchObject({
      provisioners: null,
      reason: 'nothing was due',
    });
    const lost = startAt('lost', [20], {
      completedUs: NINE + 30 * SECOND,
      reaped: true,
      outcome: 'failed',
      usableUs: null,
    });
    expect(provisionersFor([lost], target(0.95, 60))).toMatchObject({
      provisioners: null,
      reason: 'no provisioner finished a job, so it is not known how long jobs take',
    });
  });

  it('refuses a share that is none', () => {
    for (const p of [0, 1.1, 95, Number.NaN])
      expect(() => provisionersFor(queued, target(p, 60))).toThrow(RangeError);
  });
});
