import { describe, expect, it } from 'vitest';
import { listAgain, takeScaletestInventory } from '../../src/run/scaletest-inventory.js';
import type { RunIdentity } from '../../src/scaletest/names/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { FakeCoder } from './support/fake-coder.js';

const RUN: RunIdentity = { runId: '11111111-2222-4333-8444-555555555555', prefix: 'k3v9q0ab' };
const NEVER = new AbortController().signal;

/** A deployment with a user for each username, and what the tests add. */
function deployment(...usernames: readonly (string | { username: string; email: string })[]) {
  const coder = new FakeCoder(new VirtualClock(0));
  const users = usernames.map((given, index) =>
    coder.addUser(RUN, index, {
      name: '',
      ...(typeof given === 'string' ? { username: given, email: `${given}@example.com` } : given),
    }),
  );
  return { coder, users };
}

async function found(
  coder: FakeCoder,
  options: { readonly template?: string; readonly spared?: readonly string[] } = {},
) {
  const inventory = await takeScaletestInventory(
    coder as never,
    {
      template: options.template ?? null,
      spare: ({ username }) => (options.spared?.includes(username) ? 'it is at work' : null),
    },
    NEVER,
  );
  return {
    users: inventory.users.map(({ username }) => username).sort(),
    workspaces: inventory.workspaces.map(({ ownerName, name }) => `${ownerName}/${name}`).sort(),
    spared: inventory.spared.map(({ user, reason }) => `${user.username}: ${reason}`),
    withoutTemplate: inventory.withoutTemplate,
  };
}

describe('takeScaletestInventory', () => {
  it.each([
    ['the username', 'scaletest-abcd-0'],
    ['the e-mail address', { username: 'abcd', email: 'abcd-0@scaletest.local' }],
  ])('finds a user by %s', async (_what, given) => {
    const { coder } = deployment(given, 'alice');
    expect((await found(coder)).users).toHaveLength(1);
  });

  it.each([
    'scaletester',
    'my-scaletest-0',
    { username: 'abcd', email: 'abcd@scaletest.local.example.com' },
    { username: 'abcd', email: 'scaletest-abcd@example.com' },
  ])('does not find %j, in which the search only finds the word', async (given) => {
    const { coder, users } = deployment(given);
    coder.addWorkspace(users[0]!, { name: 'a-scaletest-0' });
    expect(await found(coder)).toEqual({ users: [], workspaces: [], spared: [], withoutTemplate: 0 });
  });

  it('finds a workspace by its name, whoever owns it, and leaves that owner', async () => {
    const { coder, users } = deployment('alice');
    coder.addWorkspace(users[0]!, { name: 'scaletest-0' });
    expect(await found(coder)).toMatchObject({ users: [], workspaces: ['alice/scaletest-0'] });
  });

  it('finds a workspace of another name by the name of its owner', async () => {
    const { coder, users } = deployment('scaletest-abcd-0');
    coder.addWorkspace(users[0]!, { name: 'dev' });
    expect(await found(coder)).toMatchObject({ workspaces: ['scaletest-abcd-0/dev'] });
  });

  it('spares a user known by the address alone who owns a workspace of another name', async () => {
    const { coder, users } = deployment({ username: 'bob', email: 'bob@scaletest.local' });
    coder.addWorkspace(users[0]!, { name: 'dev' });
    const reason = "bob: owns workspace dev, which is not named as a load test's";
    expect(await found(coder)).toMatchObject({ users: [], workspaces: [], spared: [reason] });
  });

  it('spares such a user also with a workspace that is named as one of a load test', async () => {
    const { coder, users } = deployment({ username: 'bob', email: 'bob@scaletest.local' });
    coder.addWorkspace(users[0]!, { name: 'scaletest-0' });
    coder.addWorkspace(users[0]!, { id: 'w-dev', name: 'dev' });
    const reason = "bob: owns workspace dev, which is not named as a load test's";
    expect(await found(coder)).toMatchObject({ users: [], workspaces: [], spared: [reason] });
  });

  it('finds every workspace of a user, whatever their names, so that the user can go too', async () => {
    const { coder, users } = deployment('scaletest-abcd-0');
    coder.addWorkspace(users[0]!);
    coder.addWorkspace(users[0]!, { id: 'w-dev', name: 'dev' });
    const workspaces = ['scaletest-abcd-0/dev', 'scaletest-abcd-0/scaletest-abcd-0'];
    expect(await found(coder)).toMatchObject({ users: ['scaletest-abcd-0'], workspaces });
  });

  it('spares with its workspaces whom it is told to', async () => {
    const { coder, users } = deployment('scaletest-abcd-0', 'scaletest-abcd-1');
    for (const user of users) coder.addWorkspace(user);
    expect(await found(coder, { spared: ['scaletest-abcd-0'] })).toMatchObject({
      users: ['scaletest-abcd-1'],
      workspaces: ['scaletest-abcd-1/scaletest-abcd-1'],
      spared: ['scaletest-abcd-0: it is at work'],
    });
  });

  it('finds of one template its workspaces, and only users who own nothing else', async () => {
    const { coder, users } = deployment(
      'scaletest-abcd-0',
      'scaletest-abcd-1',
      'scaletest-abcd-2',
      'scaletest-abcd-3',
    );
    coder.addWorkspace(users[0]!, { templateName: 'docker' });
    coder.addWorkspace(users[1]!, { templateName: 'other' });
    coder.addWorkspace(users[2]!, { templateName: 'docker' });
    coder.addWorkspace(users[2]!, { id: 'w-more', name: 'scaletest-more', templateName: 'other' });
    expect(await found(coder, { template: 'docker' })).toEqual({
      users: ['scaletest-abcd-0'],
      workspaces: ['scaletest-abcd-0/scaletest-abcd-0', 'scaletest-abcd-2/scaletest-abcd-2'],
      spared: [],
      withoutTemplate: 1,
    });
  });
});

describe('listAgain', () => {
  it('lists what is still there of what was found, and nothing that came since', async () => {
    const { coder, users } = deployment('scaletest-abcd-0', 'scaletest-abcd-1');
    coder.addWorkspace(users[0]!, { name: 'dev' });
    coder.addWorkspace(users[1]!);
    const query = { template: null, spare: () => null };
    const first = await takeScaletestInventory(coder as never, query, NEVER);
    coder.addWorkspace(users[0]!, { id: 'w-late', name: 'late' });
    const late = { id: 'u-late', username: 'scaletest-late-0', name: '' };
    coder.addWorkspace(coder.addUser(RUN, 9, late), { id: 'w-late-2' });
    await coder.builds.create('w-1', { transition: 'delete' });
    const again = await listAgain(coder as never, first, NEVER);
    expect(again.users.map(({ id }) => id)).toEqual(['u-0', 'u-1']);
    expect(again.workspaces.map(({ id }) => id).sort()).toEqual(['w-0', 'w-1']);
  });
});
