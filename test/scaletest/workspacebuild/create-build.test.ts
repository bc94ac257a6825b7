import { describe, expect, it } from 'vitest';
import { ConnectionError, type Workspace } from '../../../src/codersdk/index.js';
import { createBuild, UnexpectedBuildError } from '../../../src/scaletest/workspacebuild/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { FakeWorkspaces } from './fake-workspaces.js';

const NAME = 'scaletest-k3v9q0ab-7';
const POST = `POST workspaces/ws-${NAME}/builds {"transition":"stop"}`;
const GET = `GET users/user-7/workspace/${NAME}/builds/2`;
const READ = `GET workspaces/ws-${NAME}`;

/** A workspace whose first build has succeeded. */
function started(client: FakeWorkspaces): Workspace {
  const workspace = client.add(NAME);
  client.setJob(workspace.id, 'succeeded');
  return workspace;
}

function stop(client: FakeWorkspaces, workspace: Workspace, ctx = testContext()) {
  return settle(ctx, createBuild(client, workspace, 'stop', 2, ctx));
}

describe('createBuild', () => {
  it('asks once when it is answered', async () => {
    const client = new FakeWorkspaces();
    const build = await stop(client, started(client));
    expect(build).toMatchObject({ buildNumber: 2, transition: 'stop' });
    expect(client.calls).toEqual([POST]);
  });

  it('asks for an orphaning delete only when told to', async () => {
    const client = new FakeWorkspaces();
    const workspace = started(client);
    await createBuild(client, workspace, 'delete', 2, testContext(), { orphan: true });
    expect(client.calls).toEqual([`POST workspaces/ws-${NAME}/builds {"transition":"delete","orphan":true}`]);
  });

  it.each([
    ['its answer is lost', { kind: 'lost', done: true } as const],
    ['the server answers 500', { kind: 'refused', status: 500, done: true } as const],
    ['the server answers 409', { kind: 'refused', status: 409, done: true } as const],
  ])('adopts the build of the expected number when %s', async (_what, fault) => {
    const client = new FakeWorkspaces();
    client.plan('build', fault);
    const build = await stop(client, started(client));
    expect(build).toMatchObject({ buildNumber: 2, transition: 'stop' });
    expect(client.calls).toEqual([POST, GET]);
  });

  it('asks again when its answer is lost and there is no such build', async () => {
    const client = new FakeWorkspaces();
    client.plan('build', { kind: 'lost', done: false });
    await stop(client, started(client));
    expect(client.calls).toEqual([POST, GET, POST]);
  });

  it('gives up after five lost answers', async () => {
    const client = new FakeWorkspaces();
    client.plan('build', ...Array(5).fill({ kind: 'lost', done: false }));
    await expect(stop(client, started(client))).rejects.toBeInstanceOf(ConnectionError);
  });

  it('names the build before it that is still active', async () => {
    const client = new FakeWorkspaces();
    const workspace = client.add(NAME);
    await expect(stop(client, workspace)).rejects.toThrow(
      `workspace ${NAME}/${NAME}: start build 1 is still pending; it was created by ${NAME} with reason initiator`,
    );
    expect(client.calls).toEqual([POST, GET, READ]);
  });

  it('names the other build that took its number', async () => {
    const client = new FakeWorkspaces();
    const workspace = started(client);
    client.addBuild(workspace.id, 'start', { reason: 'autostart' });
    const failure = await stop(client, workspace).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(UnexpectedBuildError);
    expect((failure as UnexpectedBuildError).build).toMatchObject({ buildNumber: 2, reason: 'autostart' });
  });

  it('asks again after a 409 when no build is active any more', async () => {
    const client = new FakeWorkspaces();
    client.plan('build', { kind: 'refused', status: 409, done: false });
    await stop(client, started(client));
    expect(client.calls).toEqual([POST, GET, READ, POST]);
  });

  it('takes the build that appeared between the two looks', async () => {
    const client = new FakeWorkspaces();
    const workspace = started(client);
    client.plan('build', { kind: 'refused', status: 409, done: true });
    client.plan('byNumber', { kind: 'refused', status: 404, done: false });
    const build = await stop(client, workspace);
    expect(build).toMatchObject({ buildNumber: 2, transition: 'stop' });
    expect(client.calls).toEqual([POST, GET, READ]);
  });

  it('passes on any other refusal at once', async () => {
    const client = new FakeWorkspaces();
    client.plan('build', { kind: 'refused', status: 403, done: false });
    await expect(stop(client, started(client))).rejects.toMatchObject({ status: 403 });
    expect(client.calls).toEqual([POST]);
  });
});
