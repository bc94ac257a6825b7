import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestDeployment } from '../harness.js';
import { anyRequest, type FuzzedRequest } from './any-request.js';
import { sendAndCheck } from './send.js';
import { routesOf, type Stage, stage } from './stage.js';

const ROUTES = routesOf(new TestDeployment());
/** Those that do not steer the server itself, which may well be told to fail. */
const CODERS_ROUTES = ROUTES.filter(({ path }) => !path.startsWith('/nineam'));

/** Stages are alike, so what one names is what all name. */
const STAGE = await stage();
const NAMES = STAGE.names;

/** A request as text, to look for what it names. */
function saidIn(request: FuzzedRequest): string {
  return `${decodeURIComponentSafely(request.path)} ${Buffer.from(request.body)}`.toLowerCase();
}

function decodeURIComponentSafely(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/** Whether a segment of the path stands for something that is the victim's alone. */
function namesVictims({ path }: FuzzedRequest, { names }: Stage): boolean {
  const segments = path
    .replace(/[?#].*/s, '')
    .split('/')
    .map(decodeURIComponentSafely);
  return segments.some((segment) => names.others.includes(segment.toLowerCase()));
}

describe('the API, asked for anything', () => {
  it('knows many routes to try', () => {
    expect(ROUTES.length).toBeGreaterThan(30);
  });

  it('never fails on what the owner sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest(NAMES, CODERS_ROUTES), { maxLength: 20, size: 'max' }),
        async (requests) => {
          const now = await stage();
          for (const request of requests)
            await sendAndCheck(now, request, now.deployment.deployment.ownerToken);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('never shows a member what is another’s, and never changes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest(NAMES, ROUTES), { maxLength: 20, size: 'max' }),
        async (requests) => {
          const now = await stage();
          const watched = [
            '/api/v2/users/victoria',
            '/api/v2/users/victoria/workspace/victorias-place',
            '/api/v2/workspaces?q=owner:victoria',
          ];
          const look = () =>
            Promise.all(watched.map(async (path) => (await now.deployment.expect(200, 'GET', path)).text));
          const before = await look();
          for (const request of requests) {
            const { status, text } = await sendAndCheck(now, request, now.attacker.token);
            if (namesVictims(request, now)) {
              expect(status, `${request.method} ${request.path}`).toBeGreaterThanOrEqual(400);
            }
            const said = saidIn(request);
            for (const secret of now.secrets) {
              if (!said.includes(secret.toLowerCase())) expect(text).not.toContain(secret);
            }
          }
          expect(await look()).toEqual(before);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('tells somebody without a token nothing of anybody', async () => {
    const tokens = fc.constantFrom(
      null,
      '',
      'x',
      `${'a'.repeat(10)}-${'b'.repeat(22)}`,
      `${'a'.repeat(10)}-${'b'.repeat(21)}é`,
      '-',
      `${'-'.repeat(33)}`,
      'x'.repeat(5000),
      '../../etc/passwd',
    );
    const asked = fc.tuple(anyRequest(NAMES, ROUTES), tokens);
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 20, size: 'max' }), async (requests) => {
        const now = await stage();
        for (const [request, token] of requests) {
          const { text } = await sendAndCheck(now, request, token);
          const said = saidIn(request);
          for (const secret of [...now.secrets, now.attacker.token]) {
            if (!said.includes(secret.toLowerCase())) expect(text).not.toContain(secret);
          }
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('every route, asked by a member for what is another’s', () => {
  const naming = ROUTES.map((route) => ({
    ...route,
    parameters: [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name),
  })).filter(({ parameters }) => parameters.some((name) => name in STAGE.victims));

  it('has many such routes', () => {
    expect(naming.length).toBeGreaterThan(40);
  });

  it.each(naming)('finds nothing: $method $path', async ({ method, path, bodyKeys }) => {
    const now = await stage();
    const { names, victims } = now;
    const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
      return victims[name] ?? names.parameters[name]?.[0] ?? '1';
    });
    const members = bodyKeys.flatMap((key) =>
      key in names.values ? [`${JSON.stringify(key)}:${names.values[key]}`] : [],
    );
    const body = Uint8Array.from(Buffer.from(`{${members.join(',')}}`));
    const request = { method, path: filled, headers: {}, body };
    const { status, text } = await sendAndCheck(now, request, now.attacker.token);
    expect([403, 404], text).toContain(status);
    if (method !== 'GET') return;
    expect((await sendAndCheck(now, { ...request, method: 'HEAD' }, now.attacker.token)).status).toBe(status);
  });
});
