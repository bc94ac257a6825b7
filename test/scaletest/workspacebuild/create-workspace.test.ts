import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../src/codersdk/index.js';
import { createWorkspace, WorkspaceTakenError } from '../../../src/scaletest/workspacebuild/index.js';
import { settle, testContext } from '../harness/run-context.js';
import { FakeWorkspaces } from './fake-workspaces.js';

const NAME = 'scaletest-k3v9q0ab-7';
const config = { userId: 'user-7', templateId: 'template', name: NAME };
const POST = `POST users/user-7/workspaces {"name":"${NAME}","templateId":"template"}`;
const GET = `GET users/user-7/workspace/${NAME}`;

describe('createWorkspace', () => {
  it('asks once when it is answered', async () => {
    const client = new FakeWorkspaces();
    const workspace = await createWorkspace(client, config, testContext());
    expect(workspace).toMatchObject({ name: NAME, ownerId: 'user-7' });
    expect(client.calls).toEqual([POST]);
  });

  it('sends parameters and time to live where they are given', async () => {
    const client = new FakeWorkspaces();
    const richParameterValues = [{ name: 'size', value: 'small' }];
    await createWorkspace(client, { ...config, richParameterValues, ttlMs: 3_600_000 }, testContext());
    expect(client.calls[0]).toContain(
      '"richParameterValues":[{"name":"size","value":"small"}],"ttlMs":3600000',
    );
  });

  it.each([
    ['its answer is lost', { kind: 'lost', done: true } as const],
    ['the server answers 500', { kind: 'refused', status: 500, done: true } as const],
    ['a proxy answers 504', { kind: 'refused', status: 504, done: true } as const],
    ['the server answers 409', { kind: 'refused', status: 409, done: true } as const],
  ])('adopts the workspace when %s', async (_what, fault) => {
    const client = new FakeWorkspaces();
    client.plan('create', fault);
    const ctx = testContext();
    const workspace = await settle(ctx, createWorkspace(client, config, ctx));
    expect(workspace.id).toBe(`ws-${NAME}`);
    expect(client.calls).toEqual([POST, GET]);
  });

  it('asks again when its answer is lost and there is no such workspace', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', { kind: 'lost', done: false });
    const ctx = testContext();
    await settle(ctx, createWorkspace(client, config, ctx));
    expect(client.calls).toEqual([POST, GET, POST]);
    expect(ctx.realClock.nowMs()).toBe(500);
  });

  it('gives up after five lost answers', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', ...Array(5).fill({ kind: 'lost', done: false }));
    const ctx = testContext();
    await expect(settle(ctx, createWorkspace(client, config, ctx))).rejects.toBeInstanceOf(ConnectionError);
    expect(client.calls.filter((call) => call === POST)).toHaveLength(5);
  });

  it('refuses a workspace of that name from another template', async () => {
    const client = new FakeWorkspaces();
    client.add(NAME, { templateId: 'another' });
    await expect(createWorkspace(client, config, testContext())).rejects.toBeInstanceOf(WorkspaceTakenError);
  });

  it('never takes a person’s workspace for its own', async () => {
    const client = new FakeWorkspaces();
    client.add('dev', { ownerName: 'bob' });
    const failure = createWorkspace(client, { ...config, name: 'dev' }, testContext());
    await expect(failure).rejects.toThrow('bob has a workspace dev that this run did not create');
  });

  it('passes on any other refusal at once', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', { kind: 'refused', status: 406, done: false });
    await expect(createWorkspace(client, config, testContext())).rejects.toMatchObject({ status: 406 });
    expect(client.calls).toEqual([POST]);
  });

  it('stops when it is aborted between two requests', async () => {
    const client = new FakeWorkspaces();
    client.plan('create', { kind: 'lost', done: false });
    const ctx = testContext();
    const done = createWorkspace(client, config, ctx);
    await ctx.realClock.advanceAsync(100);
    ctx.abort(new Error('interrupted'));
    await expect(done).rejects.toThrow('interrupted');
    expect(client.calls).toEqual([POST, GET]);
  });
});
