import { describe, expect, it } from 'vitest';
import {
  isLive,
  jobStatus,
  type ProvisionerChange,
  StormModel,
  type StormModelParameters,
} from '../../src/model/index.js';
import { Machine } from '../../src/model/machine.js';
import {
  autostartedAfterNine,
  autostarts,
  constant,
  DAILY_AT_NINE,
  DAY,
  HOUR,
  MINUTE,
  NINE,
  parameters,
  SECOND,
  SEVEN,
  sameFor,
  stoppedWorkspaces,
} from './scenario.js';

const TEN_MINUTES = { serviceTime: sameFor(constant(10 * MINUTE)) };

/** A model with workspaces created at seven o'clock, brought to a second later. */
function withWorkspaces(count: number, overrides: Partial<StormModelParameters> = {}): StormModel {
  const model = new StormModel(parameters(overrides));
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < count; i++) {
    model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  model.advanceTo(SEVEN + SECOND);
  return model;
}

const startsInMinutes = (model: StormModel) =>
  [...model.builds()].map(({ startedUs }) => (startedUs === null ? null : (startedUs - SEVEN) / MINUTE));
const statuses = (model: StormModel) => [...model.builds()].map((build) => jobStatus(build));

describe('provisioners that are added', () => {
  it('take waiting jobs at once, and make the storm end sooner', () => {
    const model = withWorkspaces(6, { provisioners: 2, ...TEN_MINUTES });
    model.addProvisioners(SEVEN + 3 * MINUTE, { count: 2, tags: {} });
    model.advanceTo(SEVEN + HOUR);
    expect(startsInMinutes(model)).toEqual([0, 0, 3, 3, 10, 10]);
    expect(model.provisioners().map(({ bornUs }) => bornUs - SEVEN)).toEqual([0, 0, 3 * MINUTE, 3 * MINUTE]);
  });

  it('may be foreseen by the parameters, as may be what else happens to them', () => {
    const provisionerChanges: readonly ProvisionerChange[] = [
      { afterUs: 3 * MINUTE, kind: 'add', count: 2, tags: {} },
      { afterUs: 4 * MINUTE, kind: 'die', count: 1 },
      { afterUs: 5 * MINUTE, kind: 'remove', count: 3 },
    ];
    const model = withWorkspaces(6, { provisioners: 2, provisionerChanges, ...TEN_MINUTES });
    model.advanceTo(SEVEN + 20 * MINUTE);
    expect(startsInMinutes(model)).toEqual([0, 0, 3, 3, null, null]);
    expect(model.provisioners().map(({ diedUs }) => (diedUs! - SEVEN) / MINUTE)).toEqual([4, 10, 13, 13]);
  });
});

describe('provisioners that died long ago', () => {
  it('are not kept among those to be looked at', () => {
    const machine = new Machine(parameters({ provisioners: 2 }));
    for (let day = 1; day <= 100; day++) {
      machine.advanceTo(SEVEN + day * DAY);
      machine.fleet.kill(2);
      machine.pool.add({ count: 2, tags: {} });
    }
    expect(machine.pool.domains.withIndex(0).members.length).toBeLessThan(20);
    expect(machine.pool.matching(0, 0).count).toBeLessThan(20);
    expect(machine.pool.all).toHaveLength(202);
  });
});

describe('provisioners that are removed', () => {
  it('are idle ones first; busy ones finish their job and take no other', () => {
    const model = withWorkspaces(3, { provisioners: 5, ...TEN_MINUTES });
    model.removeProvisioners(SEVEN + MINUTE, { count: 3 });
    const gone = () => model.provisioners().map(({ diedUs }) => diedUs && (diedUs - SEVEN) / MINUTE);
    expect(gone()).toEqual([null, null, null, 1, 1]);
    model.createWorkspace(SEVEN + MINUTE, { owner: 0, name: 'x', initiator: 0, schedule: null });
    model.advanceTo(SEVEN + 15 * MINUTE);
    expect(gone()).toEqual([null, null, 10, 1, 1]);
    expect(statuses(model)).toEqual(['succeeded', 'succeeded', 'succeeded', 'running']);
    expect(model.workspace(3).latest.startedUs).toBe(SEVEN + 10 * MINUTE);
  });

  it('are no more than there are, and none twice', () => {
    const model = withWorkspaces(2, { provisioners: 2, ...TEN_MINUTES });
    model.removeProvisioners(SEVEN + MINUTE, { count: 1 });
    model.removeProvisioners(SEVEN + MINUTE, { count: 9 });
    model.advanceTo(SEVEN + HOUR);
    expect(statuses(model)).toEqual(['succeeded', 'succeeded']);
    expect(model.provisioners().every(({ diedUs }) => diedUs === SEVEN + 10 * MINUTE)).toBe(true);
  });

  it('leave a request for a job unanswered', () => {
    const model = withWorkspaces(0, { provisioners: 2, pickUp: constant(30 * SECOND) });
    model.createWorkspace(SEVEN + MINUTE, { owner: 0, name: 'x', initiator: 0, schedule: null });
    model.removeProvisioners(SEVEN + MINUTE + SECOND, { count: 1 });
    model.removeProvisioners(SEVEN + MINUTE + SECOND, { count: 1 });
    model.advanceTo(SEVEN + 10 * MINUTE);
    expect(statuses(model)).toEqual(['pending']);
  });
});

