import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOurUser,
  isScaletestUser,
  isScaletestWorkspace,
  MAX_RUNNER_INDEX,
  namePrefix,
  newRunIdentity,
  type RunIdentity,
  randomText,
  userEmail,
  userMark,
  userName,
  workspaceName,
} from '../../../src/scaletest/names/index.js';

const run: RunIdentity = { runId: '6ac9b531-3380-4ac0-ad52-f7762a414673', prefix: 'k3v9q0ab' };
const identities = fc
  .array(fc.uint8Array({ minLength: 64, maxLength: 64 }), { minLength: 1, maxLength: 4 })
  .map((chunks) => identityFrom(chunks));

/** An identity drawn from the given bytes, and from real randomness once they are used up. */
function identityFrom(chunks: readonly Uint8Array[]): RunIdentity {
  const bytes = Buffer.concat(chunks);
  let at = 0;
  return newRunIdentity((count) => {
    const drawn = Buffer.concat([bytes.subarray(at, at + count), randomBytes(count)]).subarray(0, count);
    at += count;
    return drawn;
  });
}

describe('newRunIdentity', () => {
  it('gives a version 4 UUID and eight lowercase letters or digits, whatever the bytes', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        expect(identity.runId).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(identity.prefix).toMatch(/^[a-z0-9]{8}$/);
      }),
    );
  });

  it('gives another identity each time', () => {
    expect(newRunIdentity(randomBytes)).not.toEqual(newRunIdentity(randomBytes));
  });
});

describe('randomText', () => {
  it('draws bytes again that would favor the first characters', () => {
    const bytes = [255, 254, 253, 252, 0, 35];
    const text = randomText(
      (count) => Uint8Array.from(bytes.splice(0, count)),
      'abcdefghijklmnopqrstuvwxyz0123456789',
      2,
    );
    expect(text).toBe('a9');
  });

  it('refuses an alphabet that a byte cannot index', () => {
    expect(() => randomText(randomBytes, '', 1)).toThrow(RangeError);
    expect(() => randomText(randomBytes, 'a'.repeat(257), 1)).toThrow(RangeError);
  });
});

describe('names of a run', () => {
  it('are those that Coder users know', () => {
    expect(userName(run, 12)).toBe('scaletest-k3v9q0ab-12');
    expect(userEmail(run, 12)).toBe('k3v9q0ab-12@scaletest.local');
    expect(workspaceName(run, 12)).toBe('scaletest-k3v9q0ab-12');
    expect(userMark(run)).toBe('nineam-6ac9b531-3380-4ac0-ad52-f7762a414673');
  });

  it('fit the rules of the server for every index that is accepted', () => {
    fc.assert(
      fc.property(identities, fc.integer({ min: 0, max: MAX_RUNNER_INDEX }), (identity, index) => {
        for (const name of [userName(identity, index), workspaceName(identity, index)]) {
          expect(name.length).toBeLessThanOrEqual(32);
          expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(name.startsWith(namePrefix(identity))).toBe(true);
        }
        expect(userMark(identity).length).toBeLessThanOrEqual(128);
      }),
    );
  });

  it.each([-1, 1.5, 100_000, Number.NaN])('refuse the index %s', (index) => {
    expect(() => userName(run, index)).toThrow(RangeError);
    expect(() => userEmail(run, index)).toThrow(RangeError);
    expect(() => workspaceName(run, index)).toThrow(RangeError);
  });
});

describe('isOurUser', () => {
  it('recognizes every user of the run', () => {
    fc.assert(
      fc.property(identities, fc.integer({ min: 0, max: MAX_RUNNER_INDEX }), (identity, index) => {
        expect(isOurUser({ username: userName(identity, index), name: userMark(identity) }, identity)).toBe(
          true,
        );
      }),
    );
  });

  it('wants the username and the mark, not one of them', () => {
    const stranger = { runId: '00000000-0000-4000-8000-000000000000', prefix: 'zzzzzzzz' };
    expect(isOurUser({ username: userName(run, 1), name: '' }, run)).toBe(false);
    expect(isOurUser({ username: userName(run, 1), name: userMark(stranger) }, run)).toBe(false);
    expect(isOurUser({ username: userName(stranger, 1), name: userMark(run) }, run)).toBe(false);
    expect(isOurUser({ username: `${namePrefix(run)}boss`, name: userMark(run) }, run)).toBe(false);
    expect(isOurUser({ username: namePrefix(run), name: userMark(run) }, run)).toBe(false);
  });
});

describe('the rules of Coder’s own cleanup', () => {
  it('know a user by username or e-mail domain', () => {
    expect(isScaletestUser({ username: 'scaletest-1', email: 'x@example.com' })).toBe(true);
    expect(isScaletestUser({ username: 'bob', email: 'x@scaletest.local' })).toBe(true);
    expect(isScaletestUser({ username: 'bob', email: 'x@scaletest.local.example.com' })).toBe(false);
    expect(isScaletestUser({ username: 'my-scaletest-1', email: 'x@example.com' })).toBe(false);
  });

  it('know a workspace by its name or its owner', () => {
    expect(isScaletestWorkspace({ name: 'scaletest-1', ownerName: 'bob' })).toBe(true);
    expect(isScaletestWorkspace({ name: 'dev', ownerName: 'scaletest-1' })).toBe(true);
    expect(isScaletestWorkspace({ name: 'dev', ownerName: 'bob' })).toBe(false);
  });
});
