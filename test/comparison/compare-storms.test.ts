import { describe, expect, it } from 'vitest';
import { compareStorms, type Difference, sidesProblem } from '../../src/comparison/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { modelRun, type StormSettings } from './storms.js';

const STORM: StormSettings = { workspaces: 120, provisioners: 10, p50: 30, p95: 60 };
const SLOWER: StormSettings = { ...STORM, p50: 36, p95: 72 };

const kinds = (differences: readonly Difference[]) => differences.map(({ kind }) => kind);

/** The share of pairs of equal storms in which the 95th percentile is said to differ. */
function falseAlarms(pairs: number, runsASide: number): number {
  let alarms = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const side = (name: string) =>
      Array.from({ length: runsASide }, (_, run) => modelRun(STORM, `${pair}/${name}/${run}`));
    const { differences } = compareStorms(side('a'), side('b'), seededDraws(`pair ${pair}`));
    if (differences[1]?.kind !== 'no_difference') alarms += 1;
  }
  return alarms / pairs;
}

/** Three standard errors of a share of so many pairs, where 5 % are alarms. */
const doubt = (pairs: number) => 3 * Math.sqrt((0.05 * 0.95) / pairs);

describe('comparing single runs', () => {
  it('raises about as many false alarms as it says: 5 %, give or take three standard errors of 150 pairs', () => {
    const alarms = falseAlarms(150, 1);
    expect(Math.abs(alarms - 0.05)).toBeLessThan(doubt(150));
  }, 120_000);

  it('sees builds that are a fifth slower', () => {
    const { method, differences, caveat } = compareStorms(
      [modelRun(STORM, 'a')],
      [modelRun(SLOWER, 'b')],
      seededDraws('x'),
    );
    expect(method).toBe('service_times');
    expect(kinds(differences)).toEqual(['slower', 'slower', 'slower']);
    expect(caveat).toMatch(/run to run/);
  });

  it('finds the same the other way round', () => {
    const [a, b] = [modelRun(STORM, 'a'), modelRun(SLOWER, 'b')];
    const there = compareStorms([a], [b], seededDraws('x')).differences[1];
    const back = compareStorms([b], [a], seededDraws('x')).differences[1];
    if (there?.kind !== 'slower' || back?.kind !== 'faster') throw new Error('neither there nor back');
    expect(back.differenceMs).toBe(-there.differenceMs);
  });

  it('leaves the tick delay out', () => {
    const a = modelRun(STORM, 'a');
    const later = a.starts.map((start) => ({
      ...start,
      createdUs: (start.createdUs ?? 0) + 50e6,
      startedUs: (start.startedUs ?? 0) + 50e6,
      completedUs: (start.completedUs ?? 0) + 50e6,
      usableUs: (start.usableUs ?? 0) + 50e6,
    }));
    const { differences } = compareStorms([a], [{ ...a, starts: later }], seededDraws('x'));
    expect(differences).toMatchObject(differences.map(() => ({ kind: 'no_difference', differenceMs: 0 })));
  });

  it('leaves out service times that the analysis leaves out', () => {
    const a = modelRun(STORM, 'a');
    const spoilt = a.starts.map((start, index) =>
      index === 60 ? { ...start, startedUs: (start.completedUs ?? 0) + 3_600e6 } : start,
    );
    const without = a.starts.map((start, index) =>
      index === 60 ? { ...start, negativeQueueWait: true } : start,
    );
    const [one, other] = [spoilt, without].map(
      (starts) => compareStorms([{ ...a, starts }], [a], seededDraws('x')).differences,
    );
    expect(one).toEqual(other);
  });

  it('does not compare a percentile that too few workspaces reached', () => {
    const a = modelRun(STORM, 'a');
    const missed = a.starts.map((start, index) =>
      index % 10 === 0
        ? {
            ...start,
            outcome: 'missed' as const,
            createdUs: null,
            startedUs: null,
            completedUs: null,
            usableUs: null,
          }
        : start,
    );
    const { differences } = compareStorms([a], [{ ...a, starts: missed }], seededDraws('x'));
    expect(kinds(differences)).toEqual([
      expect.stringMatching(/difference|slower|faster/),
      'not_comparable',
      'not_comparable',
    ]);
    const { differences: none } = compareStorms([a], [{ ...a, starts: [] }], seededDraws('x'));
    expect(new Set(kinds(none))).toEqual(new Set(['not_comparable']));
  });
});

describe('comparing several runs a side', () => {
  it('raises about as many false alarms as it says: 5 %, give or take three standard errors of 150 pairs', () => {
    const alarms = falseAlarms(150, 3);
    expect(Math.abs(alarms - 0.05)).toBeLessThan(doubt(150));
  }, 120_000);

  it('sees builds that are a fifth slower, with the run as the unit', () => {
    const side = (settings: StormSettings, name: string) =>
      [1, 2, 3].map((run) => modelRun(settings, `${name}${run}`));
    const { method, differences } = compareStorms(side(STORM, 'a'), side(SLOWER, 'b'), seededDraws('x'));
    expect(method).toBe('runs');
    expect(kinds(differences)).toEqual(['slower', 'slower', 'slower']);
  });

  it('gives no verdict on sides whose runs do not differ from each other, unless all are the same', () => {
    const run = modelRun(STORM, 'a');
    const later = {
      ...run,
      starts: run.starts.map((start) => ({ ...start, usableUs: (start.usableUs ?? 0) + 1 })),
    };
    const [a, b] = [run, later].map((one) => [one, one, one]);
    const { differences } = compareStorms(a ?? [], b ?? [], seededDraws('x'));
    expect(differences[1]).toMatchObject({
      kind: 'not_comparable',
      reason: expect.stringMatching(/do not differ from each other/),
    });
    const { differences: same } = compareStorms(a ?? [], a ?? [], seededDraws('x'));
    expect(same).toMatchObject(
      same.map(() => ({ kind: 'no_difference', differenceMs: 0, lowMs: 0, highMs: 0 })),
    );
  });

  it('needs one run a side, or three or more on both', () => {
    expect([sidesProblem(1, 1), sidesProblem(3, 5)]).toEqual([null, null]);
    for (const [first, second] of [
      [0, 0],
      [1, 3],
      [2, 2],
      [3, 2],
    ] as const) {
      expect(sidesProblem(first, second)).toMatch(/one run a side/);
      const runs = (count: number) => Array.from({ length: count }, () => modelRun(STORM, 'a'));
      expect(() => compareStorms(runs(first), runs(second), seededDraws('x'))).toThrow(RangeError);
    }
  });
});
