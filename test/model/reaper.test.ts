import { describe, expect, it } from 'vitest';
import { ADMIN, jobStatus, StormModel } from '../../src/model/index.js';
import {
  constant,
  HOUR,
  MINUTE,
  MS,
  NINE,
  parameters,
  SECOND,
  SEVEN,
  sameFor,
  stoppedWorkspaces,
} from './scenario.js';

/** One long job and 14 pending ones behind it, as in the recorded case. */
function blocked(overrides: Parameters<typeof parameters>[0] = {}): StormModel {
  const model = new StormModel(
    parameters({ provisioners: 1, serviceTime: sameFor(constant(2 * HOUR)), ...overrides }),
  );
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < 15; i++) {
    model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: ADMIN, schedule: null });
  }
  return model;
}

const reaped = (model: StormModel) => [...model.builds()].filter((build) => build.reaped);

describe('Reapers', () => {
  it('leave jobs alone for thirty minutes, then end ten at the first tick and the rest at the next', () => {
    const model = blocked();
    model.advanceTo(SEVEN + 30 * MINUTE);
    expect(reaped(model)).toEqual([]);
    model.advanceTo(SEVEN + 31 * MINUTE + SECOND);
    const first = reaped(model).map((build) => build.completedUs! - SEVEN);
    expect(first).toHaveLength(10);
    expect(Math.min(...first)).toBeGreaterThan(30 * MINUTE);
    expect(Math.max(...first) - Math.min(...first)).toBeLessThan(45 * MS);
    model.advanceTo(SEVEN + 32 * MINUTE + SECOND);
    const rest = reaped(model)
      .map((build) => build.completedUs! - SEVEN)
      .filter((us) => !first.includes(us));
    expect(rest).toHaveLength(4);
    expect(Math.min(...rest)).toBeCloseTo(Math.min(...first) + MINUTE);
    expect(model.queueDepth()).toBe(0);
  });

  it('write what the server writes, and tell nobody', () => {
    const model = blocked();
    model.advanceTo(SEVEN + HOUR);
    for (const build of reaped(model)) {
      expect(build.startedUs).toBe(build.completedUs);
      expect(build.provisioner).toBeNull();
      expect(build.error).toMatch(/reaper.*30 minutes/);
      expect(jobStatus(build)).toBe('failed');
    }
    expect(reaped(model)).toHaveLength(14);
    expect(model.takePublications()).toEqual([]);
  });

  it('take jobs in an order that the seed draws, not in that of the queue', () => {
    const orders = ['a', 'b', 'c'].map((seed) => {
      const model = blocked({ seed });
      model.advanceTo(SEVEN + HOUR);
      return reaped(model)
        .sort((a, b) => a.completedUs! - b.completedUs!)
        .map((build) => build.sequence);
    });
    const sorted = [...orders[0]!].sort((a, b) => a - b);
    expect(orders[0]).not.toEqual(sorted);
    expect(orders[0]).not.toEqual(orders[1]);
    expect(orders[1]).not.toEqual(orders[2]);
  });

  it('end ten a minute each when there are several', () => {
    const model = blocked({ replicas: 2, tickPhasesUs: [0, 0] });
    model.advanceTo(SEVEN + 31 * MINUTE + SECOND);
    expect(reaped(model)).toHaveLength(14);
  });

  it('end ten other jobs each when a restart has given them one phase', () => {
    const model = new StormModel(parameters({ provisioners: 0, replicas: 3, tickPhasesUs: [0, 0, 0] }));
    const owner = model.addOwner(SEVEN, 'active');
    for (let i = 0; i < 60; i++) {
      model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: ADMIN, schedule: null });
    }
    model.restart(SEVEN + SECOND, SEVEN + 2 * SECOND);
    // The tick takes 45 ms: a model that is saved in its midst still knows what is in hand.
    model.advanceTo(SEVEN + 30 * MINUTE + 2 * SECOND + 20 * MS);
    const restored = StormModel.restore(
      JSON.parse(JSON.stringify(model.snapshot())),
      parameters({ provisioners: 0, replicas: 3, tickPhasesUs: [0, 0, 0] }),
    );
    expect(reaped(model).length).toBeLessThan(30);
    for (const one of [model, restored]) {
      one.advanceTo(SEVEN + 30 * MINUTE + 3 * SECOND);
      expect(reaped(one)).toHaveLength(30);
      one.advanceTo(SEVEN + 31 * MINUTE + 3 * SECOND);
      expect(reaped(one)).toHaveLength(60);
    }
  });

  it('leave running jobs, and those that a provisioner or a cancellation took, alone', () => {
    const model = blocked();
    model.cancelBuild(SEVEN + MINUTE, 14, 1);
    model.advanceTo(SEVEN + 3 * HOUR);
    expect(reaped(model)).toHaveLength(13);
    expect(jobStatus(model.workspace(0).latest)).toBe('succeeded');
    expect(jobStatus(model.workspace(14).latest)).toBe('canceled');
  });

  it('end no job that was canceled just before its turn', () => {
    const model = blocked();
    while (reaped(model).length === 0) model.advanceTo(model.nextEventAt());
    for (let i = 1; i < 15; i++) model.cancelBuild(model.nowUs, i, 1);
    const before = [...model.builds()].map((build) => build.completedUs);
    model.advanceTo(model.nowUs + 2 * MINUTE);
    expect(reaped(model)).toHaveLength(1);
    expect([...model.builds()].map((build) => build.completedUs)).toEqual(before);
    expect(model.queueDepth()).toBe(0);
  });

  it('end autostarts too', () => {
    const model = stoppedWorkspaces(2, {
      provisioners: 1,
      serviceTime: { ...sameFor(constant(SECOND)), start: constant(25 * MINUTE) },
      pendingReapUs: 10 * MINUTE,
    });
    model.advanceTo(NINE + 12 * MINUTE);
    expect(reaped(model).map((build) => build.reason)).toContain('autostart');
  });

  it('let the next job of a reaped workspace run', () => {
    const model = blocked({ serviceTime: sameFor(constant(40 * MINUTE)) });
    model.advanceTo(SEVEN + 35 * MINUTE);
    model.createBuild(SEVEN + 35 * MINUTE, 3, { transition: 'start', initiator: ADMIN });
    model.advanceTo(SEVEN + 2 * HOUR);
    expect(model.workspace(3).latest).toMatchObject({ startedUs: SEVEN + 40 * MINUTE, number: 2 });
  });
});
