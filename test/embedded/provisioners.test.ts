import { describe, expect, it } from 'vitest';
import { OTHER_UUID, TestDeployment } from './harness.js';

const DAEMONS = '/api/v2/organizations/default/provisionerdaemons';
const JOBS = '/api/v2/organizations/default/provisionerjobs';

const PLAIN = { templates: [{ name: 'workspace' }] };
/** Two plain provisioners and one with a graphics card; the second template needs one. */
const GPU = {
  templates: [{ name: 'workspace' }, { name: 'gpu', tags: { gpu: 'yes' } }],
  parameters: {
    seed: 'gpu',
    provisioners: 2,
    taggedProvisioners: [{ count: 1, tags: { gpu: 'yes', zone: 'a' } }],
  },
};

/** An hour: no job of these tests ends by itself. */
const LONG = { kind: 'constant', value: 3600e6 } as const;
const SLOW = { start: LONG, stop: LONG, delete: LONG };

describe('provisioner daemons', () => {
  it('are listed newest first, alive, with what they run and ran', async () => {
    const t = new TestDeployment();
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    const { body } = await t.expect(200, 'GET', DAEMONS);
    expect(body.map((d: { name: string; status: string }) => [d.name, d.status])).toEqual([
      ['nineam-2', 'idle'],
      ['nineam-1', 'idle'],
      ['nineam-0', 'busy'],
    ]);
    expect(body[2]).toMatchObject({
      provisioners: ['terraform'],
      current_job: { id: latest_build.job.id, status: 'running', template_name: 'workspace' },
      previous_job: null,
    });
    t.realClock.advanceBy(10_000_000);
    const later = (await t.expect(200, 'GET', `${DAEMONS}?limit=1`)).body;
    expect(later).toHaveLength(1);
    expect(t.realClock.nowMs() - Date.parse(later[0].last_seen_at)).toBeLessThan(60_001);
  });

  it('are offline, and not listed unless asked for, once they have not reported for 90 s', async () => {
    const t = new TestDeployment({ ...PLAIN, parameters: { seed: 'x', provisioners: 3, serviceTime: SLOW } });
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(30_000);
    const { driver, model } = t.deployment;
    model.killProvisioners(driver.begin(), { count: 2 });
    const statuses = async (query: string) =>
      (await t.expect(200, 'GET', `${DAEMONS}?${query}`)).body.map((d: { name: string; status: string }) => [
        d.name,
        d.status,
      ]);
    t.realClock.advanceBy(30_000);
    expect(await statuses('')).toEqual([
      ['nineam-2', 'idle'],
      ['nineam-1', 'idle'],
      ['nineam-0', 'busy'],
    ]);
    t.realClock.advanceBy(60_000);
    expect(await statuses('')).toEqual([['nineam-2', 'idle']]);
    expect(await statuses('offline=true')).toEqual([
      ['nineam-2', 'idle'],
      ['nineam-1', 'offline'],
      ['nineam-0', 'offline'],
    ]);
    expect(await statuses('status=offline')).toEqual([
      ['nineam-1', 'offline'],
      ['nineam-0', 'offline'],
    ]);
    expect(await statuses('status=busy')).toEqual([]);
    const [dead] = (await t.expect(200, 'GET', `${DAEMONS}?offline=true`)).body.slice(-1);
    expect(dead).toMatchObject({
      current_job: { id: latest_build.job.id, status: 'running' },
      last_seen_at: '2026-11-23T08:00:00Z',
    });
  });

  it('are forgotten a week after their last report', async () => {
    const t = new TestDeployment();
    const { driver, model, organization } = t.deployment;
    model.killProvisioners(driver.begin(), { count: 2 });
    driver.settle();
    const path = `/api/v2/organizations/${organization.id}/provisionerdaemons?offline=true&limit=0`;
    t.realClock.advanceBy(7 * 24 * 3_600_000 - 1000);
    expect((await t.expect(200, 'GET', path)).body).toHaveLength(3);
    t.realClock.advanceBy(2000);
    expect((await t.expect(200, 'GET', path)).body).toHaveLength(1);
    const { latest_build: build } = await t.createWorkspace('a');
    expect(build.matched_provisioners).toMatchObject({ count: 1, available: 1 });
    const jobs = `/api/v2/organizations/${organization.id}/provisionerjobs?status=pending`;
    expect((await t.expect(200, 'GET', jobs)).body[0].available_workers).toHaveLength(1);
  });

  it('that come later are newer, and live at once', async () => {
    const t = new TestDeployment(PLAIN);
    t.realClock.advanceBy(10_000);
    t.deployment.model.addProvisioners(t.deployment.driver.begin(), { count: 1, tags: { gpu: 'yes' } });
    const { body } = await t.expect(200, 'GET', DAEMONS);
    expect(body).toHaveLength(4);
    expect(body[0]).toMatchObject({
      name: 'nineam-3',
      status: 'idle',
      created_at: '2026-11-23T08:00:10Z',
      last_seen_at: '2026-11-23T08:00:10Z',
      tags: { owner: '', scope: 'organization', gpu: 'yes' },
    });
  });

  it('are found by their tags', async () => {
    const t = new TestDeployment(GPU);
    const names = async (tags: unknown) =>
      (await t.expect(200, 'GET', `${DAEMONS}?tags=${encodeURIComponent(JSON.stringify(tags))}`)).body.map(
        (d: { name: string }) => d.name,
      );
    expect(await names({ gpu: 'yes' })).toEqual(['nineam-2']);
    expect(await names({ owner: '', scope: 'organization' })).toHaveLength(3);
    expect(await names({ gpu: 'no' })).toEqual([]);
    for (const wrong of ['[]', '{"gpu":1}', '{', 'null']) {
      await t.expect(400, 'GET', `${DAEMONS}?tags=${encodeURIComponent(wrong)}`);
    }
  });

  it('are filtered', async () => {
    const t = new TestDeployment();
    await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    const names = async (query: string) =>
      (await t.expect(200, 'GET', `${DAEMONS}?${query}`)).body.map((d: { name: string }) => d.name);
    expect(await names('status=busy')).toEqual(['nineam-0']);
    expect(await names('status=busy,idle&limit=2')).toHaveLength(2);
    expect(await names(`ids=${t.deployment.daemons.all[1]!.id}`)).toEqual(['nineam-1']);
    await t.expect(400, 'GET', `${DAEMONS}?ids=nineam-1`);
    expect(await names('offline=true')).toHaveLength(3);
    expect(await names('max_age=100ms')).toEqual([]);
    expect(await names('max_age=2m')).toHaveLength(3);
    expect(await names(`tags=${encodeURIComponent('{"scope":"organization"}')}`)).toHaveLength(3);
    expect(await names(`tags=${encodeURIComponent('{"gpu":"yes"}')}`)).toEqual([]);
    for (const wrong of ['bogus=1', 'status=asleep', 'limit=-1', 'max_age=long', 'tags=x']) {
      const answer = await t.expect(400, 'GET', `${DAEMONS}?${wrong}`);
      expect(answer.body.validations[0].field).toBe(wrong.split('=')[0]);
    }
  });
});

