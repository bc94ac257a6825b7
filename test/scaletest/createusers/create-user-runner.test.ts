import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../src/codersdk/index.js';
import {
  type CreateUserConfig,
  CreateUserRunner,
  LoginRefusedError,
  UserNotActiveError,
  UserTakenError,
} from '../../../src/scaletest/createusers/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { FakeUsers } from './fake-users.js';

const SECRET = 'Tr0ubadour4ndThr33';
const named = {
  organizationId: 'org',
  username: 'scaletest-k3v9q0ab-7',
  email: 'k3v9q0ab-7@scaletest.local',
  name: 'nineam-6ac9b531-3380-4ac0-ad52-f7762a414673',
} satisfies CreateUserConfig;

const lostBefore = { kind: 'lost', done: false } as const;
const lostAfter = { kind: 'lost', done: true } as const;

function runnerOn(client: FakeUsers, config: CreateUserConfig = named) {
  return new CreateUserRunner({
    client,
    config,
    randomPassword: () => SECRET,
    randomName: () => 'q7w8e9r0',
  });
}

describe('CreateUserRunner', () => {
  it('creates an active user, logs it in with the owner’s token, and acts with the user’s own', async () => {
    const client = new FakeUsers('owner-token');
    const bodies: unknown[] = [];
    client.onCreate = (body) => bodies.push(body);
    const session = await runnerOn(client).runReturningUser(testContext());
    expect(bodies).toEqual([
      {
        username: named.username,
        email: named.email,
        name: named.name,
        password: SECRET,
        loginType: 'password',
        organizationId: 'org',
        userStatus: 'active',
      },
    ]);
    expect(client.calls).toEqual([
      'POST users scaletest-k3v9q0ab-7',
      'POST login k3v9q0ab-7@scaletest.local as owner-token',
    ]);
    expect(session.sessionToken).toBe('session-of-scaletest-k3v9q0ab-7');
    expect(session.client.token).toBe('session-of-scaletest-k3v9q0ab-7');
    expect(session.user.username).toBe(named.username);
  });

  it('creates a user without login for auth none, and acts with the owner’s client', async () => {
    const client = new FakeUsers('owner-token');
    const bodies: { password: string; loginType: string }[] = [];
    client.onCreate = (body) => bodies.push(body);
    const session = await runnerOn(client, { ...named, auth: 'none' }).runReturningUser(testContext());
    expect(bodies).toMatchObject([{ password: '', loginType: 'none', userStatus: 'active' }]);
    expect(client.calls).toEqual(['POST users scaletest-k3v9q0ab-7']);
    expect(session.client).toBe(client);
    expect(session.sessionToken).toBeNull();
  });

  it('refuses a user that nothing will make active, since autostart would pass it over', async () => {
    const client = new FakeUsers();
    client.createdStatus = 'dormant';
    const runner = runnerOn(client, { ...named, auth: 'none' });
    await expect(runner.runReturningUser(testContext())).rejects.toBeInstanceOf(UserNotActiveError);
    await runner.cleanup(testContext());
    expect(client.existing.size).toBe(0);
  });

  it('makes names of the random text and the id of the run where the config has none', async () => {
    const client = new FakeUsers();
    const runner = runnerOn(client, { organizationId: 'org' });
    const { user } = await runner.runReturningUser(testContext({ id: '12' }));
    expect(user).toMatchObject({
      username: 'scaletest-q7w8e9r0-12',
      email: 'q7w8e9r0-12@scaletest.local',
      name: 'nineam-q7w8e9r0',
    });
  });

  it('reports the times of its creation by both clocks', async () => {
    const client = new FakeUsers();
    const ctx = testContext({ startMs: 1_000 });
    client.onCreate = () => ctx.clock.advanceBy(40);
    const { createdAtObservation } = await runnerOn(client).runReturningUser(ctx);
    expect(createdAtObservation).toEqual({
      sentMs: 1_000,
      receivedMs: 1_040,
      serverUs: 1_795_471_641_996_354,
    });
  });

  it('tells what it is about to create before it asks, without the password, and waits for that', async () => {
    const client = new FakeUsers();
    const order: unknown[] = [];
    client.onCreate = () => order.push('request');
    const runner = new CreateUserRunner({
      client,
      config: named,
      randomPassword: () => SECRET,
      randomName: () => 'q7w8e9r0',
      onCreate: async (intent) => {
        await Promise.resolve();
        order.push(intent);
      },
    });
    await runner.run(testContext());
    expect(order).toEqual([{ ...named, auth: 'password' }, 'request']);
  });

  it('asks for nothing when it is stopped while the intent is being recorded', async () => {
    const client = new FakeUsers();
    const ctx = testContext();
    const runner = new CreateUserRunner({
      client,
      config: named,
      randomPassword: () => SECRET,
      randomName: () => 'q7w8e9r0',
      onCreate: () => ctx.abort(new Error('interrupted')),
    });
    await expect(runner.run(ctx)).rejects.toThrow('interrupted');
    await runner.cleanup(testContext());
    expect(client.calls).toEqual([]);
  });
});

