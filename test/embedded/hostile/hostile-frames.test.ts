import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmbeddedDeployment } from '../../../src/embedded/index.js';
import { type FrameOptions, OPCODE, RawWebSocket } from '../../conformance/replay/raw-web-socket.js';
import { isWell, served } from './served.js';

interface Streams {
  readonly deployment: EmbeddedDeployment;
  /** Paths of all kinds of streams, whose build goes on. */
  readonly paths: readonly string[];
  readonly buildId: string;
}

async function streams(): Promise<Streams> {
  const deployment = await served();
  const answer = await fetch(`${deployment.url}/api/v2/users/me/workspaces`, {
    method: 'POST',
    headers: { 'Coder-Session-Token': deployment.token },
    body: JSON.stringify({ template_id: deployment.templates[0]!.id, name: 'dev' }),
  });
  const workspace = (await answer.json()) as { id: string; latest_build: { id: string } };
  const paths = [
    '/api/experimental/watch-all-workspacebuilds',
    `/api/v2/workspaces/${workspace.id}/watch-ws`,
    `/api/v2/workspacebuilds/${workspace.latest_build.id}/logs?follow`,
    `/api/v2/workspaces/${workspace.id}/agent-connection-watch`,
  ];
  return { deployment, paths, buildId: workspace.latest_build.id };
}

async function open(deployment: EmbeddedDeployment, path: string): Promise<RawWebSocket> {
  const socket = await RawWebSocket.open(deployment.url, path, { 'Coder-Session-Token': deployment.token });
  onTestFinished(() => socket.destroy());
  expect(socket.status, path).toBe(101);
  return socket;
}

const CLOSE_999 = Buffer.from([0x03, 0xe7]);
const CLOSE_1005 = Buffer.from([0x03, 0xed]);

const BROKEN: readonly [string, number, string | Buffer, FrameOptions, number][] = [
  ['a frame without a mask', OPCODE.text, 'x', { masked: false }, 1002],
  ['a reserved bit', OPCODE.text, 'x', { reserved: 4 }, 1002],
  ['another reserved bit', OPCODE.text, 'x', { reserved: 1 }, 1002],
  ['an unknown opcode', 3, 'x', {}, 1002],
  ['an unknown control opcode', 11, 'x', {}, 1002],
  ['the continuation of nothing', OPCODE.continuation, 'x', {}, 1002],
  ['a ping in pieces', OPCODE.ping, 'x', { fin: false }, 1002],
  ['a ping that is too long', OPCODE.ping, 'x'.repeat(126), {}, 1002],
  ['text that is not UTF-8', OPCODE.text, Buffer.from([0xc3, 0x28]), {}, 1007],
  ['a message that is too long', OPCODE.text, 'x'.repeat(64 * 1024 + 1), {}, 1009],
  ['a claim of a gigabyte', OPCODE.binary, 'x', { claimedLength: 2 ** 30 }, 1009],
  ['a claim of more than there is', OPCODE.binary, 'x', { claimedLength: 2 ** 60 }, 1009],
  ['a close of one byte', OPCODE.close, 'x', {}, 1002],
  ['a close with a code that is none', OPCODE.close, CLOSE_999, {}, 1002],
  ['a close with a code that is not sent', OPCODE.close, CLOSE_1005, {}, 1002],
];

describe('the streams', () => {
  it.each(BROKEN)('end with %s', async (_, opcode, payload, options, code) => {
    const { deployment, paths } = await streams();
    for (const path of paths) {
      const socket = await open(deployment, path);
      socket.send(opcode, payload, options);
      await socket.until(() => socket.ended);
      expect(socket.closed?.code, path).toBe(code);
    }
    expect(await isWell(deployment)).toBe(true);
  });

  it('end when the client says something, whatever it is', async () => {
    const { deployment, paths } = await streams();
    for (const path of paths) {
      for (const [opcode, payload] of [
        [OPCODE.text, '{}'],
        [OPCODE.text, ''],
        [OPCODE.binary, Buffer.from([0, 255])],
      ] as const) {
        const socket = await open(deployment, path);
        socket.send(opcode, payload);
        await socket.until(() => socket.closed !== null);
        expect([1002, 1008]).toContain(socket.closed?.code);
      }
    }
    expect(await isWell(deployment)).toBe(true);
  });

  it('answer thousands of pings', async () => {
    const { deployment, paths } = await streams();
    for (const path of paths) {
      const socket = await open(deployment, path);
      for (let sent = 0; sent < 2000; sent += 50) {
        for (let i = 0; i < 50; i++) socket.send(OPCODE.ping, String(sent + i));
        await socket.until(() => socket.pongs === sent + 50 || socket.ended);
      }
      expect(socket.pongs).toBe(2000);
    }
    expect(await isWell(deployment)).toBe(true);
  });

  it('are cut when a client pings on and reads nothing, before the answers fill the memory', async () => {
    const { deployment, paths } = await streams();
    for (const path of paths) {
      const socket = await open(deployment, path);
      socket.socket.pause();
      const wentAway = new Promise<void>((resolve) => {
        socket.socket.on('error', () => resolve());
        socket.socket.on('close', () => resolve());
      });
      let gone = false;
      void wentAway.then(() => {
        gone = true;
      });
      const limit = 64 * 1024 * 1024;
      for (let sent = 0; sent < limit && !gone; sent += 131 * 500) {
        for (let i = 0; i < 500; i++) socket.send(OPCODE.ping, 'x'.repeat(125));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(gone, path).toBe(true);
    }
    expect(await isWell(deployment)).toBe(true);
  });

  it('are over when clients vanish, and others hear on', async () => {
    const { deployment, paths, buildId } = await streams();
    const good = await open(deployment, paths[0]!);
    for (let i = 0; i < 40; i++) {
      const socket = await open(deployment, paths[i % paths.length]!);
      if (i % 2 === 0) socket.socket.resetAndDestroy();
      else socket.socket.end();
    }
    await fetch(`${deployment.url}/api/v2/workspacebuilds/${buildId}/cancel`, {
      method: 'PATCH',
      headers: { 'Coder-Session-Token': deployment.token },
    });
    await good.until(() => good.messages.length > 0);
    expect(JSON.parse(good.messages[0]!.text)).toMatchObject({ build_id: buildId, job_status: 'canceled' });
    expect(await isWell(deployment)).toBe(true);
  });
});