describe('provisioner jobs', () => {
  it('tell the length of the queue on every row', async () => {
    const t = new TestDeployment({ ...PLAIN, parameters: { seed: 'one', provisioners: 1 } });
    for (const name of ['a', 'b', 'c']) await t.createWorkspace(name);
    t.realClock.advanceBy(100);
    const { body } = await t.expect(200, 'GET', JOBS);
    const rows = body.map((job: { metadata: Record<string, string>; [key: string]: unknown }) => [
      job.metadata['workspace_name'] ?? job['type'],
      job['status'],
      job['queue_position'],
      job['queue_size'],
    ]);
    expect(rows).toEqual([
      ['c', 'pending', 2, 2],
      ['b', 'pending', 1, 2],
      ['a', 'running', 0, 2],
      ['template_version_import', 'succeeded', 0, 2],
    ]);
    expect(body[0].available_workers).toEqual([t.deployment.daemons.all[0]!.id]);
    expect(body[2]).toMatchObject({ worker_name: 'nineam-0' });
  });

  it('are limited and filtered', async () => {
    const t = new TestDeployment(PLAIN);
    for (let i = 0; i < 60; i++) await t.createWorkspace(`w-${i}`);
    const jobs = async (query: string) => (await t.expect(200, 'GET', `${JOBS}?${query}`)).body;
    expect(await jobs('')).toHaveLength(50);
    expect(await jobs('limit=0')).toHaveLength(61);
    expect(await jobs('limit=1')).toMatchObject([{ queue_size: 60, metadata: { workspace_name: 'w-59' } }]);
    expect((await jobs('status=pending&limit=0')).map((job: { status: string }) => job.status)).toHaveLength(
      60,
    );
    expect(await jobs('status=succeeded')).toHaveLength(1);
    expect(await jobs(`ids=${(await jobs('limit=1'))[0].id.toUpperCase()}`)).toHaveLength(1);
    await t.expect(400, 'GET', `${JOBS}?ids=w-59`);
    await t.expect(400, 'GET', `${JOBS}?initiator=admin`);
    expect(await jobs(`initiator=${t.deployment.organization.id}`)).toEqual([]);
    await t.expect(400, 'GET', `${JOBS}?status=asleep`);
  });

  it('have their place among all that wait, and the workers that may run them, dead ones too', async () => {
    const t = new TestDeployment({ ...GPU, parameters: { ...GPU.parameters, serviceTime: SLOW } });
    const [plain, gpu] = t.deployment.templates.all.map((template) => template.id);
    t.deployment.model.killProvisioners(t.deployment.driver.begin(), { count: 3 });
    for (const [i, template] of [plain, gpu, plain].entries()) {
      await t.createWorkspace(`w-${i}`, { body: { template_id: template } });
    }
    t.realClock.advanceBy(300_000);
    const { body } = await t.expect(200, 'GET', `${JOBS}?status=pending`);
    expect(
      body.map((job: Record<string, unknown>) => [job['queue_position'], job['queue_size'], job['tags']]),
    ).toEqual([
      [3, 3, { owner: '', scope: 'organization' }],
      [2, 3, { owner: '', scope: 'organization', gpu: 'yes' }],
      [1, 3, { owner: '', scope: 'organization' }],
    ]);
    const ids = t.deployment.daemons.all.map((daemon) => daemon.id);
    expect(body.map((job: Record<string, unknown>) => job['available_workers'])).toEqual([
      ids.slice(0, 2),
      ids.slice(2),
      ids.slice(0, 2),
    ]);
    const tagged = `${JOBS}?tags=${encodeURIComponent('{"gpu":"yes"}')}&status=pending`;
    expect((await t.expect(200, 'GET', tagged)).body).toHaveLength(1);
  });

  it('are read by themselves', async () => {
    const t = new TestDeployment(PLAIN);
    const { latest_build } = await t.createWorkspace('dev');
    const [listed] = (await t.expect(200, 'GET', `${JOBS}?limit=1`)).body;
    expect(listed.id).toBe(latest_build.job.id);
    expect((await t.expect(200, 'GET', `${JOBS}/${listed.id}`)).body).toEqual(listed);
    await t.expect(404, 'GET', `${JOBS}/${OTHER_UUID}`);
    const { token } = await t.member('ada');
    await t.expect(404, 'GET', `${JOBS}/${listed.id}`, { token });
  });

  it('of dry-runs stand among the others by their age, those of imports last and once each', async () => {
    const t = new TestDeployment();
    const { version } = t.deployment.templates.all[0]!;
    const dryRun = async () => {
      t.realClock.advanceBy(1000);
      await t.expect(201, 'POST', `/api/v2/templateversions/${version.id}/dry-run`, { body: {} });
    };
    await t.createWorkspace('a');
    await dryRun();
    t.realClock.advanceBy(1000);
    await t.createWorkspace('b');
    await dryRun();
    const { body } = await t.expect(200, 'GET', JOBS);
    const types = ['dry_run', 'build', 'dry_run', 'build', 'import', 'import'];
    expect(body.map((job: { type: string }) => job.type.replace(/^.*_(?=build|import)/, ''))).toEqual(
      types.map((type) => (type === 'dry_run' ? 'template_version_dry_run' : type)),
    );
  });

  it('are hidden from members, as the daemons are', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    await t.expect(404, 'GET', JOBS, { token });
    await t.expect(404, 'GET', DAEMONS, { token });
  });
});

