import { describe, expect, it } from 'vitest';
import {
  BuildFailedError,
  type WorkspaceBuildConfig,
  WorkspaceBuildRunner,
} from '../../../src/scaletest/workspacebuild/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { FakeWorkspaces } from './fake-workspaces.js';

const NAME = 'scaletest-k3v9q0ab-7';
const ID = `ws-${NAME}`;
const lostAfter = { kind: 'lost', done: true } as const;
const lostBefore = { kind: 'lost', done: false } as const;

function runnerOn(client: FakeWorkspaces, overrides: Partial<WorkspaceBuildConfig> = {}) {
  const config = { userId: 'user-7', templateId: 'template', name: NAME, ...overrides };
  return new WorkspaceBuildRunner({ client, config, randomName: () => 'q7w8e9r0' });
}

const posts = (client: FakeWorkspaces) => client.calls.filter((call) => call.startsWith('POST'));

describe('WorkspaceBuildRunner', () => {
  it('creates a workspace and waits for its build', async () => {
    const client = new FakeWorkspaces();
    const ctx = testContext();
    const workspace = await settle(ctx, runnerOn(client).runReturningWorkspace(ctx));
    expect(workspace.id).toBe(ID);
    expect(workspace.latestBuild.job.status).toBe('succeeded');
  });

  it('waits for the agents that the ended build lists', async () => {
    const client = new FakeWorkspaces();
    client.courses.push([{ agents: ['connecting'] }, 'running', 'succeeded', { agents: ['connected'] }]);
    const ctx = testContext();
    const workspace = await settle(ctx, runnerOn(client).runReturningWorkspace(ctx));
    expect(workspace.latestBuild.agents.map((agent) => agent.status)).toEqual(['connected']);
  });

  it('does not wait for agents when told not to', async () => {
    const client = new FakeWorkspaces();
    client.courses.push([{ agents: ['connecting'] }, 'running', 'succeeded']);
    const ctx = testContext();
    const runner = runnerOn(client, { noWaitForAgents: true });
    const workspace = await settle(ctx, runner.runReturningWorkspace(ctx));
    expect(workspace.latestBuild.agents.map((agent) => agent.status)).toEqual(['connecting']);
  });

  it('does not wait for the build when told not to', async () => {
    const client = new FakeWorkspaces();
    const workspace = await runnerOn(client, { noWaitForBuild: true }).runReturningWorkspace(testContext());
    expect(workspace.latestBuild.job.status).toBe('pending');
    expect(client.calls).toHaveLength(1);
  });

  it('waits by the function it is given', async () => {
    const client = new FakeWorkspaces();
    const runner = new WorkspaceBuildRunner({
      client,
      config: { userId: 'user-7', templateId: 'template', name: NAME },
      randomName: () => 'q7w8e9r0',
      wait: async () => {
        client.setJob(ID, 'succeeded');
        return client.held.get(ID)!.builds[0]!;
      },
    });
    const workspace = await runner.runReturningWorkspace(testContext());
    expect(workspace.latestBuild.job.status).toBe('succeeded');
    expect(client.calls).toHaveLength(1);
  });

  it('makes a name of the random text and the id of the run where the config has none', async () => {
    const client = new FakeWorkspaces();
    const intents: unknown[] = [];
    const runner = new WorkspaceBuildRunner({
      client,
      config: { userId: 'user-7', templateId: 'template', noWaitForBuild: true },
      randomName: () => 'q7w8e9r0',
      onCreate: (intent) => {
        expect(client.calls).toEqual([]);
        intents.push(intent);
      },
    });
    await runner.run(testContext({ id: '12' }));
    expect(intents).toEqual([{ userId: 'user-7', templateId: 'template', name: 'scaletest-q7w8e9r0-12' }]);
    expect(client.held.has('ws-scaletest-q7w8e9r0-12')).toBe(true);
  });

  it('fails with the error of the build', async () => {
    const client = new FakeWorkspaces();
    client.courses.push(['running', 'failed']);
    const ctx = testContext();
    const failure = settle(ctx, runnerOn(client).run(ctx));
    await expect(failure).rejects.toThrow(
      `workspace ${NAME}/${NAME}: start build 1 failed: terraform said no`,
    );
  });

  it('names the remedy when no provisioner took the job', async () => {
    const client = new FakeWorkspaces();
    const ctx = testContext();
    const runner = new WorkspaceBuildRunner({
      client,
      config: { userId: 'user-7', templateId: 'template', name: NAME },
      randomName: () => 'q7w8e9r0',
      wait: async (build) => {
        const at = build.createdAt;
        return {
          ...build,
          job: { ...build.job, status: 'failed', startedAt: at, completedAt: at, error: 'reaped' },
        };
      },
    });
    const failure = await runner.run(ctx).catch((thrown: unknown) => thrown);
    expect((failure as BuildFailedError).hint).toContain('add provisioners');
  });
});

