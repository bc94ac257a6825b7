import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../src/codersdk/index.js';
import { BuildExpectations } from '../../../src/feed/index.js';
import type { CreatedResource, ResourceIntent } from '../../../src/scaletest/autostart/index.js';
import { Barrier, Semaphore } from '../../../src/scaletest/harness/index.js';
import { collecting, drive, listing, makeRunner, NAME, runAlone, statesOf } from './drive.js';
import { answered, BEGIN_MS, FakeDeployment } from './fake-deployment.js';

/** The deployment with one request that is refused whenever it is made. */
function refusing(call: string, error: Error = answered(403)): FakeDeployment {
  const deployment = new FakeDeployment();
  deployment.fail.set(call, () => error);
  return deployment;
}

describe('AutostartRunner in set-up', () => {
  it('goes through every step in order, and says so', async () => {
    const { events, result } = await runAlone(new FakeDeployment());
    expect(statesOf(events)).toEqual([
      'user',
      'login',
      'workspace',
      'start',
      'stop',
      'barrier',
      'schedule',
      'scheduled',
      'done',
    ]);
    expect(events[0]).toEqual({ type: 'runner', index: 0, from: 'waiting', to: 'user', atMs: BEGIN_MS });
    expect(result.success).toBe(true);
  });

  it('leaves telling the outcome to whoever takes the result, so that nobody counts it twice', async () => {
    const { events } = await runAlone(new FakeDeployment());
    expect(events.filter((event) => event.type === 'outcome')).toEqual([]);
  });

  it('leaves no login to a user without one, and acts for it as the owner', async () => {
    const deployment = new FakeDeployment();
    const { events, result } = await runAlone(deployment, {
      config: { user: { organizationId: 'o-1', auth: 'none' } },
    });
    expect(statesOf(events)).not.toContain('login');
    expect(deployment.calls).toContain('owner workspaces.create');
    expect(result.outcome.kind).toBe('started');
  });

  it.each([
    ['user', 'users.create'],
    ['login', 'users.login'],
    ['workspace', 'workspaces.create'],
    ['stop', 'builds.create stop'],
    ['schedule', 'workspaces.setAutostart'],
  ])('fails at step %s, with the cause, when %s is refused', async (step, call) => {
    const { result, events } = await runAlone(refusing(call));
    expect(result).toMatchObject({ success: false, outcome: { kind: 'setup_failed', step } });
    expect(result.error).toContain('answered 403');
    expect(statesOf(events).at(-1)).toBe('done');
  });

  it.each([
    [1, 'start'],
    [2, 'stop'],
  ])("fails with the job's error when build %i fails, at step %s", async (number, step) => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ buildNumber }) => ({
      startMs: 100,
      endMs: 200,
      ...(buildNumber === number ? { status: 'failed' as const, error: 'out of disks' } : {}),
    });
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({
      kind: 'setup_failed',
      step,
      cause: expect.stringContaining('out of disks'),
    });
    expect(result.workspaceId).toBe('w-1');
  });

  it('names the workspace and its id in the result once it exists', async () => {
    expect((await runAlone(refusing('builds.create stop'))).result).toMatchObject({
      workspaceId: 'w-1',
      workspaceName: NAME,
    });
    expect((await runAlone(refusing('users.create'))).result).toMatchObject({
      workspaceId: null,
      workspaceName: NAME,
    });
  });

  it.each([
    [{}, 'queued, waiting for a provisioner'],
    [{ startMs: 1_000 }, 'still running'],
  ])('says after the job timeout whether the build was queued or running: %o', async (plan, words) => {
    const deployment = new FakeDeployment();
    deployment.plan = () => plan;
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'setup_failed', step: 'start' });
    expect(result.error).toContain(words);
    expect(result.error).toContain('5m0s after it was created');
    expect(deployment.clock.nowMs()).toBe(BEGIN_MS + 300_000);
  });

  it('gives the stop build a job timeout of its own', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({ startMs: 1_000, endMs: 299_000 });
    const { result } = await runAlone(deployment);
    expect(result.outcome.kind).toBe('started');
  });

  it('goes on when the build had ended by the time limit although nobody said so', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ buildNumber }) => ({
      startMs: 1_000,
      endMs: 2_000,
      ...(buildNumber === 1 ? { told: [] } : {}),
    });
    expect((await runAlone(deployment)).result.outcome.kind).toBe('started');
  });

  it('survives two terminal messages: a canceled job is awaited until its record says how it ended', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = ({ buildNumber }) =>
      buildNumber === 1
        ? {
            startMs: 1_000,
            canceledAtMs: 2_000,
            endMs: 60_000,
            status: 'failed',
            error: 'interrupted',
            told: [
              { atMs: 2_000, status: 'canceled' },
              { atMs: 60_000, status: 'failed' },
            ],
          }
        : { startMs: 1_000, endMs: 2_000 };
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'setup_failed', step: 'start' });
    expect(result.error).toContain('interrupted');
    expect(deployment.clock.nowMs()).toBe(BEGIN_MS + 60_000);
  });

  it('finds the end of a canceled job by reading when the second message never comes', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({
      startMs: 1_000,
      canceledAtMs: 2_000,
      endMs: 40_000,
      status: 'canceled',
      told: [{ atMs: 2_000, status: 'canceled' }],
    });
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'setup_failed', step: 'start' });
    expect(deployment.clock.nowMs()).toBeLessThan(BEGIN_MS + 60_000);
  });

  it('takes a hint that comes before the answer to the request that caused it', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({ startMs: 0, endMs: 0 });
    const { result } = await runAlone(deployment);
    expect(result.outcome.kind).toBe('started');
    expect(deployment.calls.filter((call) => call.includes('builds.get'))).toEqual([]);
  });

  it('says who did it when another build comes in between', async () => {
    const deployment = new FakeDeployment();
    deployment.onCall = (call) => {
      if (call === 'builds.create stop') {
        deployment.onCall = () => {};
        deployment.plan = () => ({});
        deployment.createBuild('start', 'dashboard', NAME, 'alice');
        deployment.fail.set('builds.create stop', () => answered(409));
      }
    };
    const { result } = await runAlone(deployment);
    expect(result.outcome).toMatchObject({ kind: 'setup_failed', step: 'stop' });
    expect(result.error).toContain('alice');
  });

  it('says interrupted, not failed, when it is asked to stop', async () => {
    const deployment = new FakeDeployment();
    const { runner, ctx, stop } = makeRunner(deployment);
    deployment.onCall = (call) => {
      if (call === 'builds.create stop') stop.abort(new Error('interrupted by SIGINT'));
    };
    const result = await drive(deployment.clock, runner.runReturningResult(ctx));
    expect(result.outcome).toEqual({ kind: 'interrupted', phase: 'setup' });
  });

  it('limits set-up alone when a limit for it is given', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({ startMs: 1_000, endMs: 100_000 });
    const { result } = await runAlone(deployment, { options: { setupTimeoutMs: 150_000 } });
    expect(result.outcome).toMatchObject({ kind: 'setup_failed', step: 'stop' });
    expect(result.error).toContain('set-up had not ended after 2m30s');
    const enough = await runAlone(new FakeDeployment(), { options: { setupTimeoutMs: 150_000 } });
    expect(enough.result.outcome.kind).toBe('started');
  });

  it('does not count waiting for a turn among the builds against the limit for set-up', async () => {
    const deployment = new FakeDeployment();
    deployment.plan = () => ({ startMs: 1_000, endMs: 60_000 });
    const { clock } = deployment;
    const setupBuilds = new Semaphore(1);
    const takeTurn = async () => {
      const release = await setupBuilds.acquire();
      clock.schedule(clock.nowMs() + 1_000_000, release);
    };
    const others = [takeTurn()];
    deployment.onCall = (call) => {
      if (call === 'workspaces.create') others.push(takeTurn());
    };
    const { result } = await runAlone(deployment, { options: { setupBuilds, setupTimeoutMs: 121_000 } });
    await Promise.all(others);
    expect(result.outcome.kind).toBe('started');
    expect(deployment.builds.map((build) => build.createdAt.us / 1000 - BEGIN_MS).slice(0, 2)).toEqual([
      1_000_000, 2_060_000,
    ]);
  });

  it('fails at the barrier when the schedule cannot be decided', async () => {
    const setupBarrier = new Barrier<never>(1, () => Promise.reject(new Error('no minute left')));
    const { result } = await runAlone(new FakeDeployment(), { config: { setupBarrier } });
    expect(result.outcome).toEqual({ kind: 'setup_failed', step: 'barrier', cause: 'no minute left' });
  });
});

