import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLAIN_TEMPLATE } from '../../../src/model/index.js';
import { calibrate, observedBuilds, predict, readCensus, wholeHistory } from '../../../src/plan/index.js';
import type { GroupSetting, PlanSources } from '../../../src/run/planning/plan-request.js';
import { NOTHING_READ, type ReadSources } from '../../../src/run/planning/read-sources.js';
import { resolvePlan } from '../../../src/run/planning/resolve-plan.js';
import { workingDayAfter } from '../../../src/run/planning/who-is-due.js';
import { readBuildRows } from '../../../src/storm/index.js';
import { sources } from './sources.js';

const s1 = readFileSync(new URL('../../fixtures/storms/s1.csv', import.meta.url), 'utf8');

function recorded(): ReadSources {
  const history = wholeHistory(observedBuilds(readBuildRows(s1)));
  return { ...NOTHING_READ, history, calibration: calibrate(history), source: 'builds of s1.csv' };
}

const GROUP: GroupSetting = {
  count: 5,
  template: null,
  dueAtMinutes: null,
  timeZone: null,
  windowMinutes: null,
  startTime: null,
};

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
    expect(resolvePlan(sources({ workspaces: 100 }), recorded(), false).basis.fits[0]?.fit.n).toBe(200);
  });

  it('lets flags win over the history', () => {
    const builds = {
      ...sources({}).builds,
      serviceTime: { start: { kind: 'constant', value: 7e6 } },
    } as const;
    const plan = resolvePlan(sources({ workspaces: 5 }, { builds }), recorded(), false);
    expect(plan.inputs.parameters.serviceTime?.start).toEqual({ kind: 'constant', value: 7e6 });
    expect(originOf(plan).get('service time of starts')).toBe('given');
    expect(plan.basis.fits).toEqual([]);
    // Observed times hold what the server adds; a given one does not.
    expect(plan.inputs.parameters.completion).toEqual({ kind: 'constant', value: 60_000 });
  });

  it('takes the provisioners of the history where none are given, those alive on a deployment before, and says so', () => {
    const provisionersOf = (read: ReadSources) => {
      const { basis, inputs } = resolvePlan(sources({ workspaces: 5 }, { provisioners: null }), read, false);
      const line = basis.inputs.find(({ name }) => name === 'provisioners')!;
      return [inputs.provisioners.initial, line.origin, line.source];
    };
    expect(provisionersOf(recorded())).toEqual([
      20,
      'measured',
      'the most different ones that took a job within half an hour',
    ]);
    expect(provisionersOf({ ...recorded(), liveProvisioners: 7 })).toEqual([
      7,
      'measured',
      'alive when the deployment was read',
    ]);
  });

  it('tells what was given though it changes nothing, and what else a flag decides', () => {
    const builds = { ...sources({}).builds, waitFor: 'none' } as const;
    const given = { queuedJobs: 0, backgroundPerMinute: 0, builds };
    const said = originOf(resolvePlan(sources({ workspaces: 5, mornings: 2 }, given), NOTHING_READ, false));
    const names = ['jobs queued before', 'other builds a minute', 'usable', 'mornings in a row'];
    expect(names.map((name) => said.get(name))).toEqual(Array(4).fill('given'));
    const unsaid = originOf(resolvePlan(sources({ workspaces: 5 }), NOTHING_READ, false));
    expect(names.map((name) => unsaid.get(name))).toEqual(['assumed', 'assumed', 'assumed', undefined]);
  });

  it('spreads as many as in a run over as many minutes as there, unless a flag or a census says otherwise', () => {
    const read = { ...recorded(), runWorkspaces: 60, runWindowMinutes: 10 };
    const windowOf = (who: Parameters<typeof sources>[0]) => {
      const { basis, groups } = resolvePlan(sources(who), read, false);
      return [groups[0]!.window.minutes, basis.inputs.find(({ name }) => name === 'schedule window')?.origin];
    };
    expect(windowOf({})).toEqual([10, 'measured']);
    expect(windowOf({ workspaces: 5 })).toEqual([10, 'measured']);
    expect(windowOf({ windowMinutes: 3 })).toEqual([3, 'given']);
    expect(windowOf({ windowMinutes: 0 })).toEqual([0, undefined]);
    expect(windowOf({ groups: [GROUP] })).toEqual([0, undefined]);
  });

  it('has a line and a fit for each template that is due, and takes a name of the environment where it is known', () => {
    const rows = observedBuilds(readBuildRows(s1)).map((build, i) => ({
      ...build,
      template: i < 5 ? 'rare' : ['web', 'gpu', 'web'][i % 3]!,
    }));
    const history = wholeHistory(rows);
    const read = { ...NOTHING_READ, history, calibration: calibrate(history), source: 'builds of s1.csv' };
    const told = (who: Parameters<typeof sources>[0]) => {
      const { basis } = resolvePlan(sources(who), read, false);
      const times = basis.inputs.filter(({ name }) => name.startsWith('service time of starts'));
      return { times: times.map(({ name }) => name), fits: basis.fits.map(({ template }) => template) };
    };
    const line = (template: string) => `service time of starts, template ${template}`;
    expect(told({ workspaces: 5, template: 'web' })).toEqual({ times: [line('web')], fits: ['web'] });
    expect(told({ workspaces: 5, template: 'rare' })).toEqual({ times: [line('rare')], fits: [] });
    expect(told({ workspaces: 5, templateHint: 'gpu' })).toEqual({ times: [line('gpu')], fits: ['gpu'] });
    expect(() => told({ workspaces: 5, templateHint: 'docker' })).toThrow('--template is required');
    expect(told({ groups: ['web', 'gpu'].map((template) => ({ ...GROUP, template })) })).toEqual({
      times: [line('web'), line('gpu')],
      fits: ['web', 'gpu'],
    });
  });

  it('knows the one template of a run, and passes over another of the environment', () => {
    const history = wholeHistory(
      observedBuilds(readBuildRows(s1)).map((build) => ({ ...build, template: 'web' })),
    );
    const read = { ...NOTHING_READ, history, calibration: calibrate(history) };
    const groupOf = (who: Parameters<typeof sources>[0]) => resolvePlan(sources(who), read, false).groups[0]!;
    expect(groupOf({ workspaces: 5, template: 'web' }).templateName).toBe('web');
    expect(groupOf({ workspaces: 5, templateHint: 'docker' }).template).toBe(0);
    const alone = sources({ workspaces: 10, templateHint: 'docker' });
    expect(() => resolvePlan(alone, NOTHING_READ, false)).not.toThrow();
  });

  it('names what said who is due, when nobody is', () => {
    const nobody = { ...NOTHING_READ, census: [], censusFlag: '--from-deployment' };
    expect(() => resolvePlan(sources({}), nobody, false)).toThrow(
      /^--from-deployment: nobody is due on 2026-11-23 \(UTC\); it holds no workspace\.$/,
    );
  });

  it('refuses a plan without provisioners, and one without anybody due', () => {
    const noProvisioners = () =>
      resolvePlan(sources({ workspaces: 5 }, { provisioners: null }), NOTHING_READ, false);
    expect(noProvisioners).toThrow('--provisioners is required');
    expect(() => resolvePlan(sources({}), NOTHING_READ, false)).toThrow('--workspace-count (-c) is required');
  });

  it('calls a day any only where none is said', () => {
    const due = (who: Partial<PlanSources['who']>) =>
      resolvePlan(sources({ workspaces: 5, ...who }), NOTHING_READ, false).basis.due;
    expect(due({})).toBe('at 09:00 of any day (UTC)');
    expect(due({ day: '2026-11-23' })).toBe('at 09:00 on 2026-11-23 (UTC)');
    expect(due({ mornings: 3 })).toBe('at 09:00 of any 3 days in a row (UTC)');
    expect(due({ mornings: 3, day: '2026-11-23' })).toBe('at 09:00 on 3 days from 2026-11-23 on (UTC)');
  });

  it('refuses a template that the history does not have', () => {
    expect(() => resolvePlan(sources({ workspaces: 5, template: 'gpu' }), recorded(), false)).toThrow(
      '--template gpu: nothing that was read names templates',
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
      'Of 6 workspaces in the census, 1 has no schedule, 1 is not due then, 1 belongs to an owner who is not active.',
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
      ['2026-11-23T23:00:00.000Z', 20],
      ['2026-11-24T07:50:00.000Z', 60],
      ['2026-11-24T08:03:00.000Z', 80],
      ['2026-11-24T08:30:00.000Z', 20],
    ]);
  });
});