describe('WorkspaceBuildRunner’s retries', () => {
  it('start the workspace again after a failed build, after a pause', async () => {
    const client = new FakeWorkspaces();
    client.courses.push(['failed'], ['failed'], ['succeeded']);
    const ctx = testContext();
    const workspace = await settle(ctx, runnerOn(client, { retry: 2 }).runReturningWorkspace(ctx));
    expect(workspace.latestBuild).toMatchObject({ buildNumber: 3, transition: 'start' });
    expect(posts(client)).toEqual([
      `POST users/user-7/workspaces {"name":"${NAME}","templateId":"template"}`,
      `POST workspaces/${ID}/builds {"transition":"start"}`,
      `POST workspaces/${ID}/builds {"transition":"start"}`,
    ]);
    expect(ctx.realClock.nowMs()).toBeGreaterThanOrEqual(3_000);
  });

  it('end with the last failure', async () => {
    const client = new FakeWorkspaces();
    client.courses.push(['failed'], ['failed']);
    const ctx = testContext();
    const failure = settle(ctx, runnerOn(client, { retry: 1 }).run(ctx));
    await expect(failure).rejects.toBeInstanceOf(BuildFailedError);
    await expect(failure).rejects.toThrow('start build 2 failed');
  });

  it('create the workspace again when it was refused', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', { kind: 'refused', status: 406, done: false });
    const ctx = testContext();
    await settle(ctx, runnerOn(client, { retry: 1 }).run(ctx));
    expect(posts(client)).toHaveLength(2);
  });

  it('go on waiting for the build when only the wait failed', async () => {
    const client = new FakeWorkspaces();
    client.courses.push(['running', 'succeeded']);
    client.plan('getBuild', lostBefore, lostBefore, lostBefore, lostBefore, lostBefore);
    const ctx = testContext();
    await settle(ctx, runnerOn(client, { retry: 1 }).run(ctx));
    expect(posts(client)).toHaveLength(1);
  });

  it('are not made after the stop', async () => {
    const client = new FakeWorkspaces();
    const ctx = testContext();
    const done = runnerOn(client, { retry: 5 }).run(ctx);
    await ctx.realClock.advanceAsync(100);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
    expect(posts(client)).toHaveLength(1);
  });
});

describe('WorkspaceBuildRunner.cleanup', () => {
  it('deletes the workspace it created, once', async () => {
    const client = new FakeWorkspaces();
    const ctx = testContext();
    const runner = runnerOn(client);
    await settle(ctx, runner.run(ctx));
    await settle(ctx, runner.cleanup(ctx));
    const calls = client.calls.length;
    await settle(ctx, runner.cleanup(ctx));
    expect(client.calls).toHaveLength(calls);
    expect(client.held.get(ID)?.builds.map((build) => build.transition)).toEqual(['start', 'delete']);
  });

  it('finds and deletes a workspace whose creation nobody answered', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', lostAfter);
    client.plan('byOwnerAndName', lostBefore);
    const ctx = testContext();
    const runner = runnerOn(client);
    const done = runner.run(ctx);
    await ctx.realClock.advanceAsync(100);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
    const fresh = testContext();
    await settle(fresh, runner.cleanup(fresh));
    expect(client.held.get(ID)?.builds.at(-1)).toMatchObject({
      transition: 'delete',
      job: { status: 'succeeded' },
    });
  });

  it('leaves alone a workspace of that name that is not its own', async () => {
    const client = new FakeWorkspaces();
    client.add(NAME, { templateId: 'another' });
    const runner = runnerOn(client);
    await expect(runner.run(testContext())).rejects.toThrow('did not create');
    await runner.cleanup(testContext());
    expect(posts(client)).toHaveLength(1);
    expect(client.held.get(ID)?.builds).toHaveLength(1);
  });

  it('does nothing when nothing was ever asked for', async () => {
    const client = new FakeWorkspaces();
    await runnerOn(client).cleanup(testContext());
    expect(client.calls).toEqual([]);
  });
});
