import { describe, expect, it } from 'vitest';
import { StormModel, stormModelParameters } from '../../src/model/index.js';
import { percentileOf } from '../../src/stats/index.js';
import { parseSchedule } from '../../src/time/index.js';
import {
  autostartedAfterNine,
  autostarts,
  constant,
  DAILY_AT_NINE,
  HOUR,
  MINUTE,
  MS,
  NINE,
  parameters,
  SECOND,
  SEVEN,
  stoppedWorkspaces,
} from './scenario.js';

const seconds = (model: StormModel) => autostarts(model).map((build) => (build.createdUs - NINE) / SECOND);

describe('Executors', () => {
  it.each([0, 1, 19_600, 42_600, 59_999])(
    'start a workspace at the first tick from its minute on (phase %d ms)',
    (phaseMs) => {
      const model = stoppedWorkspaces(1, { tickPhasesUs: [phaseMs * MS] });
      model.advanceTo(NINE + 10 * MINUTE);
      expect(seconds(model)).toEqual([phaseMs / 1_000]);
    },
  );

  it('build with the owner as initiator, transition start and the next build number', () => {
    const model = stoppedWorkspaces(1);
    model.advanceTo(NINE + MINUTE);
    expect(model.workspace(0).latest).toMatchObject({
      reason: 'autostart',
      initiator: 0,
      transition: 'start',
      number: 3,
      createdUs: NINE + 30 * SECOND,
      startedUs: NINE + 30 * SECOND,
      completedUs: NINE + 31 * SECOND,
    });
  });

  it('work on ten workspaces at a time, in the order of their creation', () => {
    const model = stoppedWorkspaces(25, { creation: constant(100 * MS) });
    model.advanceTo(NINE + MINUTE);
    const expected = [...Array(10).fill(30.1), ...Array(10).fill(30.2), ...Array(5).fill(30.3)];
    expect(seconds(model)).toEqual(expected);
    expect(autostarts(model).map((build) => build.workspace)).toEqual(
      Array.from({ length: 25 }, (_, i) => i),
    );
  });

  it('create at 66 to 85 builds a second by default, with the measured gaps', () => {
    const { creation, recheck } = stormModelParameters({ seed: '', startUs: 0 });
    const model = stoppedWorkspaces(2_000, { creation, recheck });
    model.advanceTo(NINE + 5 * MINUTE);
    const at = seconds(model);
    expect(at).toHaveLength(2_000);
    const rate = at.length / (at.at(-1)! - at[0]!);
    expect(rate).toBeGreaterThan(66);
    expect(rate).toBeLessThan(85);
    const gapsMs = at.slice(1).map((s, i) => (s - at[i]!) * 1_000);
    expect(percentileOf(gapsMs, 0.5)).toBeGreaterThan(7);
    expect(percentileOf(gapsMs, 0.5)).toBeLessThan(13);
    expect(percentileOf(gapsMs, 0.95)).toBeGreaterThan(30);
    expect(percentileOf(gapsMs, 0.95)).toBeLessThan(50);
  });

  it('keep one tick that comes during a run, with its own time, and lose the others', () => {
    const model = stoppedWorkspaces(750, { creation: constant(2 * SECOND) });
    model.setSchedule(NINE - 30 * MINUTE, 0, parseSchedule('1 9 * * *'));
    model.setSchedule(NINE - 30 * MINUTE, 1, parseSchedule('2 9 * * *'));
    // The run for nine o'clock takes 150 s, from 0:30 to 3:00; ticks at 1:30 (kept) and 2:30 (lost).
    model.advanceTo(NINE + 10 * MINUTE);
    expect(seconds(model).filter((s) => s <= 180)).toHaveLength(748);
    expect(autostartedAfterNine(model, 0)).toBe(180 + 2);
    expect(autostartedAfterNine(model, 1)).toBe(210 + 2);
  });

  it('ask of a kept tick who was live at its own time', () => {
    const model = stoppedWorkspaces(3, { executorConcurrency: 1, creation: constant(70 * SECOND) });
    model.setSchedule(NINE - 30 * MINUTE, 2, parseSchedule('1 9 * * *'));
    // Seen last at 09:01: within 90 s of the tick of 09:01:30, which is worked on from 09:02:50.
    model.killProvisioners(NINE + 70 * SECOND, { count: 1_000 });
    model.advanceTo(NINE + HOUR);
    expect(seconds(model)).toEqual([100, 170, 240]);
  });

  it('share the work between replicas, each workspace started once', () => {
    const one = stoppedWorkspaces(400, { creation: constant(100 * MS), recheck: constant(MS) });
    const two = stoppedWorkspaces(400, {
      replicas: 2,
      tickPhasesUs: [30 * SECOND, 31 * SECOND],
      creation: constant(100 * MS),
      recheck: constant(MS),
    });
    for (const model of [one, two]) {
      model.advanceTo(NINE + MINUTE);
      const workspaces = autostarts(model).map((build) => build.workspace);
      expect(new Set(workspaces).size).toBe(400);
      expect(workspaces).toHaveLength(400);
    }
    expect(Math.max(...seconds(one))).toBe(34);
    expect(Math.max(...seconds(two))).toBeLessThan(33);
  });

  it('take the earliest tick of several replicas', () => {
    const model = stoppedWorkspaces(1, { replicas: 3, tickPhasesUs: [50 * SECOND, 7 * SECOND, 29 * SECOND] });
    model.advanceTo(NINE + MINUTE);
    expect(seconds(model)).toEqual([7]);
  });

  it('do nothing when somebody else has built the workspace during the transaction', () => {
    const model = stoppedWorkspaces(1, { creation: constant(10 * SECOND) });
    model.createBuild(NINE + 35 * SECOND, 0, { transition: 'start', initiator: 0 });
    model.advanceTo(NINE + 10 * MINUTE);
    expect(autostarts(model)).toEqual([]);
    expect(model.workspace(0).builds).toHaveLength(3);
  });

  it('draw their phases from the seed when none are given', () => {
    const phases = Array.from({ length: 60 }, (_, i) => {
      const model = stoppedWorkspaces(1, { seed: `phase ${i}`, tickPhasesUs: null });
      model.advanceTo(NINE + MINUTE);
      return seconds(model)[0]!;
    });
    expect(Math.min(...phases)).toBeLessThan(6);
    expect(Math.max(...phases)).toBeGreaterThan(54);
    expect(percentileOf(phases, 0.5)).toBeGreaterThan(18);
    expect(percentileOf(phases, 0.5)).toBeLessThan(42);
  });

  it('leave nothing to wait for once the last schedule is cleared and all jobs have ended', () => {
    const model = stoppedWorkspaces(3);
    model.advanceTo(NINE + HOUR);
    expect(model.nextEventAt()).toBeLessThanOrEqual(NINE + HOUR + MINUTE);
    for (const workspace of [0, 1, 2]) model.setSchedule(NINE + HOUR, workspace, null);
    model.advanceTo(NINE + HOUR + MINUTE);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('have nothing to do for deleted workspaces, although these keep and take schedules', () => {
    const p = parameters();
    let model = new StormModel(p);
    const owner = model.addOwner(SEVEN, 'active');
    for (const schedule of [DAILY_AT_NINE, null]) {
      model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule });
    }
    for (const handle of [0, 1]) {
      model.createBuild(SEVEN + MINUTE, handle, { transition: 'delete', initiator: owner });
    }
    model.advanceTo(SEVEN + 2 * MINUTE);
    model.setSchedule(SEVEN + 2 * MINUTE, 0, parseSchedule('0 8 * * *'));
    model.setSchedule(SEVEN + 2 * MINUTE, 1, DAILY_AT_NINE);
    model.advanceTo(SEVEN + 5 * MINUTE);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
    model = StormModel.restore(model.snapshot(), p);
    model.setSchedule(SEVEN + 6 * MINUTE, 0, null);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
  });

  it('tick from the storing of a first schedule on, at their own phase', () => {
    const model = new StormModel(parameters());
    const owner = model.addOwner(SEVEN, 'active');
    model.createWorkspace(SEVEN, { owner, name: 'w', initiator: owner, schedule: null });
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: owner });
    model.advanceTo(NINE - 10 * SECOND);
    expect(model.nextEventAt()).toBe(Number.POSITIVE_INFINITY);
    model.setSchedule(NINE - 5 * SECOND, 0, DAILY_AT_NINE);
    expect(model.nextEventAt()).toBe(NINE + 30 * SECOND);
  });
});