describe('CreateUserRunner when the answer to the creation is lost', () => {
  it('adopts the user that carries its mark, and reports no times for it', async () => {
    const client = new FakeUsers();
    client.plan('create', lostAfter);
    const ctx = testContext();
    const { user, sessionToken, createdAtObservation } = await settle(
      ctx,
      runnerOn(client).runReturningUser(ctx),
    );
    expect(client.calls.slice(0, 2)).toEqual([
      'POST users scaletest-k3v9q0ab-7',
      'GET users/scaletest-k3v9q0ab-7',
    ]);
    expect(user.id).toBe('id-of-scaletest-k3v9q0ab-7');
    expect(sessionToken).toBe('session-of-scaletest-k3v9q0ab-7');
    expect(createdAtObservation).toBeNull();
  });

  it('adopts the user after a 500, which the loser of two equal requests gets', async () => {
    const client = new FakeUsers();
    client.plan('create', { kind: 'refused', status: 500, done: true });
    const ctx = testContext();
    const { user } = await settle(ctx, runnerOn(client).runReturningUser(ctx));
    expect(user.id).toBe('id-of-scaletest-k3v9q0ab-7');
    expect(client.existing.size).toBe(1);
  });

  it('asks again after a pause when there is no such user', async () => {
    const client = new FakeUsers();
    client.plan('create', lostBefore);
    const ctx = testContext();
    const { createdAtObservation } = await settle(ctx, runnerOn(client).runReturningUser(ctx));
    expect(client.calls.slice(0, 3)).toEqual([
      'POST users scaletest-k3v9q0ab-7',
      'GET users/scaletest-k3v9q0ab-7',
      'POST users scaletest-k3v9q0ab-7',
    ]);
    expect(ctx.realClock.nowMs()).toBe(500);
    expect(createdAtObservation).not.toBeNull();
  });

  it('adopts the user when the lost request is carried out only after the look', async () => {
    const client = new FakeUsers();
    client.plan('create', lostBefore);
    const ctx = testContext();
    let requests = 0;
    client.onCreate = () => {
      requests += 1;
      if (requests === 2) client.add(named.username, named.name, named.email);
    };
    const runner = runnerOn(client, { ...named, auth: 'none' });
    const { user } = await settle(ctx, runner.runReturningUser(ctx));
    expect(user.username).toBe(named.username);
    expect(client.calls).toEqual([
      'POST users scaletest-k3v9q0ab-7',
      'GET users/scaletest-k3v9q0ab-7',
      'POST users scaletest-k3v9q0ab-7',
      'GET users/scaletest-k3v9q0ab-7',
    ]);
  });

  it('goes on although the look gets no answer either', async () => {
    const client = new FakeUsers();
    client.plan('create', lostAfter);
    client.plan('get', lostBefore);
    const ctx = testContext();
    const { user } = await settle(ctx, runnerOn(client).runReturningUser(ctx));
    expect(user.username).toBe(named.username);
    expect(client.existing.size).toBe(1);
  });

  it('gives up after five requests, 7.5 seconds of pauses in all', async () => {
    const client = new FakeUsers();
    client.plan('create', lostBefore, lostBefore, lostBefore, lostBefore, lostBefore);
    const ctx = testContext();
    await expect(settle(ctx, runnerOn(client).runReturningUser(ctx))).rejects.toBeInstanceOf(ConnectionError);
    expect(client.calls.filter((call) => call.startsWith('POST users'))).toHaveLength(5);
    expect(ctx.realClock.nowMs()).toBe(7_500);
  });

  it('stops asking when it is aborted', async () => {
    const client = new FakeUsers();
    client.plan('create', lostBefore, lostBefore);
    const ctx = testContext();
    const done = runnerOn(client).runReturningUser(ctx);
    await ctx.realClock.advanceAsync(100);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
    expect(client.calls.filter((call) => call.startsWith('POST users'))).toHaveLength(1);
  });

  it('leaves alone a user of that name without its mark', async () => {
    const client = new FakeUsers();
    client.add(named.username, 'Somebody Else');
    client.plan('create', lostBefore);
    const ctx = testContext();
    const runner = runnerOn(client);
    await expect(settle(ctx, runner.runReturningUser(ctx))).rejects.toThrow(
      'a user scaletest-k3v9q0ab-7 exists that this run did not create',
    );
    await runner.cleanup(testContext());
    expect(client.existing.size).toBe(1);
  });
});

