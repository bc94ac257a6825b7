import { describe, expect, it } from 'vitest';
import {
  compareStorms,
  type Difference,
  latenciesAfterFirst,
  sidesProblem,
} from '../../src/comparison/index.js';
import { quantileInterval, seededDraws } from '../../src/stats/index.js';
import { modelRun, type StormSettings } from './storms.js';

const STORM: StormSettings = { workspaces: 120, provisioners: 10, p50: 30, p95: 60 };
const SLOWER: StormSettings = { ...STORM, p50: 36, p95: 72 };

const kinds = (differences: readonly Difference[]) => differences.map(({ kind }) => kind);

/** Of pairs of equal storms, the shares in which p50, p95 and p99 are said to differ; `null`: nothing waits. */
function falseAlarms(
  pairs: number,
  runsASide: number,
  { workspaces, provisioners }: { readonly workspaces: number; readonly provisioners: number | null },
): readonly number[] {
  const settings = { ...STORM, workspaces, provisioners: provisioners ?? workspaces };
  const alarms = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const side = (name: string) =>
      Array.from({ length: runsASide }, (_, run) => ({
        ...modelRun(settings, `${pair}/${name}/${run}`),
        provisioners,
      }));
    const { differences } = compareStorms(side('a'), side('b'), seededDraws(`pair ${pair}`));
    for (const [at, { kind }] of differences.entries()) {
      if (kind === 'slower' || kind === 'faster') alarms[at] = (alarms[at] ?? 0) + 1;
    }
  }
  return alarms.map((count) => count / pairs);
}

/** Three standard errors of a share of so many pairs, where 5 % are alarms. */
const doubt = (pairs: number) => 3 * Math.sqrt((0.05 * 0.95) / pairs);

describe('comparing single runs', () => {
  it.each([
    { workspaces: 120, provisioners: 10, pairs: 150, compared: ['p50', 'p95'] },
    { workspaces: 120, provisioners: null, pairs: 150, compared: ['p50', 'p95'] },
    { workspaces: 368, provisioners: null, pairs: 60, compared: ['p50', 'p95', 'p99'] },
  ])(
    'raises about 5 % of false alarms a percentile: $workspaces workspaces, $provisioners provisioners, $pairs pairs',
    ({ pairs, compared, ...settings }) => {
      const alarms = falseAlarms(pairs, 1, settings);
      for (const at of compared.keys()) expect(Math.abs((alarms[at] ?? 1) - 0.05)).toBeLessThan(doubt(pairs));
    },
    120_000,
  );

  it('sees builds that are a fifth slower', () => {
    const { method, differences, caveat } = compareStorms(
      [modelRun(STORM, 'a')],
      [modelRun(SLOWER, 'b')],
      seededDraws('x'),
    );
    expect(method).toBe('service_times');
    expect(kinds(differences)).toEqual(['slower', 'slower', 'not_comparable']);
    expect(caveat).toMatch(/run to run.*5 % of false alarms are of each percentile/);
  });

  it.each([
    [5, []],
    [71, ['p50']],
    [72, ['p50', 'p95']],
    [367, ['p50', 'p95']],
    [368, ['p50', 'p95', 'p99']],
  ])('compares of %i workspaces only the percentiles that so many can bound', (workspaces, expected) => {
    const [a, b] = ['a', 'b'].map((seed) => modelRun({ ...STORM, workspaces }, seed));
    if (a === undefined || b === undefined) throw new Error('no runs');
    const { differences } = compareStorms([a], [b], seededDraws('x'));
    const compared = differences
      .filter(({ kind }) => kind !== 'not_comparable')
      .map(({ p }) => `p${p * 100}`);
    expect(compared).toEqual(expected);
    for (const { p } of differences) {
      const { lower, upper } = quantileInterval(latenciesAfterFirst(a.starts), p);
      expect(compared.includes(`p${p * 100}`)).toBe(lower !== null && upper !== null);
    }
    const left = differences.find(({ kind }) => kind === 'not_comparable');
    if (left !== undefined) {
      expect(left).toMatchObject({
        reason: expect.stringMatching(/^one run a side needs \d+ due on each$/),
      });
    }
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
    const same = { kind: 'no_difference', differenceMs: 0 };
    expect(differences).toMatchObject([same, same, { kind: 'not_comparable' }]);
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
    const [, p95 = 1] = falseAlarms(150, 3, STORM);
    expect(Math.abs(p95 - 0.05)).toBeLessThan(doubt(150));
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
