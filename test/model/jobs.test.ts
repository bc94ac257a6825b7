import { describe, expect, it } from 'vitest';
import { ADMIN, jobStatus, type ModelBuild, StormModel } from '../../src/model/index.js';
import type { JobStatus } from '../../src/storm/index.js';
import { buildUpdates, constant, MINUTE, MS, parameters, SECOND, SEVEN, sameFor } from './scenario.js';

/** A model with workspaces created one microsecond after another from seven o'clock on. */
function withWorkspaces(count: number, overrides: Parameters<typeof parameters>[0]): StormModel {
  const model = new StormModel(parameters(overrides));
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < count; i++) {
    model.createWorkspace(SEVEN + i, { owner, name: `w${i}`, initiator: ADMIN, schedule: null });
  }
  return model;
}

const publications = (model: StormModel) =>
  buildUpdates(model).map(({ atUs, build, status }) => [(atUs - SEVEN) / SECOND, build.number, status]);

describe('the job queue', () => {
  it('is served first come, first served, each provisioner one job at a time', () => {
    const model = withWorkspaces(7, { provisioners: 3, serviceTime: sameFor(constant(10 * SECOND)) });
    expect(model.queueDepth()).toBe(4);
    expect(model.pendingJobs().map((build) => build.sequence)).toEqual([3, 4, 5, 6]);
    model.advanceTo(SEVEN + MINUTE);
    const started = [...model.builds()].map((build) => build.startedUs! - SEVEN);
    expect(started).toEqual([0, 1, 2, 10 * SECOND, 10 * SECOND + 1, 10 * SECOND + 2, 20 * SECOND]);
    expect(model.queueDepth()).toBe(0);
  });

  it('costs the pick-up time while a provisioner is idle, and the hand-off time while none is', () => {
    const model = withWorkspaces(3, {
      provisioners: 1,
      pickUp: constant(5 * MS),
      handOff: constant(12 * MS),
    });
    model.advanceTo(SEVEN + MINUTE);
    expect([...model.builds()].map((build) => build.startedUs! - SEVEN)).toEqual([
      5_000, 1_017_000, 2_029_000,
    ]);
  });

  it('gives a job to the provisioner that has been idle longest', () => {
    const model = withWorkspaces(2, { provisioners: 3 });
    model.advanceTo(SEVEN + MINUTE);
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'stop', initiator: ADMIN });
    model.createBuild(SEVEN + MINUTE, 1, { transition: 'stop', initiator: ADMIN });
    model.advanceTo(SEVEN + MINUTE);
    expect(
      model.provisioners().map(({ current, previous }) => [current?.sequence, previous?.sequence]),
    ).toEqual([
      [3, 0],
      [undefined, 1],
      [2, undefined],
    ]);
  });

  it('forgets no job when the one that woke a provisioner is canceled before it is taken', () => {
    const model = withWorkspaces(2, { provisioners: 1, pickUp: constant(SECOND) });
    model.cancelBuild(SEVEN + MS, 0, 1);
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(1).latest.startedUs).toBe(SEVEN + SECOND);
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'start', initiator: ADMIN });
    model.advanceTo(SEVEN + 2 * MINUTE);
    expect(model.workspace(0).latest.startedUs).toBe(SEVEN + MINUTE + SECOND);
  });
});

describe('a provisioner', () => {
  it('is idle at once when no job waits, and picks up the next as quickly as any', () => {
    const model = withWorkspaces(1, {
      provisioners: 1,
      pickUp: constant(5 * MS),
      handOff: constant(500 * MS),
    });
    const ended = SEVEN + 5 * MS + SECOND;
    model.createBuild(ended + MS, 0, { transition: 'stop', initiator: ADMIN });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(0).latest.startedUs).toBe(ended + 6 * MS);
  });

  it('is idle again when the only job was canceled before it could take it', () => {
    const model = withWorkspaces(1, { provisioners: 1, pickUp: constant(SECOND) });
    model.cancelBuild(SEVEN + MS, 0, 1);
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'start', initiator: ADMIN });
    model.advanceTo(SEVEN + 2 * MINUTE);
    expect(model.workspace(0).latest.startedUs).toBe(SEVEN + MINUTE + SECOND);
  });
});