describe('CreateUserRunner when the server says that the user exists', () => {
  it('adopts the user that carries its mark', async () => {
    const client = new FakeUsers();
    client.add(named.username, named.name, named.email);
    const { user } = await runnerOn(client, { ...named, auth: 'none' }).runReturningUser(testContext());
    expect(user.username).toBe(named.username);
  });

  it('refuses a user of that name without its mark', async () => {
    const client = new FakeUsers();
    client.add(named.username, '', named.email);
    await expect(runnerOn(client).runReturningUser(testContext())).rejects.toBeInstanceOf(UserTakenError);
  });

  it('says that the e-mail address is taken when the name is not', async () => {
    const client = new FakeUsers();
    client.add('bob', 'Bob', named.email);
    const ctx = testContext();
    await expect(settle(ctx, runnerOn(client).runReturningUser(ctx))).rejects.toThrow(
      'a user with the e-mail address k3v9q0ab-7@scaletest.local exists that this run did not create',
    );
  });

  it('passes on any other refusal at once', async () => {
    const client = new FakeUsers();
    client.plan('create', { kind: 'refused', status: 403, done: false });
    await expect(runnerOn(client).runReturningUser(testContext())).rejects.toMatchObject({ status: 403 });
    expect(client.calls).toEqual(['POST users scaletest-k3v9q0ab-7']);
  });

  it('passes on a connection that never reached the server', async () => {
    const client = new FakeUsers();
    client.onCreate = () => {
      throw new ConnectionError('connection refused', 'no');
    };
    await expect(runnerOn(client).runReturningUser(testContext())).rejects.toThrow('connection refused');
    expect(client.calls).toEqual([]);
  });
});

