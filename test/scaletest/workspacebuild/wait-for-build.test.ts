import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../src/codersdk/index.js';
import { pollingWait, waitForAgents } from '../../../src/scaletest/workspacebuild/index.js';
import { TimeoutError } from '../../../src/storm/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { type Course, FakeWorkspaces } from './fake-workspaces.js';

function building(course: Course) {
  const client = new FakeWorkspaces();
  client.courses.push(course);
  return { client, build: client.add('scaletest-k3v9q0ab-7').latestBuild };
}

describe('pollingWait', () => {
  it.each(['succeeded', 'failed', 'canceled'] as const)(
    'returns the record of a build that %s',
    async (end) => {
      const { client, build } = building(['pending', 'running', end]);
      const ctx = testContext();
      const ended = await settle(ctx, pollingWait(client, ctx)(build, ctx.signal));
      expect(ended.job.status).toBe(end);
    },
  );

  it('goes on while a running build is being canceled', async () => {
    const { client, build } = building(['running', 'canceling', 'failed']);
    const ctx = testContext();
    expect((await settle(ctx, pollingWait(client, ctx)(build, ctx.signal))).job.status).toBe('failed');
  });

  it('reads nothing when the build has ended already', async () => {
    const { client } = building([]);
    client.setJob('ws-scaletest-k3v9q0ab-7', 'succeeded');
    const ended = client.held.get('ws-scaletest-k3v9q0ab-7')!.builds[0]!;
    await pollingWait(client, testContext())(ended, testContext().signal);
    expect(client.calls).toEqual([]);
  });

  it('reads ever more seldom, down to every ten seconds', async () => {
    const { client, build } = building(['pending']);
    const ctx = testContext();
    const done = pollingWait(client, ctx)(build, ctx.signal);
    await ctx.realClock.advanceAsync(2_000);
    const early = client.calls.length;
    await ctx.realClock.advanceAsync(58_000);
    const minute = client.calls.length;
    await ctx.realClock.advanceAsync(100_000);
    expect(early).toBe(3);
    expect(client.calls.length - minute).toBe(10);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
  });

  it('counts the limit from the start of the job, not from its place in the queue', async () => {
    const { client, build } = building([...Array<'pending'>(30).fill('pending'), 'running']);
    const ctx = testContext();
    const done = pollingWait(client, ctx, { jobTimeoutMs: 60_000 })(build, ctx.signal);
    const failed = expect(done).rejects.toBeInstanceOf(TimeoutError);
    ctx.clock.advanceBy(3_600_000);
    await ctx.realClock.advanceAsync(400_000);
    ctx.clock.advanceBy(59_999);
    await ctx.realClock.advanceAsync(30_000);
    expect(client.calls.length).toBeGreaterThan(32);
    ctx.clock.advanceBy(1);
    await failed;
  });

  it('bears some readings without an answer, but not five in a row', async () => {
    const { client, build } = building(['running', 'succeeded']);
    const lost = { kind: 'lost', done: false } as const;
    client.plan('getBuild', lost, lost, lost, lost, undefined, lost, lost, lost, lost);
    const ctx = testContext();
    await settle(ctx, pollingWait(client, ctx)(build, ctx.signal));
    client.plan('getBuild', lost, lost, lost, lost, lost);
    await expect(settle(ctx, pollingWait(client, ctx)(build, ctx.signal))).rejects.toBeInstanceOf(
      ConnectionError,
    );
  });

  it('passes on a refusal at once', async () => {
    const { client, build } = building(['running']);
    client.plan('getBuild', { kind: 'refused', status: 404, done: false });
    const ctx = testContext();
    await expect(settle(ctx, pollingWait(client, ctx)(build, ctx.signal))).rejects.toMatchObject({
      status: 404,
    });
  });

  it('leaves no timer behind', async () => {
    const { client, build } = building(['running', 'succeeded']);
    const ctx = testContext();
    await settle(ctx, pollingWait(client, ctx, { jobTimeoutMs: 60_000 })(build, ctx.signal));
    expect([ctx.clock.nextTimerMs(), ctx.realClock.nextTimerMs()]).toEqual([undefined, undefined]);
  });
});

describe('waitForAgents', () => {
  it('needs no wait for a build without agents', async () => {
    const { client, build } = building([]);
    const ctx = testContext();
    await waitForAgents(client, build, ctx, ctx.signal);
    expect(client.calls).toEqual([]);
  });

  it('waits until every agent is connected', async () => {
    const { client, build } = building([
      { agents: ['connecting', 'connecting'] },
      { agents: ['connected', 'timeout'] },
      { agents: ['connected', 'connected'] },
    ]);
    const ctx = testContext();
    const first = await client.builds.get(build.id);
    const last = await settle(ctx, waitForAgents(client, first, ctx, ctx.signal));
    expect(last.agents.map((agent) => agent.status)).toEqual(['connected', 'connected']);
    expect(client.calls).toHaveLength(3);
  });
});