describe('a plan of several mornings', () => {
  const late = { initial: 10, steps: [{ at: { kind: 'after_due', ms: 600_000 }, count: 100 }] } as const;

  it('begins each of them with as many provisioners as the first: an autoscaler is late every day', () => {
    const who = { workspaces: 5, day: '2026-11-23', mornings: 2 };
    const { steps } = resolvePlan(sources(who, { provisioners: late }), NOTHING_READ, false).inputs
      .provisioners;
    expect(steps.map(({ atUs, count }) => [new Date(atUs / 1000).toISOString(), count])).toEqual([
      ['2026-11-23T09:10:00.000Z', 100],
      ['2026-11-24T00:00:00.000Z', 10],
      ['2026-11-24T09:10:00.000Z', 100],
    ]);
  });

  it('names the days on which nobody is due, and costs what the first other day does', () => {
    const census = readCensus('workspace,schedule\ndev,CRON_TZ=UTC 0 9 * * 1-5\n');
    const who = { census: 'c.csv', day: '2026-11-22', mornings: 2 };
    const provisioners = {
      initial: 1,
      steps: [
        { at: { kind: 'after_due', ms: 60_000 }, count: '?' },
        { at: { kind: 'time_of_day', minutes: 570 }, count: 1 },
      ],
    } as const;
    const plan = resolvePlan(sources(who, { provisioners }), { ...NOTHING_READ, census }, true);
    expect(plan.basis.notes).toContain('Nobody is due on 2026-11-22: no morning is made of that.');
    expect(plan.askedHours).toBeCloseTo(29 / 60);
  });
});

