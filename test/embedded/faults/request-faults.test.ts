import { describe, expect, it } from 'vitest';
import { TestDeployment } from '../harness.js';

describe('faults of requests', () => {
  it('refuse with 429 and no effect', async () => {
    const rule = {
      kind: 'too_many_requests',
      method: 'POST',
      path: '/api/v2/users',
      count: 1,
      retryAfterSeconds: 2,
    } as const;
    const t = new TestDeployment({ faults: { seed: 'a', rules: [rule] } });
    const body = {
      email: 'a@b.local',
      username: 'ada',
      login_type: 'none',
      organization_id: t.deployment.organization.id,
    };
    const refused = await t.expect(429, 'POST', '/api/v2/users', { body });
    expect(refused.headers.get('retry-after')).toBe('2');
    await t.expect(404, 'GET', '/api/v2/users/ada');
    await t.expect(201, 'POST', '/api/v2/users', { body });
    expect(t.deployment.faults.fired.too_many_requests).toBe(1);
  });

  it('lose the answer of what was done, and of nothing else', async () => {
    const lines: unknown[] = [];
    const t = new TestDeployment({
      accessLog: (line) => lines.push(line.status),
      faults: { seed: 'a', rules: [{ kind: 'lose_answer', path: '/api/v2/users/me/workspaces' }] },
    });
    let destroyed = 0;
    const connection = { remoteAddress: '127.0.0.1', destroy: () => destroyed++ };
    const create = (name: string) =>
      t.call('POST', '/api/v2/users/me/workspaces', {
        connection,
        body: { template_id: t.templateId, name },
      });
    await create('dev');
    expect(destroyed).toBe(1);
    await create('dev');
    await create('no good');
    expect(destroyed).toBe(1);
    expect(lines).toEqual([null, 409, 400]);
    await t.expect(200, 'GET', '/api/v2/users/me/workspace/dev');
    expect(t.deployment.faults.fired.lose_answer).toBe(1);
  });

  it('drop updates for everybody', async () => {
    const t = new TestDeployment({ faults: { seed: 'a', rules: [{ kind: 'drop_update', count: 1 }] } });
    const told: [number, string][] = [];
    t.deployment.updates.subscribe((text) => told.push([1, JSON.parse(text).workspace_name]));
    t.deployment.updates.subscribe((text) => told.push([2, JSON.parse(text).workspace_name]));
    await t.createWorkspace('a');
    await t.createWorkspace('b');
    t.realClock.advanceBy(10_000);
    expect(told).toEqual([
      [1, 'b'],
      [2, 'b'],
    ]);
    expect(t.deployment.faults.fired.drop_update).toBe(1);
  });
});
