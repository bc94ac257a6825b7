import { describe, expect, it } from 'vitest';
import { known } from '../../../src/run/preflight/known.js';
import { problems, resultOf, warnings } from './support/facts.js';

const unseen = { known: false, why: 'this token may not see it' } as const;

describe('the check of the version', () => {
  it.each(['v2.34.0', 'v2.35.0-devel+abc1234', '2.16.1'])('knows %s', (serverVersion) => {
    expect(resultOf('version', { facts: { serverVersion } })?.kind).toBe('ok');
  });

  it.each(['v3.0.0', 'v0.27.1', 'unknown', ''])('warns of "%s", and lets the run begin', (serverVersion) => {
    expect(warnings({ facts: { serverVersion } }).map(({ check }) => check)).toEqual(['version']);
    expect(problems({ facts: { serverVersion } })).toEqual([]);
  });
});

describe('the check of the clock', () => {
  const at = (leastMs: number, mostMs: number) => ({
    facts: { clock: { kind: 'bounded', leastMs, mostMs } as const },
  });

  it('tolerates what a Date header cannot tell from agreement', () => {
    expect(resultOf('clock', at(-900, 100))?.kind).toBe('ok');
    expect(resultOf('clock', at(4_900, 6_000))?.kind).toBe('ok');
  });

  it('says by how much at least, and which clock is ahead', () => {
    expect(warnings(at(300_000, 301_100))[0]?.message).toMatch(/at least 5m ahead of this machine/);
    expect(warnings(at(-43_100, -42_000))[0]?.message).toMatch(/at least 42s behind this machine/);
  });

  it('believes a clock that is announced, and cannot tell without a date', () => {
    expect(resultOf('clock', { facts: { clock: { kind: 'announced' } } })?.kind).toBe('ok');
    expect(resultOf('clock', { facts: { clock: { kind: 'not_told' } } })?.kind).toBe('unknown');
  });
});

describe('the check of the feed', () => {
  const off = { experiments: known([]) };

  it('says which feed will be used', () => {
    expect(resultOf('feed', {})).toMatchObject({ seen: expect.stringContaining('watch-all') });
    expect(resultOf('feed', { facts: off })).toMatchObject({ seen: expect.stringContaining('is off') });
    expect(resultOf('feed', { plan: { updates: 'poll' } })).toMatchObject({
      seen: expect.stringContaining('--updates poll'),
    });
  });

  it('refuses a socket that is asked for and turned off, with what turns it on', () => {
    const [refusal] = problems({ facts: off, plan: { updates: 'watch-all' } });
    expect(refusal?.mend).toMatch(/--updates auto.*CODER_EXPERIMENTS=workspace-build-updates/);
  });

  it('cannot be told where the experiments are hidden, and refuses nothing then', () => {
    const given = { facts: { experiments: unseen }, plan: { updates: 'watch-all' } } as const;
    expect(resultOf('feed', given)?.kind).toBe('unknown');
    expect(problems(given)).toEqual([]);
  });
});

describe('the check of rate limits', () => {
  const limited = { bypass: known({ standing: { limit: 512, remaining: 490 } }) };

  it('is content when the second of two requests has as many left as the first', () => {
    expect(resultOf('rate-limits', {})).toMatchObject({ kind: 'ok' });
  });

  it('says how much longer set-up takes when the header does not get through', () => {
    const facts = limited;
    expect(warnings({ facts, plan: { workspaceCount: 59 } })).toEqual([]);
    expect(warnings({ facts, plan: { workspaceCount: 300 } })[0]?.message).toMatch(
      /at least 5 minutes longer/,
    );
    expect(warnings({ facts, plan: { workspaceCount: 300 } })[0]?.mend).toContain('--user-auth none');
    expect(warnings({ facts, plan: { workspaceCount: 300, userAuth: 'none' } })).toEqual([]);
    expect(warnings({ facts, plan: { workspaceCount: 1100, userAuth: 'none' } })[0]?.message).toMatch(
      /at least 2 minutes/,
    );
  });

  it('cannot be told by who is no owner, or where no answer has the headers', () => {
    expect(resultOf('rate-limits', { facts: { bypass: unseen } })?.kind).toBe('unknown');
    expect(resultOf('rate-limits', { facts: { bypass: known({ standing: null }) } })?.kind).toBe('unknown');
  });
});

describe('the check of leftovers', () => {
  const ids = ['run-1', 'run-2', 'run-3', 'run-4'];

  it('names runs of this machine with the command that removes what they left', () => {
    const [warning] = warnings({ facts: { unfinishedRuns: known(ids) } });
    expect(warning?.message).toContain('4 earlier runs');
    expect(warning?.message).toContain('run-1, run-2, run-3 and 1 more');
    expect(warning?.mend).toContain('nineam cleanup');
  });

  it('counts what other load tests left, or are at', () => {
    const [warning] = warnings({ facts: { scaletest: { users: 1, workspaces: 2 } } });
    expect(warning?.message).toContain('1 user and 2 workspaces');
  });

  it('cannot be told where journals cannot be read, unless the deployment shows some', () => {
    expect(resultOf('leftovers', { facts: { unfinishedRuns: unseen } })?.kind).toBe('unknown');
    const both = { unfinishedRuns: unseen, scaletest: { users: 1, workspaces: 0 } };
    expect(resultOf('leftovers', { facts: both })?.kind).toBe('found');
  });
});