describe('AutostartRunner and what it shares with others', () => {
  it.each([
    'users.create',
    'users.login',
    'workspaces.create',
    'builds.create stop',
    'workspaces.setAutostart',
  ])('holds nobody at any barrier when %s is refused', async (call) => {
    const deployment = refusing(call);
    const others = new FakeDeployment();
    others.createBuild('start', 'initiator');
    const alive = new AbortController().signal;
    const setupBarrier = new Barrier(2, async () => ({ scheduledAtMs: 0, schedule: '* * * * *' }));
    const verification = listing(others, 2);
    const records = collecting(others, 3, 2);
    const other = setupBarrier
      .arrive(alive)
      .then(() => verification.arrive(alive))
      .then(() => records.arrive(alive));
    await runAlone(deployment, { config: { setupBarrier }, options: { verification, records } });
    expect((await other).size).toBe(1);
  });

  it('holds a place among the builds from before each is created until it has ended', async () => {
    const deployment = new FakeDeployment();
    const setupBuilds = new Semaphore(1);
    const inUse: [string, number][] = [];
    deployment.onCall = (call) => inUse.push([call, setupBuilds.inUse]);
    const { result } = await runAlone(deployment, { options: { setupBuilds } });
    expect(result.success).toBe(true);
    expect(Object.fromEntries(inUse)).toMatchObject({
      'users.create': 0,
      'workspaces.create': 1,
      'builds.create stop': 1,
      'workspaces.setAutostart': 0,
    });
    expect(setupBuilds.inUse).toBe(0);
  });

  it('gives the place back when its build fails or takes too long', async () => {
    for (const plan of [{}, { startMs: 1, endMs: 2, status: 'failed' as const }]) {
      const deployment = new FakeDeployment();
      deployment.plan = () => plan;
      const setupBuilds = new Semaphore(1);
      await runAlone(deployment, { options: { setupBuilds } });
      expect(setupBuilds.inUse).toBe(0);
    }
  });

  it('counts every request that changes something against the shared bound', async () => {
    const deployment = new FakeDeployment();
    const setupRequests = new Semaphore(1);
    const unbounded: string[] = [];
    deployment.onCall = (call) => {
      if (setupRequests.inUse === 0) unbounded.push(call);
    };
    await runAlone(deployment, { options: { setupRequests } });
    expect(unbounded.filter((call) => /create|login|setAutostart/.test(call))).toEqual([]);
    expect(setupRequests.inUse).toBe(0);
  });

  it('stores schedules under a bound of their own where there is one', async () => {
    const deployment = new FakeDeployment();
    const [setupRequests, scheduleRequests] = [new Semaphore(1), new Semaphore(1)];
    const unlike: string[] = [];
    deployment.onCall = (call) => {
      const stores = call.includes('setAutostart');
      const mine = stores ? scheduleRequests : setupRequests;
      const other = stores ? setupRequests : scheduleRequests;
      if (/create|login|setAutostart/.test(call) && (mine.inUse !== 1 || other.inUse !== 0))
        unlike.push(call);
    };
    await runAlone(deployment, { options: { setupRequests, scheduleRequests } });
    expect(unlike).toEqual([]);
    expect(scheduleRequests.inUse).toBe(0);
  });

  it('tells the feed which builds it waits for, and only as long as it does', async () => {
    const deployment = new FakeDeployment();
    const expectations = new BuildExpectations();
    const awaited: string[] = [];
    deployment.tell = (update) => {
      awaited.push(`${update.buildNumber} of ${[...expectations].map((one) => one.buildNumber).join()}`);
      deployment.updates.push(update);
    };
    await runAlone(deployment, { options: { expectations } });
    expect(awaited).toEqual(['1 of 1', '2 of 2', '3 of 3']);
    expect(expectations.size).toBe(0);
  });

  it('observes the server time of everything it creates', async () => {
    const deployment = new FakeDeployment();
    const observed: number[] = [];
    await runAlone(deployment, {
      options: {
        onServerTime: ({ sentMs, receivedMs, serverUs }) =>
          observed.push(sentMs, receivedMs, serverUs / 1000),
      },
    });
    expect(observed).toHaveLength(9);
    expect(observed[0]).toBe(BEGIN_MS);
    expect(observed[8]).toBe(BEGIN_MS + 3_000);
  });

  it('tells what it is about to create before it does, and waits until that is noted', async () => {
    const deployment = new FakeDeployment();
    const told: (ResourceIntent | CreatedResource)[] = [];
    const before = new Map<string, number>();
    deployment.onCall = (call) => before.set(call, told.length);
    const note = async (one: ResourceIntent | CreatedResource) => {
      await Promise.resolve();
      told.push(one);
    };
    await runAlone(deployment, { options: { index: 4, onIntent: note, onCreated: note } });
    expect(told).toEqual([
      { type: 'user_intent', index: 4, username: 'scaletest-x-1' },
      { type: 'user_created', index: 4, userId: 'u-1', username: 'scaletest-x-1' },
      { type: 'workspace_intent', index: 4, ownerId: 'u-1', workspaceName: NAME },
      { type: 'workspace_created', index: 4, workspaceId: 'w-1', workspaceName: NAME },
      {
        type: 'schedule_intent',
        index: 4,
        workspaceId: 'w-1',
        schedule: expect.stringContaining('CRON_TZ=UTC'),
      },
    ]);
    expect(before.get('users.create')).toBe(1);
    expect(before.get('workspaces.create')).toBe(3);
    expect(before.get('workspaces.setAutostart')).toBe(5);
  });

  it('adopts a workspace whose answer was lost', async () => {
    const deployment = new FakeDeployment();
    let lost = false;
    const { create } = deployment.client.workspaces;
    const client = {
      ...deployment.client,
      workspaces: {
        ...deployment.client.workspaces,
        create: async (...args: Parameters<typeof create>) => {
          const created = await create(...args);
          if (lost) return created;
          lost = true;
          throw new ConnectionError('the answer was lost', 'maybe');
        },
      },
    };
    const config = { user: { organizationId: 'o-1', auth: 'none' as const } };
    const { result } = await runAlone(deployment, { config, options: { client } });
    expect(result.outcome.kind).toBe('started');
    expect(deployment.builds.filter((build) => build.reason === 'initiator')).toHaveLength(2);
  });

  it('counts from the stop that was made last, when one whose answer was lost is carried out after all', async () => {
    const deployment = new FakeDeployment();
    let asked = 0;
    const { create } = deployment.client.builds;
    const client = {
      ...deployment.client,
      builds: {
        ...deployment.client.builds,
        create: async (...args: Parameters<typeof create>) => {
          asked += 1;
          if (asked === 1) throw new ConnectionError('no answer within 30 s', 'maybe');
          await create(...args);
          return create(...args);
        },
      },
    };
    const config = { user: { organizationId: 'o-1', auth: 'none' as const } };
    const { result } = await runAlone(deployment, { config, options: { client } });
    expect(deployment.builds.map(({ transition }) => transition)).toEqual(['start', 'stop', 'stop', 'start']);
    expect(result.outcome.kind).toBe('started');
  });
});
