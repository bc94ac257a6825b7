import { afterEach, describe, expect, it } from 'vitest';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { type Served, serve, until } from './serve.js';

let served: Served | undefined;
const start = async (options?: Partial<DeploymentOptions>) => {
  served = await serve(options);
  return served;
};
afterEach(() => served?.close());

async function dryRun({ t }: Served): Promise<string> {
  const { versionId } = t.deployment.templates.all[0]!;
  const path = `/api/v2/templateversions/${versionId}/dry-run`;
  const job = await t.expect(201, 'POST', path, { body: { workspace_name: 'dev' } });
  return `${path}/${job.body.id}`;
}

describe('the followed log of a dry-run', () => {
  it('of a finished one is sent whole, and closed with 1000 done', async () => {
    const served = await start();
    const path = await dryRun(served);
    served.t.realClock.advanceBy(50);
    const client = served.open(`${path}/logs?follow`);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages).toEqual((await served.t.expect(200, 'GET', `${path}/logs`)).body);
    expect(client.messages.map(({ stage }) => stage)).toEqual(['Setting up', 'Cleaning Up']);
  });

  it('ends when the dry-run does', async () => {
    const served = await start();
    const path = await dryRun(served);
    const client = await served.watch(`${path}/logs?follow`);
    served.t.realClock.advanceBy(5.5);
    await client.count(1);
    expect(client.messages.map(({ stage }) => stage)).toEqual(['Setting up']);
    served.t.realClock.advanceBy(50);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages).toHaveLength(2);
    await until(() => served.t.deployment.streams.count === 0);
  });

  it('waits with one that no provisioner can run, and begins when one comes', async () => {
    const served = await start({ parameters: { seed: 'none', provisioners: 0 } });
    const { t } = served;
    const path = await dryRun(served);
    const client = await served.watch(`${path}/logs?follow`);
    t.realClock.advanceBy(10_000);
    expect((await t.expect(200, 'GET', path)).body.status).toBe('pending');
    t.deployment.model.addProvisioners(t.deployment.driver.begin(), { count: 1, tags: {} });
    t.deployment.driver.settle();
    t.realClock.advanceBy(2000);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages).toHaveLength(2);
    expect((await t.expect(200, 'GET', path)).body.status).toBe('succeeded');
  });

  it('leaves nothing behind when its client goes', async () => {
    const served = await start({ parameters: { seed: 'none', provisioners: 0 } });
    const client = await served.watch(`${await dryRun(served)}/logs?follow`);
    client.socket.terminate();
    await until(() => served.t.deployment.streams.count === 0);
  });
});

describe('the followed log of a version’s import', () => {
  it('is sent whole, and closed with 1000 done', async () => {
    const { open, t } = await start();
    const client = open(`/api/v2/templateversions/${t.deployment.templates.all[0]!.versionId}/logs?follow`);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages).toHaveLength(2);
  });
});