describe('the build of a workspace', () => {
  const pending = async (t: TestDeployment, id: string) =>
    (await t.expect(200, 'GET', `/api/v2/workspaces/${id}`)).body.latest_build;

  it('counts the provisioners that its tags match, and those seen within 90 s of its creation', async () => {
    const t = new TestDeployment({ ...GPU, parameters: { ...GPU.parameters, serviceTime: SLOW } });
    const { model, driver, templates } = t.deployment;
    await t.createWorkspace('held', { body: { template_id: templates.all[1]!.id } });
    t.realClock.advanceBy(1000);
    model.killProvisioners(driver.begin(), { count: 1 });
    t.realClock.advanceBy(60_000);
    const matched = async (name: string, template: number) => {
      const body = { template_id: templates.all[template]!.id };
      return (await t.createWorkspace(name, { body })).latest_build.matched_provisioners;
    };
    expect(await matched('early', 1)).toEqual({
      count: 1,
      available: 1,
      most_recently_seen: '2026-11-23T08:00:00Z',
    });
    t.realClock.advanceBy(60_000);
    expect(await matched('late', 1)).toMatchObject({ count: 1, available: 0 });
    expect(await matched('plain', 0)).toEqual({
      count: 2,
      available: 2,
      most_recently_seen: '2026-11-23T08:02:00Z',
    });
  });

  it('stands in the queue of the live provisioners that may run it, and in none without these', async () => {
    const t = new TestDeployment({ ...GPU, parameters: { ...GPU.parameters, serviceTime: SLOW } });
    const { model, driver, templates } = t.deployment;
    const places: string[] = [];
    for (const [i, template] of [0, 0, 1, 0, 1, 0].entries()) {
      const body = { template_id: templates.all[template]!.id };
      places.push((await t.createWorkspace(`w-${i}`, { body })).id);
      t.realClock.advanceBy(1000);
    }
    const standing = async (id: string) => {
      const { job } = await pending(t, id);
      return [job.queue_position, job.queue_size];
    };
    expect(await Promise.all(places.map(standing))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 2],
      [1, 1],
      [2, 2],
    ]);
    model.killProvisioners(driver.begin(), { count: 3 });
    t.realClock.advanceBy(100_000);
    expect(await standing(places[4]!)).toEqual([0, 0]);
    expect(await standing(places[5]!)).toEqual([0, 0]);
  });
});
