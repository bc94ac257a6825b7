import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbedded } from '../../src/embedded/index.js';
import { SystemClock } from '../../src/time/index.js';
import { seededBytes, testParameters } from './harness.js';

const LIMIT = 1024 * 1024;

async function served() {
  const deployment = await startEmbedded({
    parameters: testParameters,
    timeScale: 1,
    realClock: new SystemClock(),
    randomBytes: seededBytes('body'),
  });
  onTestFinished(() => deployment.close());
  return deployment;
}

/** Sends a body in pieces; without `length` it does not tell how long it is. */
function post(
  url: string,
  token: string | null,
  body: string,
  length?: number,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: {
          ...(token === null ? {} : { 'Coder-Session-Token': token }),
          ...(length === undefined ? {} : { 'Content-Length': String(length) }),
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode!, body: text }));
      },
    );
    outgoing.on('error', reject);
    for (let at = 0; at < body.length; at += 100_000) outgoing.write(body.slice(at, at + 100_000));
    outgoing.end();
  });
}

/** A new user's body, padded to a number of bytes. */
function bodyOf(organizationId: string, length: number): string {
  const start = JSON.stringify({
    email: 'ada@b.local',
    username: 'ada',
    login_type: 'none',
    organization_ids: [organizationId],
  });
  return `${start.slice(0, -1).padEnd(length - 1)}}`;
}

describe('limitBody', () => {
  it('takes a body of exactly the limit, whether or not its length is told', async () => {
    const { organizationId, token, url } = await served();
    const path = `${url}/api/v2/users`;
    const body = bodyOf(organizationId, LIMIT);
    expect((await post(path, token, body, LIMIT)).status).toBe(201);
    expect((await post(path, token, body)).status).toBe(409);
  });

  it('refuses one byte more with 413, signed in or not, whether or not its length is told', async () => {
    const { organizationId, token, url } = await served();
    const path = `${url}/api/v2/users`;
    const body = bodyOf(organizationId, LIMIT + 1);
    for (const who of [token, null]) {
      for (const length of [undefined, LIMIT + 1]) {
        const answer = await post(path, who, body, length);
        expect(answer.status).toBe(413);
        expect(JSON.parse(answer.body)).toHaveProperty('message');
      }
    }
    expect((await fetch(path, { headers: { 'Coder-Session-Token': token } })).status).toBe(200);
  });
});
