import { describe, expect, it } from 'vitest';
import { exchange, OTHER_UUID, shapeOf, TestDeployment, testParameters } from './harness.js';

class DryRunDeployment extends TestDeployment {
  get version(): string {
    return `/api/v2/templateversions/${this.deployment.templates.named('workspace-with-agent')!.versionId}`;
  }

  async start(token?: string): Promise<string> {
    const body = { workspace_name: '', rich_parameter_values: null };
    const options = { body, ...(token === undefined ? {} : { token }) };
    const job = await this.expect(201, 'POST', `${this.version}/dry-run`, options);
    return `${this.version}/dry-run/${job.body.id}`;
  }

  async status(path: string): Promise<string> {
    return (await this.expect(200, 'GET', path)).body.status;
  }
}

describe('a dry-run', () => {
  it('has the shapes of a recorded one', async () => {
    const t = new DryRunDeployment();
    const body = { workspace_name: '', rich_parameter_values: null };
    const created = await t.expect(201, 'POST', `${t.version}/dry-run`, { body });
    t.realClock.advanceBy(50);
    const path = `${t.version}/dry-run/${created.body.id}`;
    const read = async (part: string) => (await t.expect(200, 'GET', path + part)).body;
    const shapes = {
      '028-dry-run-create': created.body,
      '029-dry-run-matched-provisioners': await read('/matched-provisioners'),
      '030-dry-run': await read(''),
      '031-dry-run-resources': await read('/resources'),
      '032-dry-run-logs': await read('/logs'),
    };
    for (const [name, answer] of Object.entries(shapes)) {
      expect([name, shapeOf(answer)]).toEqual([name, shapeOf(exchange(name).response.body)]);
    }
  });

  it('goes from pending over running to succeeded within tens of milliseconds', async () => {
    const t = new DryRunDeployment();
    const path = await t.start();
    expect(await t.status(path)).toBe('pending');
    expect((await t.expect(412, 'GET', `${path}/resources`)).body.message).toMatch(/completed/);
    t.realClock.advanceBy(2);
    expect(await t.status(path)).toBe('running');
    t.realClock.advanceBy(20);
    const { body } = await t.expect(200, 'GET', path);
    expect(body).toMatchObject({
      status: 'succeeded',
      type: 'template_version_dry_run',
      worker_id: t.deployment.daemons.all[0]!.id,
    });
    const [resource] = (await t.expect(200, 'GET', `${path}/resources`)).body;
    expect(resource).toMatchObject({ job_id: body.id, agents: [{ name: 'main', status: 'connecting' }] });
  });

  it('waits for no build and holds none up', async () => {
    const t = new DryRunDeployment({ parameters: { ...testParameters, provisioners: 1 } });
    const { id } = await t.createWorkspace('dev');
    const path = await t.start();
    t.realClock.advanceBy(50);
    expect(await t.status(path)).toBe('succeeded');
    expect((await t.expect(200, 'GET', `/api/v2/workspaces/${id}`)).body.latest_build.status).toBe(
      'starting',
    );
  });

  it('waits where no provisioner may run it', async () => {
    const t = new DryRunDeployment({ parameters: { ...testParameters, provisioners: 0 } });
    const path = await t.start();
    t.realClock.advanceBy(3_600_000);
    expect(await t.status(path)).toBe('pending');
    expect((await t.expect(200, 'GET', `${path}/matched-provisioners`)).body).toEqual({
      count: 0,
      available: 0,
      most_recently_seen: null,
    });
    expect((await t.expect(200, 'GET', `${path}/logs`)).body).toEqual([]);
  });

  it('ends at once when canceled while it waits, and when it would have while it runs', async () => {
    const t = new DryRunDeployment();
    const waiting = await t.start();
    await t.expect(200, 'PATCH', `${waiting}/cancel`);
    t.realClock.advanceBy(50);
    const ended = (await t.expect(200, 'GET', waiting)).body;
    expect([ended.status, ended.started_at, ended.completed_at]).toEqual([
      'canceled',
      undefined,
      ended.canceled_at,
    ]);
    await t.expect(400, 'PATCH', `${waiting}/cancel`);
    const running = await t.start();
    t.realClock.advanceBy(2);
    await t.expect(200, 'PATCH', `${running}/cancel`);
    expect(await t.status(running)).toBe('canceling');
    await t.expect(400, 'PATCH', `${running}/cancel`);
    t.realClock.advanceBy(50);
    expect(await t.status(running)).toBe('canceled');
  });

  it('shows its log as far as it is, from a line on, and as text', async () => {
    const t = new DryRunDeployment();
    const path = await t.start();
    const read = async (query = '') => (await t.expect(200, 'GET', `${path}/logs${query}`)).body;
    expect(await read()).toEqual([]);
    t.realClock.advanceBy(50);
    const lines = await read();
    expect(lines.map(({ stage }: { stage: string }) => stage)).toEqual(['Setting up', 'Cleaning Up']);
    expect(await read(`?after=${lines[0].id}`)).toEqual(lines.slice(1));
    expect(await read('?format=text')).toMatch(/Setting up.*\n.*Cleaning Up/);
    await t.expect(400, 'GET', `${path}/logs?after=x`);
    await t.expect(400, 'GET', `${path}/logs?format=text&follow`);
    await t.expect(426, 'GET', `${path}/logs?follow`);
  });

  it('is nobody else’s, and of no other version', async () => {
    const t = new DryRunDeployment();
    const ada = await t.member('ada');
    const eve = await t.member('eve');
    const path = await t.start(ada.token);
    await t.expect(200, 'GET', path, { token: ada.token });
    await t.expect(200, 'GET', path);
    for (const part of ['', '/logs', '/resources', '/matched-provisioners']) {
      await t.expect(404, 'GET', path + part, { token: eve.token });
    }
    await t.expect(404, 'PATCH', `${path}/cancel`, { token: eve.token });
    const other = t.deployment.templates.named('workspace')!.versionId;
    await t.expect(404, 'GET', `/api/v2/templateversions/${other}/dry-run/${path.split('/').at(-1)}`);
    await t.expect(404, 'GET', `${t.version}/dry-run/${OTHER_UUID}`);
    await t.expect(400, 'GET', `${t.version}/dry-run/x`);
  });
});
