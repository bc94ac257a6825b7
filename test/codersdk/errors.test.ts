import { describe, expect, it } from 'vitest';
import { CoderApiError, ConnectionError, NotCoderError } from '../../src/codersdk/index.js';
import { exchanges } from './exchange-fixtures.js';
import { clientOf, failureOf, OWNER_TOKEN, serve } from './local-server.js';

const refused = [...exchanges].filter(([, { response }]) => response.status >= 400);

describe('an answer that says no', () => {
  it.each(refused.map(([name]) => name))(
    'becomes a CoderApiError with what the server said: %s',
    async (name) => {
      const { request, response } = exchanges.get(name)!;
      const headers = Object.fromEntries(
        Object.entries(response.headers).filter((entry): entry is [string, string] => entry[1] !== null),
      );
      // The wait that a rate limit asks for is tested with the retries.
      const { server, url } = await serve(() => ({
        status: response.status,
        headers: { ...headers, ...(headers['retry-after'] === undefined ? {} : { 'retry-after': '3600' }) },
        body: response.body,
      }));
      expect(server.listening).toBe(true);
      const error = await failureOf(clientOf(url).workspaces.get('some-id', { attempts: 1 }));
      expect(error).toBeInstanceOf(CoderApiError);
      const api = error as CoderApiError;
      expect(api).toMatchObject({
        code: 'coder_api',
        status: response.status,
        method: 'GET',
        path: '/api/v2/workspaces/some-id',
        requestId: headers['x-coder-request-id'] ?? null,
      });
      expect(api.message).toContain(`GET /api/v2/workspaces/some-id answered ${response.status}`);
      const { validations = [], detail = null } = (response.body ?? {}) as {
        validations?: unknown;
        detail?: string | null;
      };
      expect(api.validations).toEqual(validations ?? []);
      expect(api.detail).toBe(detail);
      expect(request.method).not.toBe('');
    },
  );

  it('hints at a login when the token is refused', async () => {
    const { url } = await serve(() => ({ status: 401, body: { message: 'signed out' } }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.hint).toMatch(/coder login.*CODER_SESSION_TOKEN/);
  });

  it('hints at the owner when the bypass of rate limits is refused', async () => {
    const { url } = await serve(() => ({ status: 428, body: 'precondition' }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.hint).toMatch(/owner/);
    expect(error.message).toContain('precondition');
  });

  it('names the fields that were refused', async () => {
    const { url } = await serve(() => ({
      status: 400,
      body: {
        message: 'bad user',
        detail: 'see below',
        validations: [{ field: 'username', detail: 'too long' }],
      },
    }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.message).toBe('GET /api/v2/users/me answered 400: bad user; see below; username: too long');
    expect(error.validations).toEqual([{ field: 'username', detail: 'too long' }]);
  });

  it('is told with the start of a body that is not JSON', async () => {
    const { url } = await serve(() => ({ status: 400, body: `csrf ${'x'.repeat(1_000)}` }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.message).toContain('csrf xxx');
    expect(error.message.length).toBeLessThan(300);
  });

  it('is told even when it says nothing', async () => {
    const { url } = await serve(() => ({ status: 409 }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.message).toBe('GET /api/v2/users/me answered 409: without saying why');
  });

  it('is a CoderApiError when a proxy gives a page for a deployment that is down', async () => {
    const { url } = await serve(() => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html><title>502</title><h1>Bad gateway</h1></html>',
    }));
    const error = await failureOf(clientOf(url).users.me({ attempts: 1 }));
    expect(error).toBeInstanceOf(CoderApiError);
    expect((error as Error).message).toContain('Bad gateway');
    expect((error as Error).message).not.toContain('<');
  });

  it('keeps the query out of the message', async () => {
    const { url } = await serve(() => ({ status: 400, body: { message: 'no' } }));
    const error = (await failureOf(clientOf(url).users.list({ q: 'name:somebody' }))) as Error;
    expect(error.message).not.toContain('somebody');
  });
});

describe('an answer that is not Coder’s', () => {
  it.each([200, 403, 404])('is told as a web page with its title, status %i', async (status) => {
    const { url } = await serve(() => ({
      status,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><html><head><title>Sign in ·\n Example</title></head></html>',
    }));
    const error = await failureOf(clientOf(url).users.me());
    expect(error).toBeInstanceOf(NotCoderError);
    expect(error).toMatchObject({ code: 'not_coder', status });
    expect((error as NotCoderError).message).toContain(
      `answered ${status} with a web page, titled “Sign in · Example”`,
    );
    expect((error as NotCoderError).hint).toContain('--url');
  });

  it('is noticed where the answer is not read', async () => {
    const { url } = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<p>hello',
    }));
    expect(await failureOf(clientOf(url).workspaces.setAutostart('id', null))).toBeInstanceOf(NotCoderError);
  });

  it('names the field that does not fit, and how', async () => {
    const { url } = await serve(() => ({ status: 200, body: { users: [{ id: 7 }], count: 1 } }));
    const error = (await failureOf(clientOf(url).users.list({}))) as NotCoderError;
    expect(error).toBeInstanceOf(NotCoderError);
    expect(error.message).toContain('GET /api/v2/users:');
    expect(error.message).toContain('users[0].id should be of type string');
  });

  it('is an error when the body is empty or cut off', async () => {
    for (const body of ['', '{"id":"a']) {
      const { url } = await serve(() => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body,
      }));
      const error = (await failureOf(clientOf(url).users.me())) as NotCoderError;
      expect(error).toBeInstanceOf(NotCoderError);
      expect(error.message).toContain('not JSON');
    }
  });

  it('names the address that a redirect leads to', async () => {
    const { url } = await serve(() => ({
      status: 307,
      headers: { location: 'https://coder.example.com/api/v2/users/me?x=1' },
    }));
    const error = (await failureOf(clientOf(url).users.me())) as NotCoderError;
    expect(error).toBeInstanceOf(NotCoderError);
    expect(error.message).toContain('redirects (307) to https://coder.example.com/api/v2/users/me');
    expect(error.hint).toBe('use the address it redirects to: --url https://coder.example.com');
  });

  it.each(['/login?next=x', ''])(
    'does not advise the same address again for a redirect to "%s"',
    async (location) => {
      const { url } = await serve(() => ({ status: 302, headers: location === '' ? {} : { location } }));
      const error = (await failureOf(clientOf(url).users.me())) as NotCoderError;
      expect(error.hint).toContain('--header');
      expect(error.hint).not.toContain('--url');
    },
  );
});

