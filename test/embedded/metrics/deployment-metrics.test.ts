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
});
