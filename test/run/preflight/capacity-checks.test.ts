import { describe, expect, it } from 'vitest';
import { known } from '../../../src/run/preflight/known.js';
import { daemon, problems, resultOf, template, warnings } from './support/facts.js';

describe('the check of provisioners', () => {
  it('names the tags that none of the live ones has', () => {
    const target = {
      liveProvisioners: 0,
      jobTags: { scope: 'organization', owner: '', pool: 'gpu' },
      daemons: known([daemon(), daemon({ id: 'd-2' })]),
    };
    const [refusal] = problems({ target });
    expect(refusal?.message).toContain('none of the 2 live provisioners');
    expect(refusal?.message).toContain('pool=gpu');
    expect(refusal?.mend).toContain('--tag');
  });

  it('does not call provisioners dead that a member may not see', () => {
    const hidden = { liveProvisioners: 0, daemons: { known: false, why: 'hidden' } as const };
    const member = { me: { username: 'bob', roles: [] } as never };
    expect(resultOf('provisioners', { target: hidden, facts: member })?.kind).toBe('unknown');
    expect(resultOf('provisioners', { target: hidden })?.kind).toBe('found');
  });
});

describe('the check of heartbeats', () => {
  const heard = (...silentMs: readonly number[]) => ({
    target: { daemons: known(silentMs.map((ms) => daemon({ silentMs: ms }))) },
  });

  it('says how many were not heard of for over a minute', () => {
    expect(warnings(heard(0, 60_000, 70_000, 70_001, 89_000))[0]?.message).toContain('2 of 5 provisioners');
    expect(warnings(heard(0, 70_000))).toEqual([]);
  });

  it('does not warn of provisioners that are known to be offline, or were never heard of', () => {
    const daemons = known([
      daemon({ silentMs: 600_000, status: 'offline' }),
      { ...daemon({ id: 'd-2' }), lastSeenAt: null },
    ]);
    expect(warnings({ target: { daemons } })).toEqual([]);
  });
});

describe('the check of time limits', () => {
  it('holds the time that agents took against theirs', () => {
    const target = { agents: { count: 1, slowestMs: 301_000 } };
    expect(problems({ target })[0]?.message).toContain('--agent-timeout');
    expect(problems({ target, plan: { agentTimeoutMs: 302_000 } })).toEqual([]);
  });

  it('cannot be told before the first build', () => {
    const none = { p50Ms: null, p95Ms: null };
    const unbuilt = { ...template, buildTimeStats: { start: none, stop: none, delete: none } };
    expect(resultOf('timeouts', { target: { template: unbuilt } })?.kind).toBe('unknown');
    expect(resultOf('timeouts', { plan: { workspaceCount: null } })?.kind).toBe('not_asked');
  });
});
