import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrate, observedBuilds, readCensus, wholeHistory } from '../../../src/plan/index.js';
import type { PlanSources } from '../../../src/run/planning/plan-request.js';
import type { ReadSources } from '../../../src/run/planning/read-sources.js';
import { resolvePlan } from '../../../src/run/planning/resolve-plan.js';
import { workingDayAfter } from '../../../src/run/planning/who-is-due.js';
import { readBuildRows } from '../../../src/storm/index.js';

const s1 = readFileSync(new URL('../../fixtures/storms/s1.csv', import.meta.url), 'utf8');

const NOTHING_READ: ReadSources = {
  history: null,
  calibration: null,
  source: '',
  census: null,
  censusSource: '',
  runWorkspaces: null,
  nowMs: null,
  notes: [],
};

function recorded(): ReadSources {
  const history = wholeHistory(observedBuilds(readBuildRows(s1)));
  return { ...NOTHING_READ, history, calibration: calibrate(history), source: 'builds of s1.csv' };
}

const WHO: PlanSources['who'] = {
  workspaces: null,
  census: null,
  template: null,
  dueAtMinutes: 540,
  day: null,
  timeZone: 'UTC',
  windowMinutes: 0,
  mornings: 1,
};

function sources(who: Partial<PlanSources['who']>, more: Partial<PlanSources> = {}): PlanSources {
  return {
    who: { ...WHO, ...who },
    provisioners: { initial: 20, steps: [] },
    builds: {
      serviceTime: {},
      failureRate: null,
      replicas: null,
      tickPhasesUs: null,
      creation: null,
      waitFor: 'ready',
    },
    queuedJobs: 0,
    backgroundPerMinute: 0,
    history: { kind: 'none' },
    seed: 'test',
    replications: 10,
    stateDir: '/nowhere',
    cwd: '/nowhere',
    ...more,
  };
}

const originOf = (plan: ReturnType<typeof resolvePlan>) =>
  new Map(plan.basis.inputs.map(({ name, origin }) => [name, origin]));