describe('a provisioner that dies', () => {
  it('holds its job until the reaper ends it, five minutes later or more, and tells nobody', () => {
    const model = withWorkspaces(1, { provisioners: 2, ...TEN_MINUTES });
    model.killProvisioners(SEVEN + 2 * MINUTE, { count: 1 });
    model.advanceTo(SEVEN + 7 * MINUTE);
    expect(statuses(model)).toEqual(['running']);
    expect(model.provisioners()[0]).toMatchObject({ diedUs: SEVEN + 2 * MINUTE, current: { number: 1 } });
    model.advanceTo(SEVEN + 8 * MINUTE + SECOND);
    const { latest } = model.workspace(0);
    expect(latest).toMatchObject({ reaped: true, provisioner: 0, startedUs: SEVEN });
    expect(latest.error).toMatch(/reaper.*5 minutes/);
    expect(latest.completedUs! - SEVEN).toBeGreaterThan(7 * MINUTE);
    expect(model.takePublications()).toEqual([]);
    expect(model.provisioners()[0]).toMatchObject({ current: null, previous: { number: 1 } });
    expect(model.createBuild(model.nowUs, 0, { transition: 'stop', initiator: 0 }).kind).toBe('created');
    model.advanceTo(SEVEN + 30 * MINUTE);
    expect(model.workspace(0).latest).toMatchObject({ provisioner: 1, reaped: false });
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is a busy one first, and leaves the others their work', () => {
    const model = withWorkspaces(2, { provisioners: 4, ...TEN_MINUTES });
    model.killProvisioners(SEVEN + MINUTE, { count: 3 });
    expect(model.provisioners().map(({ diedUs }) => diedUs !== null)).toEqual([true, true, true, false]);
    model.createWorkspace(SEVEN + MINUTE, { owner: 0, name: 'x', initiator: 0, schedule: null });
    model.advanceTo(SEVEN + 30 * MINUTE);
    expect(model.workspace(2).latest).toMatchObject({ provisioner: 3, reaped: false });
  });

  it('does not notice a cancellation: the job is canceling until the reaper ends it', () => {
    const model = withWorkspaces(1, { provisioners: 1, ...TEN_MINUTES });
    model.killProvisioners(SEVEN + MINUTE, { count: 1 });
    model.cancelBuild(SEVEN + 2 * MINUTE, 0, 1);
    model.advanceTo(SEVEN + 6 * MINUTE);
    expect(statuses(model)).toEqual(['canceling']);
    model.advanceTo(SEVEN + 7 * MINUTE + SECOND);
    expect(statuses(model)).toEqual(['failed']);
    expect(model.workspace(0).latest.reaped).toBe(true);
  });

  it('is ended with pending jobs of age by the same reaper, ten a tick together', () => {
    const model = withWorkspaces(20, {
      provisioners: 6,
      serviceTime: sameFor(constant(2 * HOUR)),
      pendingReapUs: 6 * MINUTE,
    });
    model.killProvisioners(SEVEN + MINUTE, { count: 6 });
    const reaped = () => [...model.builds()].filter((build) => build.reaped);
    model.advanceTo(SEVEN + 7 * MINUTE + SECOND);
    const first = reaped();
    expect(first).toHaveLength(10);
    model.advanceTo(SEVEN + 8 * MINUTE + SECOND);
    expect(reaped()).toHaveLength(20);
    expect(new Set(first.map(({ provisioner }) => provisioner === null))).toEqual(new Set([true, false]));
  });

  it('is taken for live until 90 s after its last heartbeat', () => {
    const model = withWorkspaces(0, { provisioners: 1 });
    model.killProvisioners(SEVEN + 119 * SECOND, { count: 1 });
    const live = (us: number) => {
      model.advanceTo(us);
      return isLive(model.provisioners()[0]!, us);
    };
    expect(model.provisioners()[0]!.lastSeenUs).toBe(SEVEN + MINUTE);
    expect(live(SEVEN + 150 * SECOND)).toBe(true);
    expect(live(SEVEN + 150 * SECOND + 1)).toBe(false);
  });
});

