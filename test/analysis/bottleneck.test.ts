import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StormStart } from '../../src/analysis/index.js';
import { analyzeStorm } from '../../src/analysis/index.js';
import { NINE, SECOND, start, startAt, storms } from './storms.js';

const verdict = (...starts: readonly StormStart[]) => analyzeStorm(starts).bottleneck;

describe('the bottleneck', () => {
  it('is the queue where jobs waited for the one provisioner', () => {
    const starts = Array.from({ length: 10 }, (_, i) =>
      startAt(`w${i}`, [20, 20 + 3 * i, 23 + 3 * i], { workerId: 'p' }),
    );
    expect(verdict(...starts)).toEqual({
      kind: 'queue',
      share: 135 / 165,
      sentences: [
        '82 % of the wait after the first creation was queueing for a provisioner: 13.5 s of 16.5 s on average.',
        '1 provisioner was busy from 09:00:20 to 09:00:47 UTC (1.0 on average), while up to 9 jobs waited.',
        'The rest: builds 18 %.',
        "Before it, 20.0 s went by until the executor's tick, which has nothing to do with load.",
      ],
    });
  });

  it('is the queue where nobody took the jobs until the server or we gave up', () => {
    const lost = {
      completedUs: NINE + 1_840 * SECOND,
      reaped: true,
      outcome: 'failed',
      usableUs: null,
    } as const;
    const waiting = { outcome: 'timed_out', censoredUs: 900 * SECOND, usableUs: null } as const;
    const { kind, sentences } = verdict(startAt('a', [40], lost), startAt('b', [40], waiting));
    expect(kind).toBe('queue');
    expect(sentences.slice(1, 3)).toEqual([
      'No provisioner took a job, while up to 2 jobs waited.',
      '1 job waited so long that the server gave up.',
    ]);
  });

  it('is the builds where they took longest, failed ones included', () => {
    const failed = startAt('b', [20, 20, 200], { outcome: 'failed', usableUs: null });
    const { kind, sentences } = verdict(startAt('a', [20, 20, 80]), failed);
    expect(kind).toBe('build');
    expect(sentences[1]).toBe('A build took 1m0s at p50 and 3m0s at p95 (n = 2).');
  });

  it('is the agents where they took longest', () => {
    const { kind, sentences } = verdict(startAt('a', [20, 20, 21, 81], { outcome: 'ready' }));
    expect(kind).toBe('agent');
    expect(sentences[1]).toBe('Agents were ready 1m0s after the build at p50 and 1m0s at p95 (n = 1).');
  });

  it('is the creation where the executor was slow', () => {
    const starts = [0, 60, 120].map((at, i) => startAt(`w${i}`, [20 + at, 20 + at, 25 + at]));
    expect(verdict(...starts)).toMatchObject({ kind: 'creation', share: 180 / 195 });
  });

  it('is the tick only where hardly anything came after it', () => {
    expect(verdict(startAt('a', [50, 50, 52]))).toMatchObject({ kind: 'tick', share: 50 / 52 });
    expect(verdict(startAt('a', [50, 50, 60]))).toMatchObject({ kind: 'build', share: 1 });
  });

  it('is nothing where no time is known', () => {
    expect(verdict(start('a', { outcome: 'missed' }))).toMatchObject({ kind: 'none', share: 0 });
    const known = startAt('b', [20, 20, 80]);
    expect(verdict(start('a', { outcome: 'missed' }), known).sentences.at(-1)).toBe(
      'Of 1 workspace it is not known how long the wait was.',
    );
  });

  it('says that no build was created where everybody was missed', () => {
    const missed = ['a', 'b', 'c'].map((name) => start(name, { outcome: 'missed' }));
    expect(verdict(...missed).sentences).toEqual([
      'No build was created for any of the 3 workspaces that were due.',
    ]);
    expect(verdict(...missed.slice(2)).sentences).toEqual([
      'No build was created for the 1 workspace that was due.',
    ]);
    expect(verdict().sentences).toEqual(['Nothing was measured.']);
  });

  it('is the greatest of shares that a recount of the usable adds up to', () => {
    fc.assert(
      fc.property(storms, (starts) => {
        const usable = starts.filter((s) => s.usableUs !== null && !s.negativeQueueWait);
        const { kind, share } = verdict(...usable);
        const after = new Map([
          ['creation', 0],
          ['queue', 0],
          ['build', 0],
          ['agent', 0],
        ]);
        const add = (part: string, us: number) => after.set(part, after.get(part)! + us);
        let total = 0;
        for (const s of usable) {
          const first = Math.min(
            ...usable.filter((o) => o.scheduledUs === s.scheduledUs).map((o) => o.createdUs!),
          );
          add('creation', s.createdUs! - first);
          add('queue', s.startedUs! - s.createdUs!);
          add('build', s.completedUs! - s.startedUs!);
          add('agent', s.usableUs! - s.completedUs!);
          total += s.usableUs! - s.scheduledUs;
        }
        const sum = [...after.values()].reduce((all, us) => all + us, 0);
        if (total === 0) expect(kind).toBe('none');
        else if (total - sum >= 0.9 * total) expect(share).toBeCloseTo((total - sum) / total, 12);
        else {
          expect(after.get(kind)).toBe(Math.max(...after.values()));
          expect(share).toBeCloseTo(after.get(kind)! / sum, 12);
        }
      }),
    );
  });
});