describe('CreateUserRunner’s login', () => {
  it('is repeated when its answer is lost', async () => {
    const client = new FakeUsers();
    client.plan('login', lostAfter, { kind: 'refused', status: 502, done: false });
    const ctx = testContext();
    const { sessionToken } = await settle(ctx, runnerOn(client).runReturningUser(ctx));
    expect(sessionToken).toBe('session-of-scaletest-k3v9q0ab-7');
    expect(client.calls.filter((call) => call.startsWith('POST login'))).toHaveLength(3);
  });

  it('is given up after five lost answers', async () => {
    const client = new FakeUsers();
    client.plan('login', lostBefore, lostBefore, lostBefore, lostBefore, lostBefore, lostBefore);
    const ctx = testContext();
    await expect(settle(ctx, runnerOn(client).runReturningUser(ctx))).rejects.toBeInstanceOf(ConnectionError);
    expect(client.calls.filter((call) => call.startsWith('POST login'))).toHaveLength(5);
  });

  it('names the way out when the deployment allows no passwords', async () => {
    const client = new FakeUsers();
    client.plan('login', { kind: 'refused', status: 403, done: false });
    const failure = await runnerOn(client)
      .runReturningUser(testContext())
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(LoginRefusedError);
    expect((failure as LoginRefusedError).hint).toContain('auth none');
  });

  it('is not repeated for a wrong password', async () => {
    const client = new FakeUsers();
    client.plan('login', { kind: 'refused', status: 401, done: false });
    await expect(runnerOn(client).runReturningUser(testContext())).rejects.toMatchObject({ status: 401 });
    expect(client.calls.filter((call) => call.startsWith('POST login'))).toHaveLength(1);
  });
});

describe('CreateUserRunner.cleanup', () => {
  it('deletes the user it created, once', async () => {
    const client = new FakeUsers();
    const runner = runnerOn(client);
    await runner.run(testContext());
    await runner.cleanup(testContext());
    await runner.cleanup(testContext());
    expect(client.calls.filter((call) => call.startsWith('DELETE'))).toEqual([
      'DELETE users/id-of-scaletest-k3v9q0ab-7',
    ]);
    expect(client.existing.size).toBe(0);
  });

  it('takes a user that is gone already for deleted', async () => {
    const client = new FakeUsers();
    const runner = runnerOn(client);
    await runner.run(testContext());
    client.existing.clear();
    await expect(runner.cleanup(testContext())).resolves.toBeUndefined();
  });

  it('does nothing when nothing was ever asked for', async () => {
    const client = new FakeUsers();
    await runnerOn(client).cleanup(testContext());
    expect(client.calls).toEqual([]);
  });

  it('finds and deletes a user whose creation nobody answered', async () => {
    const client = new FakeUsers();
    client.plan('create', lostAfter);
    client.plan('get', lostBefore);
    const ctx = testContext();
    const runner = runnerOn(client);
    const done = runner.runReturningUser(ctx);
    await ctx.realClock.advanceAsync(100);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
    await runner.cleanup(testContext());
    expect(client.existing.size).toBe(0);
  });

  it('fails while the user owns workspaces, and may be tried again', async () => {
    const client = new FakeUsers();
    const runner = runnerOn(client);
    await runner.run(testContext());
    client.plan('delete', { kind: 'refused', status: 417, done: false });
    await expect(runner.cleanup(testContext())).rejects.toMatchObject({ status: 417 });
    await runner.cleanup(testContext());
    expect(client.existing.size).toBe(0);
  });
});

describe('secrets of a user', () => {
  it('are in no log and no error, whatever goes wrong', async () => {
    const faults = [
      [lostAfter],
      [lostBefore, lostBefore, lostBefore, lostBefore, lostBefore],
      [{ kind: 'refused', status: 400, done: false }],
    ] as const;
    for (const method of ['create', 'login', 'get', 'delete'] as const) {
      for (const planned of faults) {
        const client = new FakeUsers();
        client.plan('create', lostAfter);
        client.plan(method, ...planned);
        const ctx = testContext();
        const runner = runnerOn(client);
        const failures: unknown[] = [];
        await settle(ctx, runner.run(ctx)).catch((failure: unknown) => failures.push(failure));
        await runner.cleanup(ctx).catch((failure: unknown) => failures.push(failure));
        const said = `${ctx.log.text}${failures.map((failure) => `${failure} ${JSON.stringify(failure)}`)}`;
        expect(said).not.toContain(SECRET);
        expect(said).not.toContain('session-of');
      }
    }
  });
});