describe('the executor’s look for provisioners', () => {
  it('puts a workspace off to the first tick at which one is live again', () => {
    const model = stoppedWorkspaces(1, { provisioners: 2 });
    model.killProvisioners(NINE - 10 * MINUTE, { count: 2 });
    model.advanceTo(NINE + 5 * MINUTE);
    expect(autostarts(model)).toEqual([]);
    model.addProvisioners(NINE + 5 * MINUTE, { count: 1, tags: {} });
    model.advanceTo(NINE + 10 * MINUTE);
    expect(autostartedAfterNine(model)).toBe(5 * 60 + 30);
  });

  it('is content with a dead one that was seen within 90 s: the build then waits', () => {
    const model = stoppedWorkspaces(1, { provisioners: 1 });
    model.killProvisioners(NINE - SECOND, { count: 1 });
    model.advanceTo(NINE + 5 * MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
    expect(jobStatus(model.workspace(0).latest)).toBe('pending');
  });

  it('wants the tags of the template', () => {
    const templates = [{ ...parameters().templates[0]!, tags: { a: '1' } }];
    const model = stoppedWorkspaces(1, {
      templates,
      provisioners: 3,
      taggedProvisioners: [{ count: 1, tags: { a: '1' } }],
    });
    model.addProvisioners(NINE - 40 * MINUTE, { count: 1, tags: {} });
    model.setSchedule(NINE - 40 * MINUTE, 0, null);
    model.setSchedule(NINE - 40 * MINUTE, 0, DAILY_AT_NINE);
    model.advanceTo(NINE + MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
    const without = stoppedWorkspaces(1, {
      templates,
      provisioners: 3,
      taggedProvisioners: [{ count: 1, tags: { a: '1' } }],
      provisionerChanges: [{ afterUs: 100 * MINUTE, kind: 'remove', count: 1 }],
    });
    without.advanceTo(NINE + 10 * MINUTE);
    expect(autostarts(without)).toEqual([]);
  });
});

describe('a restart of the server', () => {
  it('fails the jobs of its own provisioners at once, untold, and takes up the others when it is up', () => {
    const model = withWorkspaces(4, { provisioners: 2, ...TEN_MINUTES });
    model.restart(SEVEN + MINUTE, SEVEN + 3 * MINUTE);
    expect(statuses(model)).toEqual(['failed', 'failed', 'pending', 'pending']);
    expect(model.workspace(0).latest).toMatchObject({ completedUs: SEVEN + MINUTE, reaped: false });
    model.advanceTo(SEVEN + HOUR);
    expect(startsInMinutes(model)).toEqual([0, 0, 3, 3]);
    expect(statuses(model)).toEqual(['failed', 'failed', 'succeeded', 'succeeded']);
    const told = model.takePublications();
    expect(told.map(({ atUs }) => (atUs - SEVEN) / MINUTE)).toEqual([13, 13]);
    expect(model.provisioners()).toHaveLength(2);
  });

  it('leaves tagged provisioners, which run elsewhere, at work: they report when it is up', () => {
    const gpu = { ...parameters().templates[0]!, tags: { gpu: 'yes' } };
    const model = withWorkspaces(2, {
      templates: [gpu],
      provisioners: 0,
      taggedProvisioners: [{ count: 1, tags: { gpu: 'yes' } }],
      ...TEN_MINUTES,
    });
    model.restart(SEVEN + 9 * MINUTE, SEVEN + 12 * MINUTE);
    model.advanceTo(SEVEN + 11 * MINUTE);
    expect(statuses(model)).toEqual(['running', 'pending']);
    expect(model.provisioners()[0]).toMatchObject({ diedUs: SEVEN + 9 * MINUTE, current: { number: 1 } });
    model.advanceTo(SEVEN + HOUR);
    expect([...model.builds()].map(({ completedUs }) => (completedUs! - SEVEN) / MINUTE)).toEqual([12, 22]);
    expect(model.provisioners()[0]).toMatchObject({ diedUs: null, lastSeenUs: SEVEN + HOUR });
  });

  it.each(['end', 'cancellation'] as const)(
    'hears of the %s of a job at the very moment it is up',
    (what) => {
      const gpu = { ...parameters().templates[0]!, tags: { gpu: 'yes' } };
      const model = withWorkspaces(1, {
        templates: [gpu],
        provisioners: 0,
        taggedProvisioners: [{ count: 1, tags: { gpu: 'yes' } }],
        cancelNotice: constant(5 * MINUTE),
        ...TEN_MINUTES,
      });
      if (what === 'cancellation') model.cancelBuild(SEVEN + 4 * MINUTE, 0, 1);
      const endsUs = SEVEN + (what === 'end' ? 10 : 9) * MINUTE;
      model.restart(endsUs - MINUTE, endsUs);
      model.advanceTo(SEVEN + HOUR);
      expect(model.workspace(0).latest).toMatchObject({ completedUs: endsUs });
      expect(statuses(model)).toEqual([what === 'end' ? 'succeeded' : 'failed']);
      expect(model.provisioners()[0]).toMatchObject({ current: null });
    },
  );

  it('loses the ticks between, and ticks anew from when it is up: what was due is started late', () => {
    const model = stoppedWorkspaces(1);
    model.restart(NINE - MINUTE, NINE + 7 * MINUTE + 12 * SECOND);
    model.advanceTo(NINE + HOUR);
    expect(autostartedAfterNine(model)).toBe(8 * 60 + 12);
  });

  it('undoes the executor’s transactions, and starts the workspaces at a later tick', () => {
    const model = stoppedWorkspaces(30, { creation: constant(10 * SECOND) });
    model.restart(NINE + 45 * SECOND, NINE + 50 * SECOND);
    expect(autostarts(model)).toHaveLength(10);
    model.advanceTo(NINE + HOUR);
    const at = autostarts(model).map((build) => (build.createdUs - NINE) / SECOND);
    expect(at).toEqual([...Array(10).fill(40), ...Array(10).fill(120), ...Array(10).fill(130)]);
  });

  it('may come while it is still down: the later time counts', () => {
    const model = withWorkspaces(1, { provisioners: 1 });
    model.restart(SEVEN + MINUTE, SEVEN + 2 * MINUTE);
    model.addProvisioners(SEVEN + 90 * SECOND, { count: 1, tags: {} });
    model.restart(SEVEN + 100 * SECOND, SEVEN + 5 * MINUTE);
    model.createBuild(SEVEN + 100 * SECOND, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + 10 * MINUTE);
    expect(startsInMinutes(model)).toEqual([0, 5]);
    expect(model.provisioners().map(({ diedUs }) => diedUs)).toEqual([null, null]);
    expect(() => model.restart(SEVEN + 10 * MINUTE, SEVEN)).toThrow(/cannot come up/);
  });

  it('brings nobody back who was dead or removed before', () => {
    const model = withWorkspaces(0, { provisioners: 3 });
    model.killProvisioners(SEVEN + MINUTE, { count: 1 });
    model.removeProvisioners(SEVEN + MINUTE, { count: 1 });
    model.restart(SEVEN + 2 * MINUTE, SEVEN + 3 * MINUTE);
    model.advanceTo(SEVEN + 4 * MINUTE);
    expect(model.provisioners().map(({ diedUs }) => diedUs === null)).toEqual([false, true, false]);
  });

  it('brings nobody back who was only to finish a job', () => {
    const model = withWorkspaces(1, { provisioners: 1, ...TEN_MINUTES });
    model.removeProvisioners(SEVEN + MINUTE, { count: 1 });
    model.restart(SEVEN + 2 * MINUTE, SEVEN + 3 * MINUTE);
    model.advanceTo(SEVEN + 20 * MINUTE);
    expect(model.provisioners()[0]).toMatchObject({ diedUs: SEVEN + 2 * MINUTE, current: null });
  });
});

describe('lost ticks', () => {
  it('put what is due off to the first tick that happens', () => {
    const delays = Array.from({ length: 60 }, (_, i) => {
      const model = stoppedWorkspaces(1, { seed: `tick ${i}`, lostTickRate: 0.5 });
      model.advanceTo(NINE + HOUR);
      return (autostartedAfterNine(model)! - 30) / 60;
    });
    expect(delays.every(Number.isInteger)).toBe(true);
    expect(delays.filter((delay) => delay === 0).length).toBeGreaterThan(15);
    expect(delays.filter((delay) => delay === 0).length).toBeLessThan(45);
    expect(Math.max(...delays)).toBeGreaterThan(2);
  });

  it('hit each replica by itself', () => {
    const first = Array.from({ length: 100 }, (_, i) => {
      const tickPhasesUs = [10 * SECOND, 20 * SECOND];
      const model = stoppedWorkspaces(1, { seed: `${i}`, replicas: 2, tickPhasesUs, lostTickRate: 0.5 });
      model.advanceTo(NINE + HOUR);
      return autostartedAfterNine(model)!;
    });
    const share = (seconds: number) => first.filter((at) => at === seconds).length;
    expect(share(10)).toBeGreaterThan(35);
    expect(share(10)).toBeLessThan(65);
    expect(share(20)).toBeGreaterThan(12);
    expect(share(20)).toBeLessThan(40);
  });
});