describe('days on which the clocks change', () => {
  const who = { workspaces: 5, timeZone: 'Europe/Berlin' };
  const datesOf = (plan: ReturnType<typeof resolvePlan>) =>
    plan.inputs.provisioners.steps
      .filter(({ count }) => count === 3)
      .map(({ atUs }) => new Date(atUs / 1000).toISOString());
  const at = (minutes: number) => ({
    provisioners: { initial: 2, steps: [{ at: { kind: 'time_of_day', minutes }, count: 3 }] } as const,
  });

  it('are as long as their clocks say', () => {
    const hours = (day: string, mornings: number) =>
      resolvePlan(sources({ ...who, day, mornings }), NOTHING_READ, false).inputs.days.map(
        ({ fromMs, untilMs }) => (untilMs - fromMs) / 3_600_000,
      );
    expect(hours('2026-10-24', 3)).toEqual([24, 25, 24]);
    expect(hours('2027-03-27', 3)).toEqual([24, 23, 24]);
  });

  it('have those due whose schedule occurs on them, and no others', () => {
    const census = readCensus('workspace,schedule\nw,CRON_TZ=Europe/Berlin 30 0 * * 1\n');
    const of = (day: string) =>
      resolvePlan(
        sources({ ...who, workspaces: null, census: 'c.csv', day }),
        { ...NOTHING_READ, census },
        false,
      );
    expect(() => of('2027-03-28')).toThrow('nobody is due on 2027-03-28');
    expect(of('2027-03-29').basis.workspaces).toBe(1);
  });

  it('tell of those who are due more than once on a day, not of those who are due on every day', () => {
    const notes = (text: string) => {
      const census = readCensus(`workspace,schedule\nw,"CRON_TZ=Europe/Berlin ${text}"\n`);
      const due = { ...who, workspaces: null, census: 'c.csv', day: '2027-03-27', mornings: 3 };
      return resolvePlan(sources(due), { ...NOTHING_READ, census }, false).basis.notes.join(' ');
    };
    expect(notes('0 9 * * *')).not.toContain('more than once');
    expect(notes('0,30 9 * * *')).toContain('Of those due, 1 is due more than once');
  });

  it('have the steps of provisioners at their time, or as long after midnight where there is no such time', () => {
    const steps = (minutes: number, day: string) =>
      datesOf(resolvePlan(sources({ ...who, day, mornings: 3 }, at(minutes)), NOTHING_READ, false));
    expect(steps(23 * 60 + 30, '2026-10-24')).toEqual([
      '2026-10-24T21:30:00.000Z',
      '2026-10-25T22:30:00.000Z',
      '2026-10-26T22:30:00.000Z',
    ]);
    expect(steps(150, '2027-03-27')).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ]);
  });
});

