import { afterEach, describe, expect, it } from 'vitest';
import { type Served, serve } from './serve.js';

const ROOT = '/api/v2/workspaces';

let served: Served | undefined;
afterEach(() => served?.close());

/** A running workspace of which nobody can tell any more when it stops: no such year can be written. */
async function withUntellable() {
  served = await serve();
  const { t } = served;
  const { id } = await t.createWorkspace('dev', { body: { ttl_ms: 3_600_000 } });
  t.realClock.advanceBy(10_000);
  const spoil = () => {
    const { driver, model, workspaces } = t.deployment;
    const nowUs = driver.begin();
    model.setDeadline(nowUs, workspaces.withId(id)!.state.handle, Date.UTC(9999, 11, 31) * 1000 + 1e15);
    driver.settle();
  };
  return { ...served, id, spoil };
}

describe('a workspace that cannot be told', () => {
  it('ends the socket of its watcher with 1011, and nothing else', async () => {
    const { t, id, spoil, watch } = await withUntellable();
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    spoil();
    expect((await client.closed).code).toBe(1011);
    await t.expect(200, 'GET', '/api/v2/users/me');
  });

  it('ends the events of its watcher, and nothing else', async () => {
    const { t, id, spoil, stream } = await withUntellable();
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    spoil();
    expect(await events.ended).toBe('aborted');
    await t.expect(200, 'GET', '/api/v2/users/me');
  });
});
