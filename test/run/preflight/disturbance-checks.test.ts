import { describe, expect, it } from 'vitest';
import { known } from '../../../src/run/preflight/known.js';
import { NOW_MS, problems, resultOf, warnings } from './support/facts.js';

const MINUTE_MS = 60_000;

/** As many workspaces due so many minutes from now each. */
const dueIn = (...minutes: readonly number[]) => ({
  dueSchedules: known({
    stopped: 50,
    looked: 50,
    nextStartsMs: minutes.map((minute) => NOW_MS + minute * MINUTE_MS),
  }),
});

describe('the check of other users', () => {
  it('refuses a deployment at work, with what was seen', () => {
    const facts = { otherUsers: 31, ...dueIn(3, 4, 4), pendingBuilds: known(2) };
    const [refusal] = problems({ facts });
    expect(refusal?.check).toBe('other-users');
    expect(refusal?.message).toMatch(
      /31 other users, 3 workspaces of theirs due from 09:00 to about 09:\d\d UTC, 2 builds/,
    );
    expect(refusal?.mend).toContain('--yes');
  });

  it('refuses for schedules alone, and for a queue alone', () => {
    expect(problems({ facts: dueIn(1, 1, 1, 1, 1) })).toEqual([]);
    expect(problems({ facts: dueIn(1, 1, 1, 1, 1, 1) })).toHaveLength(1);
    expect(problems({ facts: { pendingBuilds: known(5) } })).toEqual([]);
    expect(problems({ facts: { pendingBuilds: known(6) } })).toHaveLength(1);
  });

  it('does not count what is due before the run or after it', () => {
    expect(problems({ facts: dueIn(-1, -1, -1, -2, -2, -2, 600, 600, 600, 600, 600, 600) })).toEqual([]);
  });

  it('says what was seen also where --yes was given', () => {
    const result = resultOf('other-users', { facts: { otherUsers: 31 }, plan: { yes: true } });
    expect(result).toMatchObject({
      kind: 'ok',
      seen: expect.stringMatching(/31 other users.*--yes was given/),
    });
  });
});

describe('the check of other schedules', () => {
  it('counts who is due while the run goes, and the worst minute', () => {
    const [warning] = warnings({ facts: dueIn(2, 5, 5, 5, 600) });
    expect(warning?.message).toMatch(
      /^4 other workspaces are due from 09:00 to about .* UTC, 3 of them at 09:05/,
    );
  });

  it('speaks of one as of one', () => {
    const [warning] = warnings({ facts: dueIn(5) });
    expect(warning?.message).toMatch(/^1 other workspace is due .*: it waits for the same provisioners$/);
  });

  it('says that a sample is one, and scales it up', () => {
    const nextStartsMs = [NOW_MS + 5 * MINUTE_MS, NOW_MS + 5 * MINUTE_MS];
    const facts = { dueSchedules: known({ nextStartsMs, stopped: 10_000, looked: 2_000 }) };
    expect(warnings({ facts })[0]?.message).toContain('about 10 (2000 of 10000 were looked at)');
  });

  it('looks as far ahead as the time limits reach where build times are not known', () => {
    const facts = { ...dueIn(25), target: null };
    expect(warnings({ facts })[0]?.message).toContain('due from 09:00 to 09:27 UTC');
  });

  it('cannot be told where workspaces cannot be listed', () => {
    const facts = { dueSchedules: { known: false, why: 'hidden' } as const };
    expect(resultOf('other-schedules', { facts })?.kind).toBe('unknown');
  });
});
