import { describe, expect, it } from 'vitest';
import type { FaultFiring, FaultPlan, FaultRule, FaultSubject } from '../../../src/embedded/faults/index.js';
import { FaultInjector } from '../../../src/embedded/faults/injector.js';
import { VirtualClock } from '../../../src/time/index.js';

const START_MS = 1e12;
const update = {
  kind: 'update',
  stream: 'builds',
  workspaceName: 'dev',
  buildNumber: 1,
  jobStatus: 'succeeded',
} as const;

function injector(plan: FaultPlan, log?: (firing: FaultFiring) => void) {
  const clock = new VirtualClock(START_MS);
  return { clock, faults: new FaultInjector({ plan, clock, startMs: START_MS, log }) };
}

function counted(plan: FaultPlan, opportunities: number): number[] {
  const { faults } = injector(plan);
  return Array.from({ length: opportunities }, (_, i) =>
    faults.take('drop_update', update) === null ? -1 : i,
  ).filter((i) => i >= 0);
}

const requestOf = (method: string, path: string): FaultSubject => ({ kind: 'request', method, path });

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

  it('draws for each rule apart, so that another rule changes nothing', () => {
    const rule: FaultRule = { kind: 'drop_update', rate: 0.3 };
    const alone = counted({ seed: 'a', rules: [rule] }, 200);
    const beside = counted({ seed: 'a', rules: [rule, { kind: 'reset', rate: 0.5 }] }, 200);
    expect(beside).toEqual(alone);
  });

  it('fires only within its time, end excluded, and counts opportunities only there', () => {
    const rule: FaultRule = { kind: 'drop_update', fromMs: 1000, untilMs: 3000, skip: 1 };
    const { clock, faults } = injector({ seed: 'a', rules: [rule] });
    const fired: number[] = [];
    for (let second = 0; second < 5; second++) {
      if (faults.take('drop_update', update) !== null) fired.push(second);
      clock.advanceBy(1000);
    }
    expect(fired).toEqual([2]);
    expect(faults.rules[0]).toMatchObject({ opportunities: 2, fired: 1 });
  });

  it('matches requests by method and by path with stars', () => {
    const rule = { kind: 'too_many_requests', method: 'post', path: '/api/v2/users/*/workspaces' } as const;
    const { faults } = injector({ seed: 'a', rules: [rule] });
    const fires = (method: string, path: string) =>
      faults.take('too_many_requests', requestOf(method, path))?.rule === rule;
    expect(fires('POST', '/api/v2/users/me/workspaces')).toBe(true);
    expect(fires('GET', '/api/v2/users/me/workspaces')).toBe(false);
    expect(fires('POST', '/api/v2/users')).toBe(false);
    expect(fires('POST', '/api/v2/users/me/workspaces/x')).toBe(false);
    expect(faults.fired).toMatchObject({ drop_update: 0, close_socket: 0, too_many_requests: 1 });
  });

  it('matches patterns of many stars in no time', () => {
    const path = `/${'*a'.repeat(400)}b`;
    const { faults } = injector({ seed: 'a', rules: [{ kind: 'reset', path }] });
    expect(faults.take('reset', requestOf('GET', `/${'a'.repeat(5000)}`))).toBeNull();
  });

  it('tells before from after, and counts messages of sockets', () => {
    const { faults } = injector({
      seed: 'a',
      rules: [
        { kind: 'stall', when: 'after' },
        { kind: 'close_socket', after: 2, path: '*/watch' },
      ],
    });
    expect(faults.take('stall', requestOf('GET', '/'))).toBeNull();
    expect(faults.take('stall', requestOf('GET', '/'), 'after')).not.toBeNull();
    const closes = (path: string, messages: number) =>
      faults.take('close_socket', { kind: 'socket', path, messages }) !== null;
    expect([closes('/x/watch', 1), closes('/x/watch', 2), closes('/x/logs', 2)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('lists what fired with its time and its subject, keeps the latest 1000, and counts the others', () => {
    const logged: FaultFiring[] = [];
    const { clock, faults } = injector({ seed: 'a', rules: [{ kind: 'reset' }] }, (firing) =>
      logged.push(firing),
    );
    for (let i = 0; i < 1005; i++) {
      clock.advanceBy(1);
      faults.take('reset', requestOf('GET', `/${i}`));
    }
    expect(faults.firings.total).toBe(1005);
    expect(faults.firings.forgotten).toBe(5);
    expect(faults.firings.latest).toHaveLength(1000);
    expect(faults.firings.latest[0]).toEqual({
      atMs: START_MS + 6,
      ruleId: 1,
      rule: 'reset',
      fault: 'reset',
      subject: { kind: 'request', method: 'GET', path: '/5' },
    });
    expect(logged).toHaveLength(1005);
  });

  it('takes rules and gives them up, and still counts what they did', () => {
    const { faults } = injector({ seed: 'a', rules: [] });
    const id = faults.add({ kind: 'reset' });
    expect(faults.take('reset', requestOf('GET', '/'))).not.toBeNull();
    expect(faults.remove(id)).toBe(true);
    expect(faults.remove(id)).toBe(false);
    expect(faults.take('reset', requestOf('GET', '/'))).toBeNull();
    expect(faults.fired.reset).toBe(1);
    expect(faults.add({ kind: 'reset' })).toBe(id + 1);
  });

  it('restarts once, unless told otherwise', () => {
    const { faults } = injector({ seed: 'a', rules: [{ kind: 'restart' }] });
    expect(faults.take('restart', requestOf('GET', '/'))).not.toBeNull();
    expect(faults.take('restart', requestOf('GET', '/'))).toBeNull();
  });
});