describe('a build', () => {
  it('is refused while another is active, and numbered on from the last', () => {
    const model = withWorkspaces(1, {});
    const stop = { transition: 'stop', initiator: ADMIN } as const;
    expect(model.createBuild(SEVEN, 0, stop)).toEqual({ kind: 'active_build' });
    model.cancelBuild(SEVEN + SECOND / 2, 0, 1);
    expect(model.createBuild(SEVEN + SECOND / 2, 0, stop)).toEqual({ kind: 'active_build' });
    expect(model.createBuild(SEVEN + SECOND, 0, stop)).toMatchObject({
      kind: 'created',
      build: { number: 2 },
    });
  });

  it('publishes its end and nothing else', () => {
    const model = withWorkspaces(1, {});
    expect(publications(model)).toEqual([]);
    model.advanceTo(SEVEN + MINUTE);
    expect(publications(model)).toEqual([[1, 1, 'succeeded']]);
    expect(publications(model)).toEqual([]);
  });

  it('fails at the end of its service time, at the given rate for each transition', () => {
    const model = withWorkspaces(2_000, { failureRate: { start: 0.1, stop: 0, delete: 1 } });
    model.advanceTo(SEVEN + MINUTE);
    const failed = [...model.builds()].filter((build) => jobStatus(build) === 'failed');
    expect(failed.length).toBeGreaterThan(150);
    expect(failed.length).toBeLessThan(250);
    expect(failed[0]).toMatchObject({
      error: expect.stringContaining('simulated by the failure rate'),
      reaped: false,
    });
    expect(failed.every((build) => build.completedUs! - build.startedUs! === SECOND)).toBe(true);
    const told = buildUpdates(model).filter(({ status }) => status === 'failed');
    expect(told.map(({ build }) => build)).toEqual(failed);
  });

  it('that deletes makes the workspace deleted when it succeeds, not when it fails', () => {
    const model = withWorkspaces(1, { failureRate: { start: 0, stop: 0, delete: 1 } });
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'delete', initiator: ADMIN });
    model.advanceTo(SEVEN + 2 * MINUTE);
    expect(model.workspace(0).deleted).toBe(false);
    const healthy = withWorkspaces(1, {});
    healthy.createBuild(SEVEN + MINUTE, 0, { transition: 'delete', initiator: ADMIN });
    expect(healthy.workspace(0).deleted).toBe(false);
    healthy.advanceTo(SEVEN + MINUTE + SECOND);
    expect(healthy.workspace(0).deleted).toBe(true);
  });

  it('of a deleted workspace can only be one more delete', () => {
    const model = withWorkspaces(1, {});
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'delete', initiator: ADMIN });
    model.advanceTo(SEVEN + 2 * MINUTE);
    const ask = (transition: 'start' | 'stop' | 'delete') =>
      model.createBuild(SEVEN + 2 * MINUTE, 0, { transition, initiator: ADMIN }).kind;
    expect([ask('start'), ask('stop'), ask('delete')]).toEqual(['deleted', 'deleted', 'created']);
  });

  it('that deletes an orphan waits like any other while there are provisioners', () => {
    const model = withWorkspaces(1, {});
    const answer = model.createBuild(SEVEN + MINUTE, 0, {
      transition: 'delete',
      initiator: ADMIN,
      orphan: true,
    });
    expect(answer.kind === 'created' && jobStatus(answer.build)).toBe('pending');
  });

  it('that deletes an orphan is done at once, unpublished, where there is no provisioner', () => {
    const model = withWorkspaces(1, { provisioners: 0 });
    model.cancelBuild(SEVEN, 0, 1);
    model.takePublications();
    const answer = model.createBuild(SEVEN, 0, { transition: 'delete', initiator: ADMIN, orphan: true });
    expect(answer.kind === 'created' && jobStatus(answer.build)).toBe('succeeded');
    expect(model.workspace(0).deleted).toBe(true);
    expect(model.takePublications()).toEqual([]);
  });

  it('that starts a dormant workspace ends its dormancy', () => {
    const model = withWorkspaces(1, {});
    model.setDormant(SEVEN + MINUTE, 0, true);
    model.createBuild(SEVEN + MINUTE, 0, { transition: 'start', initiator: ADMIN });
    expect(model.workspace(0).dormantUs).toBeNull();
  });
});

