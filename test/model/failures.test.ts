import { describe, expect, it } from 'vitest';
import {
  type FailureCause,
  jobStatus,
  StormModel,
  type StormModelParameters,
} from '../../src/model/index.js';
import { MINUTE, MS, parameters, SECOND, SEVEN, sameFor } from './scenario.js';

const cause = (kind: FailureCause['kind'], weight = 1): FailureCause => ({
  weight,
  kind,
  error: `it failed: ${kind}`,
  errorCode: kind === 'reported' ? 'INSUFFICIENT_QUOTA' : null,
});

function withWorkspaces(count: number, overrides: Partial<StormModelParameters>): StormModel {
  const model = new StormModel(
    parameters({ failureRate: sameFor(1), publishes: 'everything', ...overrides }),
  );
  const owner = model.addOwner(SEVEN, 'active');
  for (let i = 0; i < count; i++) {
    model.createWorkspace(SEVEN, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  return model;
}

const told = (model: StormModel) => model.takePublications().map(({ kind }) => kind);

describe('a failure', () => {
  it('that is reported comes at the end of the service time and is told to everybody', () => {
    const model = withWorkspaces(1, { failureCauses: [cause('reported')] });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(0).latest).toMatchObject({
      startedUs: SEVEN,
      completedUs: SEVEN + SECOND,
      error: 'it failed: reported',
      errorCode: 'INSUFFICIENT_QUOTA',
      reaped: false,
    });
    expect(told(model)).toEqual(['workspace_event', 'workspace_event', 'build_update', 'logs_ended']);
  });

  it('of a start may take a time of its own, which nothing else takes', () => {
    const failedStartTime = { kind: 'constant', value: 5 * SECOND } as const;
    const endOf = (rate: number) => {
      const model = withWorkspaces(1, { failureRate: sameFor(rate), failedStartTime });
      model.advanceTo(SEVEN + MINUTE);
      const { completedUs, error } = model.workspace(0).latest;
      return [completedUs! - SEVEN, error === null];
    };
    expect(endOf(1)).toEqual([5 * SECOND, false]);
    expect(endOf(0)).toEqual([SECOND, true]);
  });

  it('that is not reported comes at the same time and is told to nobody but the followers of the log', () => {
    const model = withWorkspaces(1, { failureCauses: [cause('unreported')] });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.workspace(0).latest).toMatchObject({ completedUs: SEVEN + SECOND, errorCode: null });
    expect(told(model)).toEqual(['workspace_event', 'logs_ended']);
  });

  it('of the preparation comes as soon as the job is taken; the provisioner goes on to the next', () => {
    const model = withWorkspaces(3, { provisioners: 1, failureCauses: [cause('preparation')] });
    model.advanceTo(SEVEN + MINUTE);
    for (const build of model.builds()) {
      expect(jobStatus(build)).toBe('failed');
      expect(build).toMatchObject({ startedUs: SEVEN, completedUs: SEVEN, provisioner: 0 });
    }
    expect(told(model)).toEqual(['logs_ended', 'logs_ended', 'logs_ended']);
    expect(model.provisioners()[0]).toMatchObject({ current: null, previous: { workspace: 2 } });
  });

  it('has one of several causes, as often as their weights say', () => {
    const failureCauses = [cause('reported', 3), cause('unreported', 0), cause('preparation', 1)];
    const model = withWorkspaces(2_000, { failureRate: sameFor(0.5), failureCauses });
    model.advanceTo(SEVEN + MINUTE);
    const builds = [...model.builds()];
    const share = (error: string) => builds.filter((build) => build.error === error).length / builds.length;
    expect(Math.abs(share('it failed: reported') - 0.375)).toBeLessThan(0.04);
    expect(Math.abs(share('it failed: preparation') - 0.125)).toBeLessThan(0.03);
    expect(share('it failed: unreported')).toBe(0);
  });

  it('strikes the same jobs whatever the causes are', () => {
    const failing = (failureCauses: readonly FailureCause[]) => {
      const model = withWorkspaces(200, { failureRate: sameFor(0.5), failureCauses });
      model.advanceTo(SEVEN + MINUTE);
      return [...model.builds()].map((build) => build.error !== null);
    };
    expect(failing([cause('preparation')])).toEqual(failing([cause('reported')]));
  });
});

describe('what is published', () => {
  it('of a build that succeeds: its beginning to the watchers, its end to everybody', () => {
    const model = withWorkspaces(1, { failureRate: sameFor(0) });
    model.advanceTo(SEVEN + MINUTE);
    expect(model.takePublications()).toMatchObject([
      { kind: 'workspace_event', atUs: SEVEN, workspace: 0 },
      { kind: 'workspace_event', atUs: SEVEN + SECOND },
      { kind: 'build_update', atUs: SEVEN + SECOND, status: 'succeeded', build: { number: 1 } },
      { kind: 'logs_ended', atUs: SEVEN + SECOND, build: { number: 1 } },
    ]);
  });

  it('of a request for a build: its being made, to the watchers; of a new workspace nothing', () => {
    const model = withWorkspaces(1, { failureRate: sameFor(0), provisioners: 0 });
    expect(told(model)).toEqual([]);
    model.cancelBuild(SEVEN, 0, 1);
    expect(told(model)).toEqual(['workspace_event', 'build_update']);
    model.createBuild(SEVEN, 0, { transition: 'stop', initiator: 0 });
    expect(told(model)).toEqual(['workspace_event']);
    model.cancelBuild(SEVEN, 0, 2);
    told(model);
    model.createBuild(SEVEN, 0, { transition: 'delete', initiator: 0, orphan: true });
    expect(told(model)).toEqual(['workspace_event']);
  });

  it('of a running build that is canceled: the request, then the end with that of the log', () => {
    const model = withWorkspaces(1, { cancelNotice: { kind: 'constant', value: 100 * MS } });
    model.advanceTo(SEVEN);
    told(model);
    model.cancelBuild(SEVEN + MS, 0, 1);
    model.advanceTo(SEVEN + MINUTE);
    expect(told(model)).toEqual([
      ...['workspace_event', 'build_update'],
      ...['workspace_event', 'build_update', 'logs_ended'],
    ]);
  });

  it('of a reaped job: the end of its log alone', () => {
    const model = withWorkspaces(1, { provisioners: 0, pendingReapUs: MINUTE });
    model.advanceTo(SEVEN + 3 * MINUTE);
    expect(model.workspace(0).latest.reaped).toBe(true);
    expect(told(model)).toEqual(['logs_ended']);
  });

  it('of a new name, a new deadline: one word to the watchers; of a schedule or a time to live nothing', () => {
    const model = withWorkspaces(1, { failureRate: sameFor(0) });
    model.advanceTo(SEVEN + MINUTE);
    told(model);
    model.setTtl(SEVEN + MINUTE, 0, MINUTE);
    model.setSchedule(SEVEN + MINUTE, 0, null);
    expect(told(model)).toEqual([]);
    model.setDeadline(SEVEN + MINUTE, 0, SEVEN + 30 * MINUTE);
    model.renameWorkspace(SEVEN + MINUTE, 0, 'other');
    expect(told(model)).toEqual(['workspace_event', 'workspace_event']);
    expect(model.workspace(0).name).toBe('other');
  });
});
