import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nineam, type Served, serve } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

async function memberToken(served: Served): Promise<string> {
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(`${served.url}${path}`, {
      method: 'POST',
      headers: { 'Coder-Session-Token': served.token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const credentials = { email: 'bob@example.com', password: 'S0mePassw0rd!xyz' };
  await post('/api/v2/users', {
    ...credentials,
    username: 'bob',
    organization_ids: [served.organizationId],
    user_status: 'active',
  });
  return (await post('/api/v2/users/login', credentials))['session_token'] ?? '';
}

describe('bad input', () => {
  it('is refused with every problem at once, each naming its flag', async () => {
    const { code, stderr } = await nineam([
      'run',
      '-c',
      '100001',
      '--autostart-delay',
      '2',
      '--timeout',
      'soon',
      '--skip-preflight',
      'all',
    ]);
    expect(code).toBe(2);
    for (const flag of [
      '--workspace-count',
      '--template',
      '--autostart-delay',
      '--timeout',
      '--skip-preflight',
      '--url',
      '--token',
    ]) {
      expect(stderr).toContain(flag);
    }
  });

  it('names both flags of contradictory timeouts', async () => {
    const { code, stderr } = await nineam(['run', '--embedded', '--workspace-job-timeout', '20m']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--autostart-build-timeout.*--workspace-job-timeout/);
  });

  it('suggests the flag that was meant', async () => {
    const { code, stderr } = await nineam(['run', '--embeded']);
    expect(code).toBe(2);
    expect(stderr).toContain('--embedded');
  });

  it.each([['0'], ['100001'], ['ten'], ['-5'], ['1.5']])('refuses %s workspaces', async (count) => {
    const { code, stderr } = await nineam(['run', '--embedded', '-c', count]);
    expect(code).toBe(2);
    expect(stderr).toContain('--workspace-count');
  });

  it('refuses a deployment that nothing answers for', async () => {
    const { code, stderr } = await nineam(['run', '-c', '1', '-t', 'x'], {
      CODER_URL: 'http://127.0.0.1:9',
      CODER_SESSION_TOKEN: 'x',
    });
    expect(code).toBe(3);
    expect(stderr).toContain('--url');
  });

  it("refuses an answer that is not Coder's", async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<html><body>Welcome</body></html>');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await nineam(['run', '-c', '1', '-t', 'x'], {
      CODER_URL: `http://127.0.0.1:${port}`,
      CODER_SESSION_TOKEN: 'x',
    });
    expect(code).toBe(3);
    expect(stderr).toContain('web page');
  });

  it("refuses a wrong token, a member's token and an unknown template before anything is created", async () => {
    const served = await serve(['--time-scale', '120']);
    const wrong = await nineam(['run', '-c', '1', '-t', served.templateName], {
      ...served.env,
      CODER_SESSION_TOKEN: 'abcdefghij-abcdefghijklmnopqrstuv',
    });
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('coder login');
    const unknown = await nineam(['run', '-c', '1', '-t', 'nowhere'], served.env);
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toContain('--template');
    expect(await alive(served)).toEqual(NOTHING);
    const token = await memberToken(served);
    const member = await nineam(['run', '-c', '1', '-t', 'nowhere'], {
      ...served.env,
      CODER_SESSION_TOKEN: token,
    });
    expect(member.code).toBe(3);
    expect(member.stderr).toContain('not an owner');
    expect(member.stderr).toContain('--template');
    expect((await alive(served)).users).toEqual(['bob']);
    await served.end();
  }, 60_000);

  it('refuses an unknown parameter, which the deployment itself would take', async () => {
    const served = await serve(['--time-scale', '120']);
    const { code, stderr } = await nineam(
      ['run', '-c', '1', '-t', served.templateName, '--parameter', 'colour=red'],
      served.env,
    );
    expect(code).toBe(3);
    expect(stderr).toContain('colour');
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 60_000);

  it('refuses 2,000 workspaces on 20 provisioners by its estimate', async () => {
    const { code, stderr } = await nineam(['run', '--embedded', '-c', '2000']);
    expect(code).toBe(3);
    expect(stderr).toContain('--autostart-build-timeout');
    expect(stderr).toContain('--provisioners');
  }, 60_000);
});