describe('resolvePlan', () => {
  it('tells what was given, what was measured and what is assumed', () => {
    const assumed = originOf(resolvePlan(sources({ workspaces: 100 }), NOTHING_READ, false));
    expect(assumed.get('workspaces due')).toBe('given');
    expect(assumed.get('service time of starts')).toBe('assumed');
    const measured = originOf(resolvePlan(sources({ workspaces: 100 }), recorded(), false));
    expect(measured.get('service time of starts')).toBe('measured');
    expect(measured.get('creation of one build')).toBe('measured');
    expect(measured.get('replicas')).toBe('assumed');
    expect(measured.has('service time of stops')).toBe(false);
    expect(resolvePlan(sources({ workspaces: 100 }), recorded(), false).basis.fit?.n).toBe(200);
  });

  it('lets flags win over the history', () => {
    const builds = {
      ...sources({}).builds,
      serviceTime: { start: { kind: 'constant', value: 7e6 } },
    } as const;
    const plan = resolvePlan(sources({ workspaces: 5 }, { builds }), recorded(), false);
    expect(plan.inputs.parameters.serviceTime?.start).toEqual({ kind: 'constant', value: 7e6 });
    expect(originOf(plan).get('service time of starts')).toBe('given');
    expect(plan.basis.fit).toBeNull();
    // Observed times hold what the server adds; a given one does not.
    expect(plan.inputs.parameters.completion).toEqual({ kind: 'constant', value: 60_000 });
  });

  it('takes the provisioners of the history where none are given, and says so', () => {
    const plan = resolvePlan(sources({ workspaces: 5 }, { provisioners: null }), recorded(), false);
    expect(plan.inputs.provisioners.initial).toBe(20);
    expect(originOf(plan).get('provisioners')).toBe('measured');
  });

  it('refuses a plan without provisioners, and one without anybody due', () => {
    const noProvisioners = () =>
      resolvePlan(sources({ workspaces: 5 }, { provisioners: null }), NOTHING_READ, false);
    expect(noProvisioners).toThrow('--provisioners is required');
    expect(() => resolvePlan(sources({}), NOTHING_READ, false)).toThrow('--workspace-count (-c) is required');
  });

  it('refuses a template that the history does not have', () => {
    expect(() => resolvePlan(sources({ workspaces: 5, template: 'gpu' }), recorded(), false)).toThrow(
      '--template gpu: the history names none',
    );
  });

  it('groups a census by schedule and template, and tells whom it leaves out', () => {
    const census = readCensus(
      'workspace,owner,schedule,template,owner_status\n' +
        'dev,ann,CRON_TZ=Europe/Berlin 0 9 * * 1-5,a,\n' +
        'dev,bob,CRON_TZ=Europe/Berlin 0 9 * * 1-5,a,\n' +
        'dev,cat,CRON_TZ=Asia/Kolkata 30 9 * * 1-5,a,\n' +
        'dev,dan,CRON_TZ=Europe/Berlin 0 9 * * 6,a,\n' +
        'dev,eve,CRON_TZ=Europe/Berlin 0 9 * * 1-5,a,suspended\n' +
        'dev,fay,,a,\n',
    );
    const who = { census: 'c.csv', day: '2026-11-23', timeZone: 'Europe/Berlin' };
    const plan = resolvePlan(sources(who), { ...NOTHING_READ, census, censusSource: 'c.csv' }, false);
    expect(plan.groups.map(({ count, names }) => [count, names])).toEqual([
      [2, ['ann/dev', 'bob/dev']],
      [1, ['cat/dev']],
    ]);
    expect(plan.basis.workspaces).toBe(3);
    expect(plan.basis.notes).toContain(
      'Of 6 workspaces in the census, 1 have no schedule, 1 are not due then, 1 belong to owners who are not active.',
    );
    const sunday = { ...who, day: '2026-11-22' };
    expect(() => resolvePlan(sources(sunday), { ...NOTHING_READ, census }, false)).toThrow(
      'nobody is due on 2026-11-22 (Europe/Berlin)',
    );
  });

  it('puts times of provisioners into the zone of the plan, on every morning', () => {
    const provisioners = {
      initial: 20,
      steps: [
        { at: { kind: 'time_of_day', minutes: 530 }, count: 60 },
        { at: { kind: 'after_due', ms: 180_000 }, count: 80 },
        { at: { kind: 'time_of_day', minutes: 570 }, count: 20 },
      ],
    } as const;
    const who = { workspaces: 5, timeZone: 'Europe/Berlin', day: '2026-11-23', mornings: 2 };
    const { inputs } = resolvePlan(sources(who, { provisioners }), NOTHING_READ, false);
    expect(
      inputs.provisioners.steps.map(({ atUs, count }) => [new Date(atUs / 1000).toISOString(), count]),
    ).toEqual([
      ['2026-11-23T07:50:00.000Z', 60],
      ['2026-11-23T08:03:00.000Z', 80],
      ['2026-11-23T08:30:00.000Z', 20],
      ['2026-11-24T07:50:00.000Z', 60],
      ['2026-11-24T08:03:00.000Z', 80],
      ['2026-11-24T08:30:00.000Z', 20],
    ]);
  });
});

describe('workingDayAfter', () => {
  it('is the next day from Monday to Friday in the zone', () => {
    const friday = Date.parse('2026-11-27T20:00:00Z');
    expect(workingDayAfter(friday, 'UTC')).toBe('2026-11-30');
    const sundayInTokyo = Date.parse('2026-11-29T16:00:00Z');
    expect(workingDayAfter(sundayInTokyo, 'UTC')).toBe('2026-11-30');
    expect(workingDayAfter(sundayInTokyo, 'Asia/Tokyo')).toBe('2026-12-01');
  });
});
