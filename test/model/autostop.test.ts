import { describe, expect, it } from 'vitest';
import { StormModel, type StormModelParameters } from '../../src/model/index.js';
import {
  autostartedAfterNine,
  constant,
  DAILY_AT_NINE,
  HOUR,
  MINUTE,
  NINE,
  parameters,
  SECOND,
  SEVEN,
  sameFor,
} from './scenario.js';

/** A model with one workspace created at seven that is to run for an hour after a start. */
function withTtl(ttlUs: number | null = HOUR, overrides: Partial<StormModelParameters> = {}): StormModel {
  const model = new StormModel(parameters(overrides));
  const owner = model.addOwner(SEVEN, 'active');
  model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null, ttlUs });
  return model;
}

const autostops = (model: StormModel) => [...model.builds()].filter(({ reason }) => reason === 'autostop');
const END = SEVEN + SECOND;

describe('the deadline of a build', () => {
  it('is set when it succeeds, from the time to live that is in force then', () => {
    const model = withTtl(null, { serviceTime: sameFor(constant(10 * SECOND)) });
    expect(model.workspace(0)).toMatchObject({ ttlUs: null });
    model.setTtl(SEVEN + SECOND, 0, 2 * HOUR);
    expect(model.workspace(0)).toMatchObject({ ttlUs: 2 * HOUR, latest: { deadlineUs: null } });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(0).latest.deadlineUs).toBe(SEVEN + 10 * SECOND + 2 * HOUR);
  });

  it('is set for stops too, which are never stopped, but not for failed builds', () => {
    const model = withTtl(HOUR, { failureRate: { start: 1, stop: 0, delete: 0 } });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(0).latest.deadlineUs).toBeNull();
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + 3 * HOUR);
    expect(model.workspace(0).latest.deadlineUs).toBe(SEVEN + MINUTE + SECOND + HOUR);
    expect(autostops(model)).toEqual([]);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('stays when the time to live changes, and goes when it is cleared', () => {
    const model = withTtl();
    model.setTtl(SEVEN + MINUTE, 0, 3 * HOUR);
    expect(model.workspace(0).latest.deadlineUs).toBe(END + HOUR);
    model.setTtl(SEVEN + MINUTE, 0, null);
    expect(model.workspace(0).latest.deadlineUs).toBeNull();
    model.advanceTo(SEVEN + 5 * HOUR);
    expect(autostops(model)).toEqual([]);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('stays on a stop when the time to live is cleared', () => {
    const model = withTtl();
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(SEVEN + 2 * MINUTE);
    model.setTtl(SEVEN + 2 * MINUTE, 0, null);
    expect(model.workspace(0).latest.deadlineUs).toBe(SEVEN + MINUTE + SECOND + HOUR);
  });

  it('can be moved', () => {
    const model = withTtl();
    model.setDeadline(SEVEN + MINUTE, 0, SEVEN + 3 * HOUR);
    model.advanceTo(SEVEN + 3 * HOUR);
    expect(autostops(model)).toEqual([]);
    model.advanceTo(SEVEN + 3 * HOUR + MINUTE);
    expect(autostops(model)).toHaveLength(1);
  });
});

describe('an autostop', () => {
  it('comes at the first tick whose minute the deadline does not lie after, from the owner', () => {
    const model = withTtl();
    model.advanceTo(SEVEN + 2 * HOUR);
    // The deadline is 08:00:01, so that of 08:00:30 is too early.
    expect(autostops(model)).toMatchObject([
      {
        transition: 'stop',
        initiator: 0,
        createdUs: SEVEN + HOUR + 90 * SECOND,
        completedUs: SEVEN + HOUR + 91 * SECOND,
      },
    ]);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('comes whatever has become of the owner, and in a dormant workspace', () => {
    const model = withTtl();
    model.setOwnerStatus(SEVEN + MINUTE, 0, 'suspended');
    model.setDormant(SEVEN + MINUTE, 0, true);
    model.advanceTo(SEVEN + 2 * HOUR);
    expect(autostops(model)).toHaveLength(1);
  });

  it('waits for a provisioner', () => {
    const model = withTtl(HOUR, { provisioners: 1 });
    model.advanceTo(SEVEN + MINUTE);
    model.killProvisioners(SEVEN + MINUTE, { count: 1 });
    model.advanceTo(SEVEN + 2 * HOUR);
    expect(autostops(model)).toEqual([]);
    model.addProvisioners(SEVEN + 2 * HOUR, { count: 1, tags: {} });
    model.advanceTo(SEVEN + 2 * HOUR + MINUTE);
    expect(autostops(model)).toHaveLength(1);
  });

  it('does not come once somebody else has stopped, started or deleted the workspace', () => {
    for (const transition of ['stop', 'start', 'delete'] as const) {
      const model = withTtl();
      model.setTtl(SEVEN + MINUTE, 0, 5 * HOUR);
      model.createBuild(SEVEN + MINUTE, 0, { transition, initiator: 0 });
      model.advanceTo(SEVEN + 4 * HOUR);
      expect(autostops(model)).toEqual([]);
    }
  });

  it('makes the next autostart possible', () => {
    const model = withTtl();
    model.setSchedule(SEVEN + MINUTE, 0, DAILY_AT_NINE);
    model.advanceTo(NINE + MINUTE);
    expect(autostops(model)).toHaveLength(1);
    expect(autostartedAfterNine(model)).toBe(30);
    model.advanceTo(NINE + 2 * HOUR);
    expect(autostops(model)).toHaveLength(2);
  });

  it('goes before the autostart that is due at the same tick: it is then too late for that', () => {
    const model = withTtl(2 * HOUR - 2 * SECOND);
    model.setSchedule(SEVEN + MINUTE, 0, DAILY_AT_NINE);
    model.advanceTo(NINE + HOUR);
    expect(autostops(model)).toMatchObject([{ createdUs: NINE + 30 * SECOND }]);
    expect(autostartedAfterNine(model)).toBeNull();
  });

  it('is not repeated when it failed', () => {
    const model = withTtl(HOUR, { failureRate: { start: 0, stop: 1, delete: 0 } });
    model.advanceTo(SEVEN + 5 * HOUR);
    expect(autostops(model)).toHaveLength(1);
  });
});

describe('a failed start', () => {
  const rules = (failureTtlUs: number | null): Partial<StormModelParameters> => ({
    templates: [{ ...parameters().templates[0]!, failureTtlUs }],
    failureRate: { start: 1, stop: 0, delete: 0 },
  });

  it('is stopped once the time that its template says has passed since its end', () => {
    const model = withTtl(null, rules(5 * MINUTE));
    model.advanceTo(SEVEN + HOUR);
    expect(autostops(model).map(({ createdUs }) => createdUs - SEVEN)).toEqual([6.5 * MINUTE]);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('stays where the template says nothing, and where somebody has started the workspace again', () => {
    const model = withTtl(null, rules(null));
    model.advanceTo(SEVEN + HOUR);
    expect(autostops(model)).toEqual([]);
    const again = withTtl(null, rules(5 * MINUTE));
    again.createBuild(SEVEN + 4 * MINUTE, 0, { transition: 'start', initiator: 0 });
    again.advanceTo(SEVEN + 9 * MINUTE);
    expect(autostops(again)).toEqual([]);
    again.advanceTo(SEVEN + HOUR);
    expect(autostops(again)).toHaveLength(1);
  });

  it('is stopped too when its provisioner could not prepare it, when it was canceled, or reaped', () => {
    const cause = { weight: 1, kind: 'preparation', error: 'no archive', errorCode: null } as const;
    const unprepared = withTtl(null, { ...rules(MINUTE), failureCauses: [cause] });
    const canceled = withTtl(null, { ...rules(MINUTE), serviceTime: sameFor(constant(HOUR)) });
    canceled.cancelBuild(SEVEN + SECOND, 0, 1);
    const reaped = withTtl(null, { ...rules(MINUTE), provisioners: 0, pendingReapUs: 3 * MINUTE });
    reaped.addProvisioners(SEVEN + 5 * MINUTE, { count: 1, tags: {} });
    for (const model of [unprepared, canceled, reaped]) {
      model.advanceTo(SEVEN + HOUR);
      expect(autostops(model)).toHaveLength(1);
    }
  });
});
