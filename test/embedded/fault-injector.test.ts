import { describe, expect, it } from 'vitest';
import { FaultInjector } from '../../src/embedded/fault-injector.js';
import type { FaultPlan } from '../../src/embedded/index.js';

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