describe('a mix of templates', () => {
  const seconds = (value: number) => ({ kind: 'constant', value: value * 1e6 }) as const;
  const times = (start: number) => ({ start: seconds(start), stop: seconds(5), delete: seconds(5) });
  const WEB = { name: 'web', model: { ...PLAIN_TEMPLATE, serviceTime: times(30) } };
  const GPU = { name: 'gpu', model: { ...PLAIN_TEMPLATE, tags: { pool: 'gpu' }, serviceTime: times(180) } };
  const group = (count: number, more: Partial<GroupSetting>): GroupSetting => ({
    count,
    template: null,
    dueAtMinutes: null,
    timeZone: null,
    windowMinutes: null,
    startTime: null,
    ...more,
  });
  const mixed = (groups: readonly GroupSetting[], more: Partial<PlanSources> = {}) =>
    resolvePlan(
      sources({ groups }, { templates: [WEB, GPU], ...more }),
      NOTHING_READ,
      more.provisioners !== undefined,
    );
  const pool = { tags: { pool: 'gpu' } };

  it('gives each group its template, time, zone and window, and the rest to all alike', () => {
    const berlin = { template: 'gpu', dueAtMinutes: 510, timeZone: 'Europe/Berlin', windowMinutes: 10 };
    const plan = mixed([group(30, { template: 'web' }), group(10, berlin)], {
      taggedProvisioners: [{ ...pool, count: 5 }],
      queuedJobs: 6,
      backgroundPerMinute: 2,
    });
    const { background, groups, parameters, queued } = plan.inputs;
    expect(
      groups.map(({ count, schedule, template, window }) => [count, schedule.text, template, window.minutes]),
    ).toEqual([
      [30, 'CRON_TZ=UTC 0 9 * * *', 0, 0],
      [10, 'CRON_TZ=Europe/Berlin 30 8 * * *', 1, 10],
    ]);
    expect(parameters.templates?.map(({ serviceTime }) => serviceTime?.start)).toEqual([
      seconds(30),
      seconds(180),
    ]);
    expect(parameters.taggedProvisioners).toEqual([{ ...pool, count: 5 }]);
    expect(queued).toEqual([
      { template: 0, count: 5 },
      { template: 1, count: 1 },
    ]);
    expect(background.map(({ perMinute }) => perMinute)).toEqual([1.5, 0.5]);
    expect(plan.basis.inputs.filter(({ source }) => source === '--group')).toHaveLength(2);
  });

  it('lets a group have a service time of its own without a file', () => {
    const plan = mixed([group(3, {}), group(2, { startTime: seconds(7) })], { templates: [] });
    const { groups, parameters } = plan.inputs;
    expect(groups.map(({ template }) => parameters.templates?.[template]?.serviceTime?.start)).toEqual([
      undefined,
      seconds(7),
    ]);
  });

  it('means the one template that is known by none, whatever groups made of it before', () => {
    const groups = [group(3, { startTime: seconds(7) }), group(2, {}), group(1, { startTime: seconds(9) })];
    const { inputs } = mixed(groups, { templates: [] });
    expect(inputs.groups.map(({ template }) => template)).toEqual([1, 0, 2]);
  });

  it('refuses tags that no template of those who are due asks for', () => {
    const pools = [{ count: 5, tags: { pool: 'tpu' } }];
    expect(() => mixed([group(5, { template: 'web' })], { taggedProvisioners: pools })).toThrow(
      '--tagged-provisioners: those with pool=tpu may run no template of those who are due',
    );
  });

  it('refuses an untagged template where there are tagged provisioners only', () => {
    const only = { provisioners: null, taggedProvisioners: [{ ...pool, count: '?' }] } as const;
    expect(() => mixed([group(5, { template: 'web' })], only)).toThrow(
      '--provisioners: no provisioner may run template web, which has no tags',
    );
  });

  it('refuses a template that nobody may run, that is not known, or that could be either', () => {
    expect(() => mixed([group(5, { template: 'gpu' })])).toThrow('which asks for pool=gpu');
    expect(() => mixed([group(5, { template: 'cpu' })])).toThrow('known are web, gpu');
    expect(() => mixed([group(5, {})])).toThrow('--group: template is required');
  });

  it('leaves out templates that do not start by schedule on the day', () => {
    const weekend = [false, false, false, false, false, true, true];
    const idle = { name: 'idle', model: { ...PLAIN_TEMPLATE, autostartDays: weekend } };
    const off = { name: 'off', model: { ...PLAIN_TEMPLATE, allowUserAutostart: false } };
    const templates = [WEB, idle, off];
    const of = (template: string) => group(4, { template });
    const plan = mixed([of('web'), of('idle'), of('off')], { templates });
    expect(plan.groups.map(({ templateName }) => templateName)).toEqual(['web']);
    expect(plan.basis.workspaces).toBe(4);
    expect(plan.basis.notes).toEqual([
      '4 workspaces of template idle are left out: the template starts nobody by schedule then.',
      '4 workspaces of template off are left out: the template forbids autostart.',
    ]);
    expect(() => mixed([of('off')], { templates })).toThrow('nobody is due');
  });

  it('spreads nobody onto a day on which the template starts nobody, and says so', () => {
    const workdays = [true, true, true, true, true, false, false];
    const templates = [{ name: 'web', model: { ...PLAIN_TEMPLATE, autostartDays: workdays } }];
    const late = group(4, { template: 'web', dueAtMinutes: 1438, windowMinutes: 10 });
    const friday = sources({ groups: [late], day: '2026-11-27' }, { templates });
    const { basis, inputs } = resolvePlan(friday, NOTHING_READ, false);
    expect(inputs.groups[0]?.allowedDays).toEqual([false, true, true, true, true, true, false]);
    expect(basis.notes).toEqual([
      '--schedule-window spreads 4 workspaces over the minutes before midnight only: the template starts nobody on a day after.',
    ]);
    const [morning] = predict(inputs).mornings;
    expect(morning?.lastDueUs).toBe(Date.parse('2026-11-27T23:59Z') * 1000);
  });

  it('says which schedules of a census --schedule-window does not move', () => {
    const census = readCensus('workspace,schedule\na,"0,30 9 * * *"\nb,0 9 * * *\n');
    const who = { census: 'c.csv', day: '2026-11-23', windowMinutes: 10 };
    const { basis } = resolvePlan(sources(who), { ...NOTHING_READ, census }, false);
    expect(basis.notes).toContain(
      '--schedule-window does not move 1 workspace with several minutes a day: nothing says which of the minutes to move.',
    );
  });

  it('looks for a number where it is asked for: at some time of the day, or with tags', () => {
    const provisioners = {
      initial: 20,
      steps: [
        { at: { kind: 'time_of_day', minutes: 535 }, count: '?' },
        { at: { kind: 'time_of_day', minutes: 550 }, count: 20 },
      ],
    } as const;
    const early = mixed([group(5, { template: 'web' })], { provisioners });
    const { steps } = early.withProvisioners(early.inputs, 33).provisioners;
    expect(steps.map(({ count }) => count)).toEqual([33, 20]);
    expect(early.provisionersText(33)).toBe('20, 33 from 08:55, 20 from 09:10');
    expect(early.askedHours).toBe(0.25);
    const tagged = mixed([group(5, { template: 'gpu' })], {
      provisioners: null,
      taggedProvisioners: [{ ...pool, count: '?' }],
    });
    const { parameters, provisioners: untagged } = tagged.withProvisioners(tagged.inputs, 7);
    expect([untagged.initial, parameters.taggedProvisioners?.[0]?.count]).toEqual([0, 7]);
    expect(tagged.askedHours).toBeNull();
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
