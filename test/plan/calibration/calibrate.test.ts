import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stormModelParameters } from '../../../src/model/index.js';
import {
  type Calibration,
  calibrate,
  type ObservedBuild,
  predictStorms,
  recordedHistory,
  wholeHistory,
} from '../../../src/plan/index.js';
import { meanOf } from '../../../src/stats/index.js';
import { build, builds, NINE, SECOND } from './builds.js';

const of = (history: readonly ObservedBuild[]) => calibrate(wholeHistory(history));
const startTimes = ({ parameters }: Calibration) => parameters.serviceTime!.start;
const provenanceOf = (calibration: Calibration, name: string) =>
  calibration.fields.find((field) => field.name === name)!.provenance;

const problemsOf = (history: readonly ObservedBuild[]): string => {
  try {
    of(history);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('calibrate', () => {
  const slower = () => ({ reason: 'initiator', completedUs: NINE + 31 * SECOND });

  it('takes the times of autostarts where there are ten, and says how many other starts it passed over', () => {
    const calibration = of([...builds(10), ...builds(500, slower, 'set-up ')]);
    expect(calibration.basis).toBe('autostart');
    expect(startTimes(calibration)).toEqual({ kind: 'empirical', sortedValues: Array(10).fill(10 * SECOND) });
    expect(calibration.keptOut.otherStarts).toBe(500);
    expect(provenanceOf(calibration, 'serviceTime.start')).toMatchObject({
      n: 10,
      how: 'autostart builds that ended; 500 other starts left out',
    });
    expect(calibration.caveats.join()).not.toContain('autostart builds in this history');
  });

  it('takes all starts where there are fewer autostarts, unless there is nothing else', () => {
    const calibration = of([...builds(1), ...builds(500, slower, 'set-up ')]);
    expect(calibration.basis).toBe('other_starts');
    expect(calibration.builds).toBe(501);
    expect(provenanceOf(calibration, 'serviceTime.start')).toMatchObject({
      n: 501,
      how: 'start builds that ended, autostarts among all starts: 1',
    });
    expect(calibration.caveats[0]).toContain('There is only 1 autostart build in this history');
    expect(of(builds(3)).basis).toBe('autostart');
  });

  it('takes the times of starts that succeeded, and apart from them those of starts that failed', () => {
    const late = () => ({ jobStatus: 'failed' as const, completedUs: NINE + 301 * SECOND });
    const calibration = of([...builds(80), ...builds(20, late, 'failed ')]);
    const { failedStartTime, failureRate } = calibration.parameters;
    expect(startTimes(calibration)).toEqual({ kind: 'empirical', sortedValues: Array(80).fill(10 * SECOND) });
    expect(failedStartTime).toEqual({ kind: 'empirical', sortedValues: Array(20).fill(300 * SECOND) });
    expect(failureRate!.start).toBe(0.2);
    expect(of(builds(80)).parameters.failedStartTime).toBeNull();
    const [predicted] = predictStorms({
      due: [{ minuteMs: null, workspaces: 500 }],
      template: 0,
      provisioners: 500,
      parameters: calibration.parameters,
      waitFor: 'none',
      replications: 1,
      seed: 'failures',
    });
    const slowest = (end: string) =>
      predicted!
        .filter((start) => start.end === end)
        .reduce((most, { endedUs, startedUs }) => Math.max(most, endedUs - startedUs), 0);
    expect([slowest('succeeded') / SECOND, slowest('failed') / SECOND]).toEqual([
      expect.closeTo(10, 0),
      expect.closeTo(300, 0),
    ]);
    // Where none succeeded there is nothing better.
    expect(startTimes(of(builds(20, late)))).toEqual(failedStartTime);
  });

  it('takes failure rates from builds that were not chosen by how they ended, where a history says which', () => {
    const failed = builds(50, () => ({ jobStatus: 'failed' as const }), 'failed ');
    const listed = [...builds(18), ...failed.slice(0, 2)];
    const history = { ...wholeHistory([...builds(18), ...failed]), ratesFrom: listed };
    const calibration = calibrate(history);
    expect(calibration.parameters.failureRate!.start).toBe(0.1);
    expect(provenanceOf(calibration, 'failureRate.start')).toMatchObject({ n: 20 });
  });

  it('takes other starts where there are none, and says that this overestimates', () => {
    const calibration = of(builds(3, () => ({ reason: 'initiator' })));
    expect(calibration.basis).toBe('other_starts');
    expect(calibration.caveats[0]).toContain('set-up builds overestimate by up to a tenth');
  });

  it('keeps out and counts what tells no service time', () => {
    const calibration = of([
      ...builds(2),
      build({ workspace: 'failed', jobStatus: 'failed', completedUs: NINE + 4 * SECOND }),
      build({
        workspace: 'reaped',
        jobStatus: 'failed',
        workerId: null,
        startedUs: NINE + 1_800 * SECOND,
        completedUs: NINE + 1_800 * SECOND,
      }),
      build({ workspace: 'early', startedUs: NINE - SECOND / 10 }),
      build({ workspace: 'canceled', jobStatus: 'canceled' }),
      build({ workspace: 'waits', jobStatus: 'pending', startedUs: null, completedUs: null, workerId: null }),
      build({ workspace: 'runs', jobStatus: 'running', completedUs: null }),
    ]);
    expect(calibration.keptOut).toEqual({
      reaped: 1,
      negativeQueueWaits: 1,
      canceled: 1,
      unfinished: 2,
      otherStarts: 0,
    });
    expect(startTimes(calibration)).toEqual({
      kind: 'empirical',
      sortedValues: [10 * SECOND, 10 * SECOND],
    });
    expect(calibration.parameters.failedStartTime).toEqual({
      kind: 'empirical',
      sortedValues: [3 * SECOND],
    });
    expect(calibration.caveats.join(' ')).toMatch(
      /1 job waited so long.*40 % of the start builds had not ended/,
    );
  });

  it('counts as failures only builds that failed by themselves', () => {
    const failed = builds(4, () => ({ jobStatus: 'failed' as const }), 'failed ');
    const reaped = builds(
      5,
      () => ({
        jobStatus: 'failed' as const,
        workerId: null,
        startedUs: NINE + SECOND,
        completedUs: NINE + SECOND,
      }),
      'reaped ',
    );
    const calibration = of([...builds(16), ...failed, ...reaped]);
    expect(calibration.parameters.failureRate).toEqual({ start: 0.2, stop: 0, delete: 0 });
    expect(provenanceOf(calibration, 'failureRate.start')).toMatchObject({ kind: 'measured', n: 20 });
    expect(provenanceOf(calibration, 'failureRate.stop')).toMatchObject({ kind: 'assumed' });
  });

  it('finds the executor’s transaction time in its rate: forty a second by ten slots are 250 ms each', () => {
    const at = (index: number) => NINE + index * 25_000;
    const calibration = of(
      builds(400, (index) => ({
        createdUs: at(index),
        startedUs: at(index) + SECOND,
        completedUs: at(index) + 11 * SECOND,
      })),
    );
    expect(meanOf(calibration.parameters.creation!) / 250_000).toBeCloseTo(1, 2);
    expect(provenanceOf(calibration, 'creation')).toMatchObject({ kind: 'measured', n: 400 });
  });

  it('does not take the pauses between two minutes for slowness, nor small passes for anything', () => {
    const spread = (from: number) => (index: number) => {
      const createdUs = NINE + from + index * 25_000;
      return { createdUs, startedUs: createdUs + SECOND, completedUs: createdUs + 11 * SECOND };
    };
    const one = of(builds(100, spread(0)));
    const two = of([...builds(100, spread(0)), ...builds(100, spread(60 * SECOND), 'later ')]);
    const p50 = ({ parameters }: Calibration) => (parameters.creation as { p50: number }).p50;
    expect(p50(two)).toBeCloseTo(p50(one), 3);
    const few = of(builds(49, spread(0)));
    expect(provenanceOf(few, 'creation')).toMatchObject({ kind: 'assumed' });
    expect(few.caveats.join()).toContain('rate at which the server creates autostarts was not seen');
  });

  it('tells the hand-off of a job that waited from the pick-up by an idle provisioner', () => {
    const history = Array.from({ length: 12 }, (_, pair) => {
      const workerId = `provisioner ${pair}`;
      const at = (us: number) => NINE + us;
      return [
        build({ workspace: `first ${pair}`, workerId }),
        build({
          workspace: `waited ${pair}`,
          workerId,
          startedUs: at(11 * SECOND + 12_000 + pair),
          completedUs: at(20 * SECOND),
        }),
        build({
          workspace: `idle ${pair}`,
          workerId,
          createdUs: at(30 * SECOND),
          startedUs: at(30 * SECOND + 5_000 + pair),
          completedUs: at(40 * SECOND),
        }),
      ];
    }).flat();
    const { parameters, provisioners } = of(history);
    const twelve = (fromUs: number) => Array.from({ length: 12 }, (_, i) => fromUs + i);
    expect(parameters.handOff).toEqual({ kind: 'empirical', sortedValues: twelve(12_000) });
    expect(parameters.pickUp).toEqual({ kind: 'empirical', sortedValues: twelve(5_000) });
    expect(provisioners).toEqual({ seen: 12, busiest: 12 });
    expect(provenanceOf(of(history), 'earlyStartRate')).toEqual({
      kind: 'assumed',
      why: '12 jobs of a provisioner that was idle before seen, and 200 are needed; the model’s default',
    });
  });

  it('does not take for idle a provisioner that others kept busy', () => {
    // Twenty jobs of one provisioner, a minute apart; where others build, one in five waits for them.
    const jobs = (waitUs: number) =>
      builds(20, (i) => {
        const createdUs = NINE + i * 60 * SECOND;
        const startedUs = createdUs + (i % 5 === 4 ? waitUs : 5_000);
        return { workerId: 'one', createdUs, startedUs, completedUs: startedUs + 10 * SECOND };
      });
    expect(recordedHistory(jobs(6_000)).jobs).toHaveLength(20);
    const shared = recordedHistory(jobs(3 * SECOND));
    expect(shared.jobs).toBeNull();
    const { pickUp } = calibrate(shared).parameters;
    expect(pickUp).toEqual(stormModelParameters({ seed: '', startUs: 0 }).pickUp);
  });

  it('says nothing of gaps between jobs where only some jobs are known', () => {
    const calibration = calibrate({ builds: builds(50), jobs: null, creations: null });
    expect(provenanceOf(calibration, 'handOff')).toEqual({
      kind: 'assumed',
      why: 'not all jobs of the provisioners are known; the model’s default',
    });
    expect(calibration.provisioners).toBeNull();
  });

  it('takes agents from what they did after their builds, and counts times that run backwards as zero', () => {
    const agent = (connectedUs: number, more = {}) => ({
      name: 'main',
      firstConnectedUs: NINE + 11 * SECOND + connectedUs,
      startedUs: NINE + 11 * SECOND + connectedUs + 20_000,
      readyUs: NINE + 15 * SECOND,
      startError: false,
      timedOut: false,
      ...more,
    });
    const never = { ...agent(0), firstConnectedUs: null, startedUs: null, readyUs: null, timedOut: true };
    const calibration = of([
      build({ workspace: 'a', agents: [agent(2 * SECOND)] }),
      build({ workspace: 'b', agents: [agent(SECOND, { startError: true })] }),
      build({ workspace: 'c', agents: [agent(-5_000)] }),
      build({ workspace: 'd', agents: [never] }),
    ]);
    const [template] = calibration.parameters.templates!;
    expect(template!.agents).toMatchObject({
      names: ['main'],
      connect: { kind: 'empirical', sortedValues: [0, SECOND, 2 * SECOND] },
      start: { kind: 'empirical', sortedValues: [20_000, 20_000, 20_000] },
      startErrorRate: 1 / 3,
      neverConnectRate: 1 / 4,
    });
    expect(provenanceOf(calibration, 'agents')).toMatchObject({
      kind: 'measured',
      n: 3,
      how: expect.stringContaining('1 time was negative'),
    });
  });

  it('gives each of several templates its own times, once it has ten builds', () => {
    const calibration = of([
      ...builds(12, () => ({ template: 'big' }), 'big'),
      ...builds(10, () => ({ template: 'small', completedUs: NINE + 3 * SECOND }), 'small'),
      ...builds(2, () => ({ template: 'rare' }), 'rare'),
    ]);
    expect(calibration.templates.map(({ name }) => name)).toEqual(['big', 'small', 'rare']);
    const [big, small, rare] = calibration.parameters.templates!;
    expect(big!.serviceTime!.start).toEqual({ kind: 'empirical', sortedValues: Array(12).fill(10 * SECOND) });
    expect(small!.serviceTime!.start).toEqual({
      kind: 'empirical',
      sortedValues: Array(10).fill(2 * SECOND),
    });
    expect(rare!.serviceTime).toBeNull();
    const told = calibration.templates.map(({ fields: [time] }) => time);
    expect(told.map((time) => time!.value.split(',')[0])).toEqual(['p50 10.0 s', 'p50 2.0 s', 'p50 10.0 s']);
    expect(told.map((time) => time!.provenance)).toMatchObject([
      { n: 12, how: 'autostart builds that ended' },
      { n: 10, how: 'autostart builds that ended' },
      { n: 24, how: 'only 2 starts of its own, so as of all templates: autostart builds that ended' },
    ]);
  });

  it('gives a template without autostarts the times of its own starts', () => {
    const own = () => ({ template: 'small', reason: 'initiator', completedUs: NINE + 3 * SECOND });
    const calibration = of([...builds(12, () => ({ template: 'big' }), 'big'), ...builds(10, own, 'small')]);
    const small = calibration.parameters.templates![1]!.serviceTime!.start;
    expect(small).toEqual({ kind: 'empirical', sortedValues: Array(10).fill(2 * SECOND) });
  });

  it('names the only template of a history, though nothing sets it apart', () => {
    const calibration = of(builds(3, () => ({ template: 'web' })));
    expect(calibration.parameters.templates).toBeUndefined();
    expect(calibration.templates.map(({ name }) => name)).toEqual(['web']);
  });

  it('predicts that agents never connect where none did, and says so', () => {
    const lost = (more = {}) => ({
      name: 'main',
      firstConnectedUs: null,
      startedUs: null,
      readyUs: null,
      startError: false,
      timedOut: true,
      ...more,
    });
    const never = of(builds(100, () => ({ agents: [lost()] })));
    expect(never.parameters.templates![0]!.agents).toMatchObject({ names: ['main'], neverConnectRate: 1 });
    expect(never.caveats.join()).toContain(
      'No agent ever connected in this history (the server gave up on 100)',
    );
    expect(provenanceOf(never, 'agents')).toEqual({
      kind: 'assumed',
      why: '100 of 100 agents never connected; none was seen to become ready, so the times are the model’s default',
    });
    // Of those that may still come nothing is known but that there are some.
    const early = of(builds(3, () => ({ agents: [lost({ timedOut: false })] })));
    expect(early.parameters.templates![0]!.agents).toMatchObject({ neverConnectRate: 0 });
    expect(early.caveats.join()).toContain('None of the 3 agents of these starts had connected');
  });

  it('falls back on the times that a server reports itself, of the slowest template', () => {
    const reported = [10, 90, 40].map((seconds) => ({
      template: `takes ${seconds}`,
      times: { start: { p50Us: seconds * SECOND, p95Us: 2 * seconds * SECOND }, stop: null, delete: null },
    }));
    const calibration = calibrate({ builds: [], jobs: null, creations: null, reported });
    expect(calibration.basis).toBe('build_time_stats');
    expect(startTimes(calibration)).toEqual({ kind: 'lognormal', p50: 90 * SECOND, p95: 180 * SECOND });
    expect(provenanceOf(calibration, 'serviceTime.start')).toMatchObject({ kind: 'reported' });
  });

  it('says when service times changed in the course of the history', () => {
    const slowing = (index: number) => ({
      startedUs: NINE + SECOND + index,
      completedUs: NINE + SECOND + index + (index < 50 ? 10 : 12) * SECOND,
    });
    const { caveats, drift } = of(builds(100, slowing));
    expect(drift).toMatchObject({ firstN: 50, lastN: 50, distance: 1 });
    expect(caveats.join()).toContain('p50 of the first 50 builds is 10.0 s, of the last 50 12.0 s');
    expect(of(builds(100)).drift!.distance).toBe(0);
  });

  it('holds a lognormal with the same p50 and p95 against the data', () => {
    const twoHumps = (index: number) => ({
      completedUs: NINE + SECOND + (index % 2 === 0 ? 10 : 100) * SECOND,
    });
    const fit = of(builds(100, twoHumps)).lognormalFit!;
    expect(fit.n).toBe(100);
    expect(fit.distance).toBeGreaterThan(fit.critical);
    expect(fit.quantiles.find(({ p }) => p === 0.25)).toMatchObject({ observedUs: 10 * SECOND });
    expect(of(builds(100)).lognormalFit).toBeNull();
  });

  it.each<[string, readonly ObservedBuild[], string]>([
    ['nothing', [], 'there are no builds in this history'],
    [
      'stops only',
      builds(3, () => ({ transition: 'stop' })),
      'none of the 3 builds of this history is a start',
    ],
    [
      'starts that never ended',
      builds(2, () => ({ jobStatus: 'running', completedUs: null })),
      'none of the 2 start builds of this history says how long one takes: 2 not known to have ended',
    ],
    [
      'an end before its start',
      [build({ workspace: 'w', completedUs: NINE })],
      'build 3 of w: its job ended at 2026-11-23T09:00:00Z, before it started at 2026-11-23T09:00:01Z',
    ],
    [
      'a start long before its creation',
      [build({ workspace: 'w', startedUs: NINE - 60 * SECOND })],
      'before it was created at 2026-11-23T09:00:00Z',
    ],
    ['a build twice', [...builds(1), ...builds(1)], 'build 3 of w0: it is there more than once'],
    [
      'a provisioner with two jobs at once',
      builds(2, (index) => ({ workerId: 'p', startedUs: NINE + index * 5 * SECOND })),
      'its provisioner p still had the job of build 3 of w0',
    ],
    [
      'a success without an end',
      [build({ workspace: 'w', completedUs: null })],
      'called succeeded, but has no start or no end',
    ],
  ])('refuses %s', (_, history, problem) => {
    expect(problemsOf(history)).toContain(problem);
  });

  it('names every parameter once, and gives parameters that the model accepts, for any history that it accepts', () => {
    const any = fc
      .array(
        fc.record({
          transition: fc.constantFrom('start' as const, 'stop' as const, 'delete' as const),
          reason: fc.constantFrom('autostart', 'initiator'),
          template: fc.constantFrom(null, 'a', 'b'),
          created: fc.integer({ min: 0, max: 100_000_000 }),
          wait: fc.integer({ min: -100_000, max: 1_000_000 }),
          service: fc.integer({ min: 0, max: 1_000_000 }),
          jobStatus: fc.constantFrom('succeeded' as const, 'failed' as const, 'canceled' as const),
        }),
        { minLength: 1, maxLength: 80 },
      )
      .map((drawn) => [
        build({ workspace: 'one that counts' }),
        ...drawn.map(({ created, service, wait, ...more }, index) => {
          const createdUs = NINE + created;
          const startedUs = createdUs + wait;
          return build({
            workspace: `w${index}`,
            createdUs,
            startedUs,
            completedUs: Math.max(createdUs, startedUs) + service,
            ...more,
          });
        }),
      ]);
    fc.assert(
      fc.property(any, (history) => {
        const { fields, parameters } = of(history);
        expect(fields.map(({ name }) => name)).toEqual([
          'serviceTime.start',
          'serviceTime.stop',
          'serviceTime.delete',
          'failedStartTime',
          'completion',
          'failureRate.start',
          'failureRate.stop',
          'failureRate.delete',
          'creation',
          'pickUp',
          'handOff',
          'earlyStartRate',
          'agents',
        ]);
        expect(() => stormModelParameters({ seed: '', startUs: 0, ...parameters })).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});
