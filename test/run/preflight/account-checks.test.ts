import { describe, expect, it } from 'vitest';
import { known } from '../../../src/run/preflight/known.js';
import { NOW_MS, problems, resultOf, warnings } from './support/facts.js';

const unseen = { known: false, why: 'this token may not see it' } as const;

describe('the check of licence seats', () => {
  const seats = (limit: number, actual: number) => ({
    entitlements: known({ hasLicense: true, userLimit: { limit, actual } }),
  });

  it('lets the last seats be taken, and not one more', () => {
    expect(problems({ facts: seats(120, 20), plan: { workspaceCount: 100 } })).toEqual([]);
    const [refusal] = problems({ facts: seats(120, 21), plan: { workspaceCount: 100 } });
    expect(refusal?.message).toContain('allows 120 users, 21 are there, and the run creates 100');
    expect(refusal?.mend).toContain('--workspace-count to 99');
  });

  it('finds no limit in an edition without licences, nor in a licence without one', () => {
    expect(resultOf('licence-seats', { facts: { entitlements: known(null) } })?.kind).toBe('ok');
    const unlimited = known({ hasLicense: true, userLimit: null });
    expect(resultOf('licence-seats', { facts: { entitlements: unlimited } })?.kind).toBe('ok');
  });

  it('cannot be told where entitlements are hidden, or no number was named', () => {
    expect(resultOf('licence-seats', { facts: { entitlements: unseen } })?.kind).toBe('unknown');
    expect(resultOf('licence-seats', { plan: { workspaceCount: null } })).toMatchObject({
      kind: 'not_asked',
      why: expect.stringContaining('-c'),
    });
  });
});

describe('the check of the token', () => {
  it('counts the time that agents take, too', () => {
    const facts = { tokenExpiresAtMs: NOW_MS + 2 * 3_600_000 };
    expect(problems({ facts })).toEqual([]);
    const [refusal] = problems({ facts, target: { agents: { count: 1, slowestMs: 7_200_000 } } }).filter(
      ({ check }) => check === 'token-expiry',
    );
    expect(refusal?.message).toContain('the token ends in 2h0m, the run with its cleanup needs about 2h');
  });
});

describe('the check of notifications', () => {
  const on = { notifications: known({ paused: false }) };

  it('says who is told how often, and which command pauses it', () => {
    const [warning] = warnings({ facts: { ...on, userAdmins: known(3) } });
    expect(warning?.message).toContain('3 owners and user admins are told of each of the 100 users');
    expect(warning?.mend).toMatch(/`coder notifications pause`.*`coder notifications resume`/);
    expect(warnings({ facts: { ...on, userAdmins: unseen } })[0]?.message).toContain('every owner');
  });

  it('is content where they are paused, cannot be sent, or are unknown to the server', () => {
    expect(warnings({ facts: { notifications: known({ paused: true }) } })).toEqual([]);
    expect(warnings({ facts: { notifications: known(null) } })).toEqual([]);
  });

  it('never keeps a run from beginning', () => {
    expect(problems({ facts: on })).toEqual([]);
  });
});
