import { describe, expect, it } from 'vitest';
import { takeInventory } from '../../src/run/cleanup-inventory.js';
import { namePrefix, type RunIdentity, userMark, userName } from '../../src/scaletest/names/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { FakeCoder } from './support/fake-coder.js';

const RUN: RunIdentity = { runId: '11111111-2222-4333-8444-555555555555', prefix: 'k3v9q0ab' };
const OTHER_RUN: RunIdentity = { runId: '99999999-2222-4333-8444-555555555555', prefix: 'k3v9q0ab' };

async function inventoryOf(coder: FakeCoder, askOwners: readonly string[] = []) {
  const found = await takeInventory(coder as never, RUN, new AbortController().signal, new Set(askOwners));
  return {
    users: found.users.map(({ id }) => id).sort(),
    workspaces: found.workspaces.map(({ id }) => id).sort(),
  };
}

describe('takeInventory', () => {
  it('finds every user of the run and every workspace that one of them owns, also those without schedule', async () => {
    const coder = new FakeCoder(new VirtualClock(0));
    coder.addWorkspace(coder.addUser(RUN, 0), { schedule: 'CRON_TZ=UTC 0 9 * * 1' });
    coder.addWorkspace(coder.addUser(RUN, 1));
    coder.addUser(RUN, 2);
    expect(await inventoryOf(coder)).toEqual({ users: ['u-0', 'u-1', 'u-2'], workspaces: ['w-0', 'w-1'] });
  });

  it('leaves a workspace that is named as ours and belongs to somebody else', async () => {
    const coder = new FakeCoder(new VirtualClock(0));
    coder.addWorkspace(coder.addUser(RUN, 0));
    const foreign = coder.addUser(RUN, 7, { id: 'u-foreign', username: 'alice', name: 'Alice' });
    coder.addWorkspace(foreign, { id: 'w-foreign', name: userName(RUN, 7) });
    expect(await inventoryOf(coder, ['u-0', 'u-1', 'u-foreign'])).toEqual({
      users: ['u-0'],
      workspaces: ['w-0'],
    });
  });

  it.each([
    ['the mark of another run', { name: userMark(OTHER_RUN) }],
    ['no mark', { name: '' }],
    ['a mark that only contains ours', { name: `${userMark(RUN)}-copy` }],
    ['our mark in other letters', { name: userMark(RUN).toUpperCase() }],
  ])('leaves a user with our username and %s, with all workspaces', async (_what, overrides) => {
    const coder = new FakeCoder(new VirtualClock(0));
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.addWorkspace(coder.addUser(RUN, 1, overrides));
    expect(await inventoryOf(coder, ['u-0', 'u-1', 'u-foreign'])).toEqual({
      users: ['u-0'],
      workspaces: ['w-0'],
    });
  });

  it.each([
    ['of somebody else', 'alice'],
    ['that has no index', `${namePrefix(RUN)}admin`],
    ['that only contains ours', `x-${userName(RUN, 1)}`],
  ])('leaves a user with our mark and a username %s', async (_what, username) => {
    const coder = new FakeCoder(new VirtualClock(0));
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.addWorkspace(coder.addUser(RUN, 1, { username }), { name: userName(RUN, 1) });
    expect(await inventoryOf(coder, ['u-0', 'u-1', 'u-foreign'])).toEqual({
      users: ['u-0'],
      workspaces: ['w-0'],
    });
  });

  it('finds what our users own under another name only when it asks by owner', async () => {
    const coder = new FakeCoder(new VirtualClock(0));
    const user = coder.addUser(RUN, 0);
    coder.addWorkspace(user);
    coder.addWorkspace(user, { id: 'w-renamed', name: 'renamed' });
    expect((await inventoryOf(coder)).workspaces).toEqual(['w-0']);
    expect((await inventoryOf(coder, ['u-0', 'u-1', 'u-foreign'])).workspaces).toEqual(['w-0', 'w-renamed']);
  });

  it('reads on after a full page of users', async () => {
    const coder = new FakeCoder(new VirtualClock(0));
    for (let index = 0; index < 1_001; index += 1) coder.addWorkspace(coder.addUser(RUN, index));
    const found = await inventoryOf(coder);
    expect(found.users).toHaveLength(1_001);
    expect(found.workspaces).toHaveLength(1_001);
  });

  it('rejects when a listing is refused, rather than with a part of it', async () => {
    const coder = new FakeCoder(new VirtualClock(0));
    coder.addWorkspace(coder.addUser(RUN, 0));
    coder.beforeAnswer = (request) => {
      if (request.startsWith('workspaces')) throw new Error('no answer');
    };
    await expect(inventoryOf(coder)).rejects.toThrow('no answer');
  });
});
