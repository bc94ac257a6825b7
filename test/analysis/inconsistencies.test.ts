import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StormStart } from '../../src/analysis/index.js';
import { analyzeStorm } from '../../src/analysis/index.js';
import { NINE, SECOND, start, startAt, storms } from './storms.js';

const problems = (...starts: readonly StormStart[]) => analyzeStorm(starts).inconsistencies;

describe('the consistency check', () => {
  it.each<[string, StormStart, RegExp]>([
    [
      'created early',
      startAt('w', [-1, 2, 3]),
      /^w: its build was created before the scheduled minute \(by 1\.0 s\)/,
    ],
    ['started early', startAt('w', [5, 4, 6]), /^w: its job was started before it was created/],
    ['ended early', startAt('w', [1, 4, 2, 5]), /^w: its job ended before it was started \(by 2\.0 s\)/],
    ['usable early', startAt('w', [1, 2, 5, 4]), /^w: it was usable before its job ended/],
    [
      'usable unbuilt',
      start('w', { createdUs: NINE, usableUs: NINE + 1 }),
      /^w: .* no provisioner finished its job/,
    ],
    ['not created', start('w', { startedUs: NINE, outcome: 'failed' }), /^w: .* no build was created/],
    [
      'usable since never',
      startAt('w', [1, 2, 3], { usableUs: null }),
      /^w: its outcome says usable, but not since when/,
    ],
    [
      'usable yet failed',
      startAt('w', [1, 2, 3], { outcome: 'failed' }),
      /^w: .* its outcome says that it was not/,
    ],
    [
      'reaped and taken',
      startAt('w', [1, 2, 3], { reaped: true, outcome: 'failed', usableUs: null }),
      /^w: .* but a provisioner had it/,
    ],
    [
      'reaped and waiting',
      startAt('w', [1], { reaped: true, outcome: 'failed', usableUs: null }),
      /^w: its job is called given up, but has no end/,
    ],
    [
      'given up early',
      startAt('w', [5], { completedUs: NINE, outcome: 'canceled', usableUs: null }),
      /^w: its job was given up before it was created/,
    ],
  ])('names a workspace that was %s', (_, row, text) => {
    expect(problems(startAt('other', [1, 2, 3]), row)).toContainEqual(expect.stringMatching(text));
  });

  it('names a provisioner that had two jobs at once, and for how long', () => {
    const [a, b] = [startAt('a', [1, 2, 8], { workerId: 'p' }), startAt('b', [1, 5, 9], { workerId: 'p' })];
    expect(problems(a, b)).toEqual([
      'b: its provisioner p worked on the job of a at the same time for 3.0 s',
    ]);
    expect(problems(a, { ...b, startedUs: NINE + 8 * SECOND })).toEqual([]);
    expect(problems(a, { ...b, workerId: 'q' })).toEqual([]);
  });

  it('tells where curves cross, and who made them', () => {
    expect(problems(startAt('w', [1, 4, 2, 5]))).toContain(
      'w: from 09:00:02 UTC on more are completed (1) than started (0)',
    );
  });

  it('names a workspace that is listed twice', () => {
    const row = startAt('twin', [1, 2, 3]);
    expect(problems(row, row)).toContain('twin: it is listed more than once');
  });

  it('finds any end that is moved before its start, in any storm', () => {
    fc.assert(
      fc.property(storms, fc.nat(), fc.integer({ min: 1, max: 1_000 }), (starts, pick, us) => {
        const ended = starts.filter((s) => s.startedUs !== null && s.completedUs !== null && !s.reaped);
        fc.pre(ended.length > 0);
        const victim = ended[pick % ended.length]!;
        const moved = starts.map((s) => (s === victim ? { ...s, completedUs: s.startedUs! - us } : s));
        const named = problems(...moved).filter((text) => text.startsWith(`${victim.workspace}:`));
        expect(named).toContainEqual(expect.stringContaining('ended before it was started'));
      }),
    );
  });

  it('tells ten problems of a kind and counts the others', () => {
    const rows = Array.from({ length: 13 }, (_, i) => startAt(`w${i}`, [1, 2, 3], { usableUs: null }));
    const told = problems(...rows);
    expect(told).toHaveLength(11);
    expect(told.at(-1)).toBe('and 3 more workspaces like the 10 before');
  });
});
