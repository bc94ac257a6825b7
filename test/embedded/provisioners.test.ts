import { describe, expect, it } from 'vitest';
import { TestDeployment } from './harness.js';

const DAEMONS = '/api/v2/organizations/default/provisionerdaemons';
const JOBS = '/api/v2/organizations/default/provisionerjobs';

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

  it('are filtered', async () => {
    const t = new TestDeployment();
    await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    const names = async (query: string) =>
      (await t.expect(200, 'GET', `${DAEMONS}?${query}`)).body.map((d: { name: string }) => d.name);
    expect(await names('status=busy')).toEqual(['nineam-0']);
    expect(await names('status=busy,idle&limit=2')).toHaveLength(2);
    expect(await names(`ids=${t.deployment.daemons.all[1]!.id}`)).toEqual(['nineam-1']);
    expect(await names('offline=true')).toHaveLength(3);
    expect(await names('max_age=1s')).toEqual([]);
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
    const t = new TestDeployment({ parameters: { seed: 'one', provisioners: 1 } });
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
    const t = new TestDeployment();
    for (let i = 0; i < 60; i++) await t.createWorkspace(`w-${i}`);
    const jobs = async (query: string) => (await t.expect(200, 'GET', `${JOBS}?${query}`)).body;
    expect(await jobs('')).toHaveLength(50);
    expect(await jobs('limit=0')).toHaveLength(61);
    expect(await jobs('limit=1')).toMatchObject([{ queue_size: 60, metadata: { workspace_name: 'w-59' } }]);
    expect((await jobs('status=pending&limit=0')).map((job: { status: string }) => job.status)).toHaveLength(
      60,
    );
    expect(await jobs('status=succeeded')).toHaveLength(1);
    expect(await jobs(`ids=${(await jobs('limit=1'))[0].id}`)).toHaveLength(1);
    expect(await jobs(`initiator=${t.deployment.organization.id}`)).toEqual([]);
    await t.expect(400, 'GET', `${JOBS}?status=asleep`);
  });

  it('are hidden from members, as the daemons are', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    await t.expect(404, 'GET', JOBS, { token });
    await t.expect(404, 'GET', DAEMONS, { token });
  });
});
