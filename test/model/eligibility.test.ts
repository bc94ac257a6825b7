import { describe, expect, it } from 'vitest';
import { jobStatus, StormModel } from '../../src/model/index.js';
import { parseSchedule } from '../../src/time/index.js';
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

const TOMORROW = DAY / SECOND + 30;

/** A model at 08:00 with one running workspace that has no schedule. */
function running(): StormModel {
  const model = new StormModel(parameters());
  const owner = model.addOwner(SEVEN, 'active');
  model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null });
  model.advanceTo(NINE - HOUR);
  return model;
}

describe('what is due', () => {
  it('is each stopped workspace at its next start, as the executor then starts it', () => {
    const model = stoppedWorkspaces(3);
    model.setSchedule(NINE - HOUR, 1, null);
    expect([...model.startsDueUs()]).toEqual([NINE, NINE]);
    model.setDormant(NINE - HOUR, 2, true);
    expect([...model.startsDueUs()]).toEqual([NINE]);
    model.advanceTo(NINE + HOUR);
    expect(autostarts(model)).toHaveLength(1);
    expect([...model.startsDueUs()]).toEqual([]);
  });

  it('is nobody whose owner is suspended', () => {
    const model = stoppedWorkspaces(1);
    model.setOwnerStatus(NINE - HOUR, model.workspace(0).owner, 'suspended');
    expect([...model.startsDueUs()]).toEqual([]);
  });
});