describe('a cancellation', () => {
  it('ends a pending build at once and publishes it once', () => {
    const model = withWorkspaces(2, { provisioners: 1 });
    model.advanceTo(SEVEN + MS);
    expect(model.cancelBuild(SEVEN + MS, 1, 1)).toEqual({ kind: 'canceled' });
    const build = model.workspace(1).latest;
    expect(build).toMatchObject({
      startedUs: null,
      completedUs: SEVEN + MS,
      canceledUs: SEVEN + MS,
      error: null,
    });
    expect(jobStatus(build)).toBe('canceled');
    expect(model.queueDepth()).toBe(0);
    expect(model.cancelBuild(SEVEN + MS, 1, 1)).toEqual({ kind: 'completed' });
    model.advanceTo(SEVEN + MINUTE);
    expect(publications(model)).toEqual([
      [0.001, 1, 'canceled'],
      [1, 1, 'succeeded'],
    ]);
  });

  it('of a running build is published at once, and its end as failed when the provisioner has noticed', () => {
    const model = withWorkspaces(1, {
      serviceTime: sameFor(constant(MINUTE)),
      cancelNotice: constant(2 * SECOND),
    });
    model.advanceTo(SEVEN + 10 * SECOND);
    expect(model.cancelBuild(SEVEN + 10 * SECOND, 0, 1)).toEqual({ kind: 'canceled' });
    expect(jobStatus(model.workspace(0).latest)).toBe('canceling');
    expect(model.cancelBuild(SEVEN + 11 * SECOND, 0, 1)).toEqual({ kind: 'already_canceled' });
    model.advanceTo(SEVEN + 10 * MINUTE);
    expect(model.workspace(0).latest).toMatchObject({
      canceledUs: SEVEN + 10 * SECOND,
      completedUs: SEVEN + 12 * SECOND,
      error: 'canceled',
    });
    expect(jobStatus(model.workspace(0).latest)).toBe('failed');
    expect(publications(model)).toEqual([
      [10, 1, 'canceled'],
      [12, 1, 'failed'],
    ]);
  });

  it('frees the provisioner for the next job', () => {
    const model = withWorkspaces(2, { provisioners: 1, serviceTime: sameFor(constant(MINUTE)) });
    model.cancelBuild(SEVEN + SECOND, 0, 1);
    model.advanceTo(SEVEN + 3 * MINUTE);
    expect(model.workspace(1).latest).toMatchObject({ startedUs: SEVEN + 2 * SECOND });
    expect(model.provisioners()[0]).toMatchObject({ current: null, previous: { sequence: 1 } });
  });

  it('that comes too late for the provisioner leaves a canceled build, published as succeeded', () => {
    const model = withWorkspaces(1, { cancelNotice: constant(10 * SECOND) });
    model.cancelBuild(SEVEN + SECOND / 2, 0, 1);
    model.advanceTo(SEVEN + MINUTE);
    expect(jobStatus(model.workspace(0).latest)).toBe('canceled');
    expect(publications(model)).toEqual([
      [0.5, 1, 'canceled'],
      [1, 1, 'succeeded'],
    ]);
  });

  it('of an unknown build or workspace is a mistake of the caller', () => {
    const model = withWorkspaces(1, {});
    expect(() => model.cancelBuild(SEVEN, 0, 2)).toThrow(RangeError);
    expect(() => model.cancelBuild(SEVEN, 7, 1)).toThrow(/no workspace has the handle 7/);
  });
});

describe('jobStatus', () => {
  const base: ModelBuild = {
    workspace: 0,
    number: 1,
    sequence: 0,
    transition: 'start',
    reason: 'initiator',
    initiator: ADMIN,
    createdUs: 1,
    startedUs: null,
    completedUs: null,
    canceledUs: null,
    error: null,
    errorCode: null,
    deadlineUs: null,
    agents: [],
    reaped: false,
    provisioner: null,
  };
  it.each<[Partial<ModelBuild>, JobStatus]>([
    [{ completedUs: 9, error: 'e', canceledUs: 5, startedUs: 2 }, 'failed'],
    [{ completedUs: 9, error: 'e' }, 'failed'],
    [{ completedUs: 9, canceledUs: 5, startedUs: 2 }, 'canceled'],
    [{ completedUs: 9, canceledUs: 5 }, 'canceled'],
    [{ completedUs: 9, startedUs: 2 }, 'succeeded'],
    [{ error: 'e', startedUs: 2 }, 'failed'],
    [{ canceledUs: 5, startedUs: 2 }, 'canceling'],
    [{}, 'pending'],
    [{ startedUs: 2 }, 'running'],
    [{ completedUs: 9, startedUs: 2, error: '' }, 'succeeded'],
  ])('of %j is %s', (fields, status) => {
    expect(jobStatus({ ...base, ...fields })).toBe(status);
  });
});
