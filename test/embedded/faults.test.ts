import { describe, expect, it } from 'vitest';
import { FaultInjector } from '../../src/embedded/fault-injector.js';
import type { FaultPlan } from '../../src/embedded/index.js';
import { TestDeployment } from './harness.js';

function counted(plan: FaultPlan, opportunities: number): number[] {
  const faults = new FaultInjector(plan);
  return Array.from({ length: opportunities }, (_, i) =>
    faults.take('drop_update') === null ? -1 : i,
  ).filter((i) => i >= 0);
}

describe('FaultInjector', () => {
  it('fires always, unless told otherwise', () => {
    expect(counted({ seed: 'a', rules: [{ kind: 'drop_update' }] }, 3)).toEqual([0, 1, 2]);
    expect(counted({ seed: 'a', rules: [{ kind: 'lose_answer' }] }, 3)).toEqual([]);
    expect(counted({ seed: 'a', rules: [] }, 3)).toEqual([]);
  });

  it('skips the first and stops after some', () => {
    expect(counted({ seed: 'a', rules: [{ kind: 'drop_update', skip: 2, count: 3 }] }, 9)).toEqual([2, 3, 4]);
  });

  it('fires at its rate, at the same opportunities for the same seed', () => {
    const plan = (seed: string): FaultPlan => ({ seed, rules: [{ kind: 'drop_update', rate: 0.3 }] });
    const fired = counted(plan('a'), 1000);
    expect(fired.length).toBeGreaterThan(250);
    expect(fired.length).toBeLessThan(350);
    expect(counted(plan('a'), 1000)).toEqual(fired);
    expect(counted(plan('b'), 1000)).not.toEqual(fired);
  });

  it('matches requests by method and by path with stars', () => {
    const rule = { kind: 'too_many_requests', method: 'post', path: '/api/v2/users/*/workspaces' } as const;
    const faults = new FaultInjector({ seed: 'a', rules: [rule] });
    const fires = (method: string, path: string) =>
      faults.take('too_many_requests', { method, path }) === rule;
    expect(fires('POST', '/api/v2/users/me/workspaces')).toBe(true);
    expect(fires('GET', '/api/v2/users/me/workspaces')).toBe(false);
    expect(fires('POST', '/api/v2/users')).toBe(false);
    expect(fires('POST', '/api/v2/users/me/workspaces/x')).toBe(false);
    expect(faults.fired).toEqual({ drop_update: 0, close_socket: 0, too_many_requests: 1, lose_answer: 0 });
  });
});

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