describe('an autostart', () => {
  it('happens once a day while the workspace is stopped again each evening', () => {
    const model = stoppedWorkspaces(1);
    model.createBuild(NINE + 8 * HOUR, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(NINE + DAY + HOUR);
    expect(autostarts(model).map((b) => (b.createdUs - NINE) / SECOND)).toEqual([30, TOMORROW]);
  });

  it('waits for the next occurrence when the schedule is stored after its minute began', () => {
    const model = stoppedWorkspaces(1);
    model.setSchedule(NINE - HOUR, 0, null);
    model.setSchedule(NINE + 1, 0, DAILY_AT_NINE);
    expect(model.workspace(0).nextStartUs).toBe(NINE + DAY);
    model.advanceTo(NINE + 2 * DAY - HOUR);
    expect(autostarts(model)).toHaveLength(1);
    expect(autostartedAfterNine(model)).toBe(TOMORROW);
  });

  it('is missed when the stop build is still active at its tick and succeeds later', () => {
    const model = stoppedWorkspaces(1, {
      serviceTime: { ...sameFor(constant(SECOND)), stop: constant(20 * MINUTE) },
    });
    model.createBuild(NINE - 50 * MINUTE, 0, { transition: 'start', initiator: 0 });
    model.createBuild(NINE - 10 * MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(NINE + 5 * MINUTE);
    expect(jobStatus(model.workspace(0).latest)).toBe('running');
    expect(model.workspace(0).nextStartUs).toBe(NINE);
    model.advanceTo(NINE + 15 * MINUTE);
    expect(jobStatus(model.workspace(0).latest)).toBe('succeeded');
    expect(model.workspace(0).nextStartUs).toBe(NINE + DAY);
    model.advanceTo(NINE + 2 * DAY - HOUR);
    expect(autostarts(model).map((b) => (b.createdUs - NINE) / SECOND)).toEqual([TOMORROW]);
  });

  it('does not look at occurrences before the creation of the stop build', () => {
    const model = running();
    model.setSchedule(NINE - HOUR, 0, DAILY_AT_NINE);
    model.advanceTo(NINE + SECOND);
    model.createBuild(NINE + SECOND, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(NINE + DAY - HOUR);
    expect(autostarts(model)).toEqual([]);
  });

  it('never happens after a failed stop', () => {
    const model = stoppedWorkspaces(1, { failureRate: { start: 0, stop: 1, delete: 0 } });
    model.advanceTo(NINE + 2 * DAY);
    expect(autostarts(model)).toEqual([]);
  });

  it('happens after a canceled stop', () => {
    const model = stoppedWorkspaces(1, { pickUp: constant(MINUTE) });
    model.createBuild(NINE - 50 * MINUTE, 0, { transition: 'start', initiator: 0 });
    model.createBuild(NINE - 40 * MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.cancelBuild(NINE - 40 * MINUTE, 0, 4);
    model.advanceTo(NINE + MINUTE);
    expect(jobStatus(model.workspace(0).builds[3]!)).toBe('canceled');
    expect(autostartedAfterNine(model)).toBe(30);
  });

  it('reckons from the creation of the stop build, even when its cancellation ended it after nine', () => {
    const model = stoppedWorkspaces(1, { pickUp: constant(MINUTE) });
    model.createBuild(NINE - 50 * MINUTE, 0, { transition: 'start', initiator: 0 });
    model.createBuild(NINE - 5 * SECOND, 0, { transition: 'stop', initiator: 0 });
    model.cancelBuild(NINE + 5 * SECOND, 0, 4);
    model.advanceTo(NINE + MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
  });

  it('comes to a workspace that was created with its schedule', () => {
    const model = new StormModel(parameters());
    const owner = model.addOwner(SEVEN, 'active');
    model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: DAILY_AT_NINE });
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: owner });
    model.advanceTo(NINE + MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
  });

  it('never happens while the workspace runs, nor after its deletion', () => {
    const model = stoppedWorkspaces(2);
    model.createBuild(NINE - 50 * MINUTE, 0, { transition: 'start', initiator: 0 });
    model.createBuild(NINE - 50 * MINUTE, 1, { transition: 'delete', initiator: 0 });
    model.advanceTo(NINE + 2 * DAY);
    expect(autostarts(model)).toEqual([]);
  });

  it.each(['dormant', 'suspended'] as const)('waits until a %s owner is active again', (status) => {
    const model = stoppedWorkspaces(1);
    model.setOwnerStatus(NINE - MINUTE, 0, status);
    model.advanceTo(NINE + 5 * MINUTE);
    expect(autostarts(model)).toEqual([]);
    model.setOwnerStatus(NINE + 5 * MINUTE, 0, 'active');
    model.advanceTo(NINE + 10 * MINUTE);
    expect(autostartedAfterNine(model)).toBe(5 * 60 + 30);
  });

  it('never happens to a dormant workspace', () => {
    const model = stoppedWorkspaces(1);
    model.setDormant(NINE - MINUTE, 0, true);
    expect(model.workspace(0).nextStartUs).toBeNull();
    model.advanceTo(NINE + 2 * DAY);
    expect(autostarts(model)).toEqual([]);
  });

  it('never happens without a schedule', () => {
    const model = stoppedWorkspaces(1);
    model.setSchedule(NINE - MINUTE, 0, null);
    expect(model.workspace(0).nextStartUs).toBeNull();
    model.advanceTo(NINE + 2 * DAY);
    expect(autostarts(model)).toEqual([]);
  });

  it('needs a provisioner', () => {
    const model = new StormModel(parameters({ provisioners: 0, pendingReapUs: 1 }));
    const owner = model.addOwner(SEVEN, 'active');
    model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: DAILY_AT_NINE });
    model.cancelBuild(SEVEN, 0, 1);
    model.createBuild(SEVEN, 0, { transition: 'stop', initiator: owner });
    model.cancelBuild(SEVEN, 0, 2);
    model.advanceTo(NINE + HOUR);
    expect(autostarts(model)).toEqual([]);
  });

  it('is not tried again when its own build failed', () => {
    const model = stoppedWorkspaces(1, { failureRate: { start: 1, stop: 0, delete: 0 } });
    model.advanceTo(NINE + 2 * DAY);
    expect(autostarts(model).map((build) => jobStatus(build))).toEqual(['failed']);
  });

  it('comes again at the next occurrence once the template has had its failed build stopped', () => {
    const template = { ...parameters().templates[0]!, failureTtlUs: 10 * MINUTE };
    const model = stoppedWorkspaces(1, {
      templates: [template],
      failureRate: { start: 1, stop: 0, delete: 0 },
    });
    model.advanceTo(NINE + HOUR);
    // It ended 31 s after nine: the first whole minute from ten minutes later on is 09:11.
    expect(model.workspace(0).latest).toMatchObject({
      transition: 'stop',
      reason: 'autostop',
      createdUs: NINE + 11 * MINUTE + 30 * SECOND,
    });
    expect(model.workspace(0).nextStartUs).toBe(NINE + DAY);
    model.advanceTo(NINE + DAY + MINUTE);
    expect(autostarts(model).map((build) => (build.createdUs - NINE) / SECOND)).toEqual([30, TOMORROW]);
  });

  it('happens at once when the database emptied the next start and an occurrence has passed since the stop', () => {
    const model = stoppedWorkspaces(1);
    model.setSchedule(NINE - HOUR, 0, null);
    model.setSchedule(NINE + SECOND, 0, DAILY_AT_NINE);
    model.setSchedule(NINE + 2 * SECOND, 0, parseSchedule('0 9 * * *'));
    expect(model.workspace(0).nextStartUs).toBeNull();
    model.advanceTo(NINE + MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
  });

  it('gets its next start from the executor when the database emptied it and none has passed', () => {
    const model = stoppedWorkspaces(1);
    model.setSchedule(NINE - HOUR, 0, parseSchedule('0 9 * * *'));
    expect(model.workspace(0).nextStartUs).toBeNull();
    model.advanceTo(NINE - HOUR + MINUTE);
    expect(model.workspace(0).nextStartUs).toBe(NINE);
    model.advanceTo(NINE + MINUTE);
    expect(autostartedAfterNine(model)).toBe(30);
  });
});

describe('the next start', () => {
  it('is the first occurrence strictly after the storing of the schedule', () => {
    const model = running();
    model.setSchedule(NINE - 1, 0, DAILY_AT_NINE);
    expect(model.workspace(0).nextStartUs).toBe(NINE);
    model.setSchedule(NINE, 0, null);
    model.setSchedule(NINE, 0, DAILY_AT_NINE);
    expect(model.workspace(0).nextStartUs).toBe(NINE + DAY);
  });

  it('moves on only when a build succeeds', () => {
    const model = stoppedWorkspaces(1, { serviceTime: sameFor(constant(10 * SECOND)) });
    model.advanceTo(NINE + 35 * SECOND);
    expect(model.workspace(0).nextStartUs).toBe(NINE);
    model.advanceTo(NINE + 40 * SECOND);
    expect(model.workspace(0).nextStartUs).toBe(NINE + DAY);
  });

  it('stays in the past after a failed build', () => {
    const model = stoppedWorkspaces(1, { failureRate: { start: 1, stop: 0, delete: 0 } });
    model.advanceTo(NINE + HOUR);
    expect(model.workspace(0).nextStartUs).toBe(NINE);
  });

  it('stays empty while the workspace is dormant, whatever is stored or built', () => {
    const model = stoppedWorkspaces(1);
    model.setDormant(NINE - HOUR, 0, true);
    model.setSchedule(NINE - 50 * MINUTE, 0, parseSchedule('30 9 * * *'));
    expect(model.workspace(0).nextStartUs).toBeNull();
    model.createBuild(NINE - 40 * MINUTE, 0, { transition: 'stop', initiator: 0 });
    model.advanceTo(NINE - 30 * MINUTE);
    expect(model.workspace(0).nextStartUs).toBeNull();
  });

  it('of a new workspace with a schedule counts from its creation', () => {
    const model = running();
    const workspace = model.createWorkspace(NINE - HOUR, {
      owner: 0,
      name: 'v',
      initiator: 0,
      schedule: DAILY_AT_NINE,
    });
    expect(workspace.nextStartUs).toBe(NINE);
  });
});
