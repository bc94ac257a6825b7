import { describe, expect, it } from 'vitest';
import {
  BuildFailedError,
  type DeleteWorkspaceOptions,
  deleteWorkspace,
  WorkspaceNotDeletedError,
} from '../../../src/scaletest/workspacebuild/index.js';
import type { JobStatus } from '../../../src/storm/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { FakeWorkspaces } from './fake-workspaces.js';

const NAME = 'scaletest-k3v9q0ab-7';
const ID = `ws-${NAME}`;
const READ = `GET workspaces/${ID}`;
const DELETE = `POST workspaces/${ID}/builds {"transition":"delete"}`;
const CANCEL = `PATCH workspacebuilds/${ID}/1/cancel pending`;

/** A client with one workspace whose first build is in this state. */
function withBuild(status: JobStatus): FakeWorkspaces {
  const client = new FakeWorkspaces();
  client.add(NAME);
  client.setJob(ID, status);
  return client;
}

function remove(client: FakeWorkspaces, options: DeleteWorkspaceOptions = {}, ctx = testContext()) {
  return settle(ctx, deleteWorkspace(client, ID, ctx, options));
}

const requests = (client: FakeWorkspaces) =>
  client.calls.filter((call) => !call.startsWith('GET workspacebuilds'));

describe('deleteWorkspace', () => {
  it('deletes a workspace at rest and waits for the end', async () => {
    const client = withBuild('succeeded');
    await remove(client);
    expect(requests(client)).toEqual([READ, DELETE]);
    expect(client.held.get(ID)?.builds.at(-1)).toMatchObject({
      transition: 'delete',
      job: { status: 'succeeded' },
    });
  });

  it.each([404, 410])('takes an answer of %s for gone', async (status) => {
    const client = withBuild('succeeded');
    client.plan('get', { kind: 'refused', status, done: false });
    await remove(client);
    expect(client.calls).toEqual([READ]);
  });

  it('never starts a second destroy of a deleted workspace', async () => {
    const client = withBuild('succeeded');
    await remove(client);
    client.calls.length = 0;
    await remove(client);
    expect(client.calls).toEqual([READ]);
  });

  it('cancels a pending build before it deletes', async () => {
    const client = withBuild('pending');
    await remove(client);
    expect(requests(client)).toEqual([READ, CANCEL, READ, DELETE]);
  });

  it('waits for the end of a pending build that it may not cancel', async () => {
    for (const status of [400, 403, 412, 500]) {
      const client = withBuild('pending');
      client.plan('cancel', { kind: 'refused', status, done: false });
      await remove(client);
      expect(requests(client)).toEqual([READ, CANCEL, READ, DELETE]);
    }
  });

  it('finds in the record what became of a cancel whose answer was lost', async () => {
    const client = withBuild('pending');
    client.plan('cancel', { kind: 'lost', done: true });
    await remove(client);
    expect(requests(client)).toEqual([READ, CANCEL, READ, DELETE]);
  });

  it('waits for the end of a running build and does not interrupt it', async () => {
    const client = withBuild('running');
    await remove(client);
    expect(requests(client)).toEqual([READ, READ, DELETE]);
  });

  it('waits for a delete that somebody else has begun', async () => {
    const client = withBuild('succeeded');
    client.addBuild(ID, 'delete');
    await remove(client);
    expect(requests(client)).toEqual([READ]);
  });

  it('deletes again after a failed delete, and gives up after the third', async () => {
    const client = withBuild('succeeded');
    client.courses.push(['failed'], ['failed']);
    await remove(client);
    expect(requests(client)).toEqual([READ, DELETE, READ, DELETE, READ, DELETE]);

    const hopeless = withBuild('succeeded');
    hopeless.courses.push(['failed'], ['failed'], ['failed']);
    const failure = remove(hopeless);
    await expect(failure).rejects.toBeInstanceOf(BuildFailedError);
    await expect(failure).rejects.toThrow('delete build 4 failed: terraform said no');
  });

  it('goes round again when a start comes before its delete', async () => {
    const client = withBuild('succeeded');
    client.onBuild = () => {
      client.onBuild = () => {};
      client.addBuild(ID, 'start', { reason: 'autostart' });
    };
    await remove(client);
    expect(client.held.get(ID)?.builds.map((build) => build.transition)).toEqual([
      'start',
      'start',
      'delete',
    ]);
  });

  it('gives up when other builds keep coming before its delete', async () => {
    const client = withBuild('succeeded');
    client.onBuild = () => client.addBuild(ID, 'start', { reason: 'autostart' });
    await expect(remove(client)).rejects.toBeInstanceOf(WorkspaceNotDeletedError);
  });

  it('takes a workspace that goes away before its delete for gone', async () => {
    const client = withBuild('succeeded');
    client.plan('build', { kind: 'refused', status: 404, done: false });
    client.onBuild = () => client.held.clear();
    await remove(client);
    expect(requests(client)).toEqual([READ, DELETE, READ]);
  });

  it('adopts the delete whose answer was lost', async () => {
    const client = withBuild('succeeded');
    client.plan('build', { kind: 'lost', done: true });
    await remove(client);
    expect(client.held.get(ID)?.builds).toHaveLength(2);
  });

  it('times the delete job from its start: a long queue is no failure', async () => {
    const client = withBuild('succeeded');
    client.courses.push([...Array<'pending'>(20).fill('pending'), 'running', 'succeeded']);
    const ctx = testContext();
    const done = deleteWorkspace(client, ID, ctx, { jobTimeoutMs: 1_000 });
    for (let step = 0; step < 200; step += 1) {
      await ctx.realClock.advanceAsync(1_000);
      const [, removal] = client.held.get(ID)?.builds ?? [];
      if (removal?.job.status === 'pending') ctx.clock.advanceBy(60_000);
    }
    await done;
  });

  it('gives up a delete job that takes too long', async () => {
    const client = withBuild('succeeded');
    client.courses.push(['running']);
    const ctx = testContext();
    const failed = expect(deleteWorkspace(client, ID, ctx)).rejects.toThrow(
      'had not ended 5m0s after its start',
    );
    await ctx.realClock.advanceAsync(1_000);
    ctx.clock.advanceBy(300_000);
    await failed;
  });

  it('waits as it is told to', async () => {
    const client = withBuild('succeeded');
    const waited: string[] = [];
    await remove(client, {
      orphan: true,
      waitForEnd: async (build) => {
        waited.push(build.transition);
        client.setJob(ID, 'succeeded');
        return { kind: 'ended', build: client.held.get(ID)!.builds.at(-1)! };
      },
    });
    expect(waited).toEqual(['delete']);
    expect(client.calls).toEqual([
      READ,
      `POST workspaces/${ID}/builds {"transition":"delete","orphan":true}`,
    ]);
  });
});
