import { describe, expect, it } from 'vitest';
import { DeploymentMetrics } from '../../../src/embedded/metrics/deployment-metrics.js';
import { TestDeployment, testParameters } from '../harness.js';

/** The samples of a page by name and labels; buckets left out. */
async function samples(metrics: DeploymentMetrics): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines
      .filter((line) => !line.includes('_bucket'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

const WAIT = 'coderd_provisioner_job_queue_wait_seconds';
const ENQUEUED = 'coderd_workspace_builds_enqueued_total';
const TIMINGS = 'coderd_provisionerd_job_timings_seconds';
const BUILD_TIMINGS = 'coderd_provisionerd_workspace_build_timings_seconds';
const CURRENT = 'coderd_provisionerd_jobs_current{provisioner="terraform"}';
const EXECUTION = 'coderd_lifecycle_autobuild_execution_duration_seconds';

describe('DeploymentMetrics', () => {
  it('counts builds when they are created and their waits when they are taken', async () => {
    const deployment = new TestDeployment({ parameters: { ...testParameters, provisioners: 1 } });
    const metrics = new DeploymentMetrics(deployment.deployment);
    for (const name of ['a', 'b']) await deployment.createWorkspace(name);
    deployment.realClock.advanceBy(500);
    const labels = 'transition="start"';
    const early = await samples(metrics);
    expect(
      early[`${ENQUEUED}{provisioner_type="terraform",build_reason="initiator",${labels},status="success"}`],
    ).toBe(2);
    const wait = `{provisioner_type="terraform",job_type="workspace_build",${labels},build_reason="initiator"}`;
    expect(early[`${WAIT}_count${wait}`]).toBe(1);
    expect(early['coderd_provisionerd_jobs_current{provisioner="terraform"}']).toBe(1);
    deployment.realClock.advanceBy(2000);
    const late = await samples(metrics);
    expect(late[`${WAIT}_count${wait}`]).toBe(2);
    expect(late[`${WAIT}_sum${wait}`]).toBeGreaterThan(1);
    expect(late['coderd_provisionerd_jobs_current{provisioner="terraform"}']).toBe(0);
    expect(late['coderd_provisionerd_num_daemons']).toBe(1);
    expect(
      late['coderd_provisionerd_job_timings_seconds_count{provisioner="terraform",status="success"}'],
    ).toBe(2);
  });

  it('observes each run of the executor from its tick, and autostarts by their reason', async () => {
    const deployment = new TestDeployment();
    const metrics = new DeploymentMetrics(deployment.deployment);
    const { id } = await deployment.createWorkspace('a');
    deployment.realClock.advanceBy(2000);
    await deployment.build(id, 'stop');
    const body = { schedule: '1 8 * * *' };
    await deployment.expect(204, 'PUT', `/api/v2/workspaces/${id}/autostart`, { body });
    deployment.realClock.advanceBy(90_000);
    const page = await samples(metrics);
    expect(page[`${EXECUTION}_count`]).toBe(1);
    // One creation takes 120 ms in the middle.
    expect(page[`${EXECUTION}_sum`]).toBeGreaterThan(0.02);
    expect(page[`${EXECUTION}_sum`]).toBeLessThan(2);
    const key = `${ENQUEUED}{provisioner_type="terraform",build_reason="autostart",transition="start",status="success"}`;
    expect(page[key]).toBe(1);
  });

  it('never shows the wait of a job that was canceled before anybody took it', async () => {
    const deployment = new TestDeployment({ parameters: { ...testParameters, provisioners: 0 } });
    const metrics = new DeploymentMetrics(deployment.deployment);
    const { latest_build: build } = await deployment.createWorkspace('a');
    await deployment.expect(200, 'PATCH', `/api/v2/workspacebuilds/${build.id}/cancel`);
    const page = await samples(metrics);
    expect(Object.keys(page).filter((name) => name.startsWith(WAIT))).toEqual([]);
  });

  it('begins to count with itself: what a population did before does not appear', async () => {
    const deployment = new TestDeployment({
      population: { seeded: { users: 10, workspaces: 20, schedules: true } },
    });
    const page = await samples(new DeploymentMetrics(deployment.deployment));
    expect(Object.keys(page).filter((name) => name.startsWith(ENQUEUED))).toEqual([]);
  });

  /** What a page says of jobs: numbers of those that were created, that were taken, and that ended. */
  const jobCounts = (page: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(page).filter(
        ([name]) => name.startsWith(ENQUEUED) || /_(queue_wait|timings)_seconds_count/.test(name),
      ),
    );
  const labels = (reason: string) =>
    `{provisioner_type="terraform",job_type="workspace_build",transition="start",build_reason="${reason}"}`;
  const enqueued = (reason: string) =>
    `${ENQUEUED}{provisioner_type="terraform",build_reason="${reason}",transition="start",status="success"}`;

  it('tells of a failed job that it ended so, under the reason that the client gave', async () => {
    const deployment = new TestDeployment({
      parameters: { ...testParameters, failureRate: { start: 1, stop: 1, delete: 1 } },
    });
    const { id } = await deployment.createWorkspace('a');
    deployment.realClock.advanceBy(5000);
    const metrics = new DeploymentMetrics(deployment.deployment);
    const body = { transition: 'start', reason: 'dashboard' };
    await deployment.expect(201, 'POST', `/api/v2/workspaces/${id}/builds`, { body });
    deployment.realClock.advanceBy(5000);
    const { versionName } = deployment.deployment.templates.all[0]!;
    const template = `template_name="workspace",template_version="${versionName}"`;
    expect(jobCounts(await samples(metrics))).toEqual({
      [enqueued('dashboard')]: 1,
      [`${WAIT}_count${labels('dashboard')}`]: 1,
      [`${TIMINGS}_count{provisioner="terraform",status="failed"}`]: 1,
      [`${BUILD_TIMINGS}_count{${template},workspace_transition="start",status="failed"}`]: 1,
    });
  });

  it.each([true, false])(
    'tells of a job that ran and was reaped only its wait (looked at in between: %s)',
    async (looks) => {
      const hour = { kind: 'constant', value: 3600e6 } as const;
      const deployment = new TestDeployment({
        parameters: { ...testParameters, serviceTime: { start: hour, stop: hour, delete: hour } },
      });
      const metrics = new DeploymentMetrics(deployment.deployment);
      await deployment.createWorkspace('a');
      deployment.realClock.advanceBy(1000);
      if (looks) expect((await samples(metrics))[CURRENT]).toBe(1);
      const { driver, model } = deployment.deployment;
      model.killProvisioners(driver.begin(), { count: 3 });
      driver.settle();
      if (looks) expect((await samples(metrics))[CURRENT]).toBe(0);
      deployment.realClock.advanceBy(10 * 60_000);
      expect(jobCounts(await samples(metrics))).toEqual({
        [enqueued('initiator')]: 1,
        [`${WAIT}_count${labels('initiator')}`]: 1,
      });
    },
  );

  it('shows neither wait nor end of a job that no provisioner took: one that was reaped, an orphan’s delete', async () => {
    const deployment = new TestDeployment({ parameters: { ...testParameters, provisioners: 0 } });
    const metrics = new DeploymentMetrics(deployment.deployment);
    const { id } = await deployment.createWorkspace('a');
    deployment.realClock.advanceBy(40 * 60_000);
    const body = { transition: 'delete', orphan: true };
    await deployment.expect(201, 'POST', `/api/v2/workspaces/${id}/builds`, { body });
    const page = await samples(metrics);
    expect(deployment.deployment.workspaces.all[0]?.state.deleted).toBe(true);
    expect(jobCounts(page)).toEqual({
      [enqueued('initiator')]: 1,
      [enqueued('initiator').replace('"start"', '"delete"')]: 1,
    });
  });
});
