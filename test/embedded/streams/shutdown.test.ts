import { once } from 'node:events';
import { get } from 'node:http';
import { expect, it } from 'vitest';
import { startEmbedded } from '../../../src/embedded/index.js';
import { SystemClock } from '../../../src/time/index.js';
import { seededBytes, testParameters } from '../harness.js';
import { Client, EventStream } from './serve.js';

it('closing a deployment ends every kind of stream as the contract says, and leaves nothing open', async () => {
  const deployment = await startEmbedded({
    parameters: { ...testParameters, provisioners: 0 },
    timeScale: 1,
    realClock: new SystemClock(),
    randomBytes: seededBytes('shutdown'),
  });
  const { token, url } = deployment;
  const headers = { 'Coder-Session-Token': token };
  const created = await fetch(`${url}/api/v2/users/me/workspaces`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ template_id: deployment.templates[0]!.id, name: 'dev' }),
  });
  const { id, latest_build } = (await created.json()) as { id: string; latest_build: { id: string } };
  const sockets = await Promise.all(
    [
      '/api/experimental/watch-all-workspacebuilds',
      `/api/v2/workspaces/${id}/watch-ws`,
      `/api/v2/workspaces/${id}/agent-connection-watch`,
      `/api/v2/workspacebuilds/${latest_build.id}/logs?follow`,
    ].map(async (path) => {
      const client = new Client(url.replace('http', 'ws') + path, token);
      await once(client.socket, 'open');
      return client;
    }),
  );
  const [response] = await once(get(`${url}/api/v2/workspaces/${id}/watch`, { headers }), 'response');
  const events = new EventStream(response);
  await events.count(2);
  await deployment.close();
  expect(await events.ended).toBe('aborted');
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual(
    sockets.map(() => ({ code: 1000, reason: 'done' })),
  );
});