describe('no answer', () => {
  it('says that nothing listens, and was not delivered', async () => {
    const { server, url } = await serve(() => ({ status: 200 }));
    await new Promise((resolve) => server.close(resolve));
    const error = (await failureOf(clientOf(url).users.me({ attempts: 1 }))) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'connection', delivered: 'no' });
    expect(error.message).toBe(`GET /api/v2/users/me: nothing listens at ${url} (connection refused)`);
    expect(error.hint).toContain('--url');
  });

  it('says that a host is not known', async () => {
    const error = (await failureOf(
      clientOf('http://no-such-host.invalid').users.me({ attempts: 1 }),
    )) as ConnectionError;
    expect(error).toMatchObject({ delivered: 'no' });
    expect(error.message).toContain('http://no-such-host.invalid cannot be resolved');
  });

  it('may have been delivered when the connection breaks before the answer', async () => {
    const { url } = await serve(() => (response) => response.destroy());
    const error = (await failureOf(clientOf(url).users.me({ attempts: 1 }))) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.delivered).toBe('maybe');
    expect(error.message).toContain('broke before the answer came');
  });

  it('may have been delivered when the answer breaks off', async () => {
    const { url } = await serve(() => (response) => {
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/json' });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    });
    const error = (await failureOf(clientOf(url).users.me({ attempts: 1 }))) as ConnectionError;
    expect(error).toMatchObject({ delivered: 'maybe' });
  });

  it('says how long an answer was waited for', async () => {
    const { url } = await serve(() => () => undefined);
    const client = clientOf(url, { requestTimeoutMs: 50 });
    const error = (await failureOf(client.users.me({ attempts: 1 }))) as ConnectionError;
    expect(error).toMatchObject({ delivered: 'maybe' });
    expect(error.message).toBe(`GET /api/v2/users/me: no answer from ${url} within 0.05 s`);
  });

  it('never carries the token in what is printed of it', async () => {
    const { url } = await serve(() => (response) => response.destroy());
    const error = (await failureOf(clientOf(url).users.me({ attempts: 1 }))) as Error;
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(OWNER_TOKEN);
  });
});
