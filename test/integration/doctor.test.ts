import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam, type Served, serve } from './support/processes.js';

interface Told {
  readonly server_version: string | null;
  readonly would_refuse: boolean;
  readonly requests_sent: number;
  readonly estimate: { readonly requests: number } | null;
  readonly checks: readonly { readonly name: string; readonly standing: string; readonly text?: string }[];
}

const standings = ({ checks }: Told) => Object.fromEntries(checks.map((one) => [one.name, one.standing]));

async function doctor(
  served: Served,
  ...flags: readonly string[]
): Promise<{ code: number | null; told: Told }> {
  const { code, stdout } = await nineam(['doctor', '--output', 'json', ...flags], served.env);
  return { code, told: JSON.parse(stdout) };
}

async function memberOf(served: Served): Promise<Served> {
  const post = async (path: string, body: unknown): Promise<{ readonly session_token: string }> => {
    const answer = await fetch(served.url + path, {
      method: 'POST',
      headers: { 'Coder-Session-Token': served.token, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBe(201);
    return (await answer.json()) as { readonly session_token: string };
  };
  const user = { username: 'bob', email: 'bob@example.com', password: 'Quite-Long-And-9' };
  await post('/api/v2/users', { ...user, organization_ids: [served.organizationId] });
  const { session_token: token } = await post('/api/v2/users/login', user);
  return { ...served, env: { ...served.env, CODER_SESSION_TOKEN: token } };
}

describe('nineam doctor', () => {
  it('refuses a deployment at work as a run does, with what it saw, and only reads', async () => {
    const seeded = ['--seed-workspaces', '700', '--seed-schedules', '--seed-time-zone', 'UTC'];
    const served = await serve([...seeded, '--start-at', 'monday 08:57']);
    const config = join(served.folder, 'storm.json');
    await writeFile(config, '{"workspace-count": 50, "template": "workspace", "threshold": ["usable>=99%"]}');

    const { code, stdout } = await nineam(['doctor', '--config', config], served.env);
    expect(code, stdout).toBe(3);
    expect(stdout).toMatch(
      /problem +other-users +.*560 other users, (\d{2,}) workspaces of theirs due from 08:5/,
    );
    expect(stdout).toMatch(/warning +other-schedules .* at 09:00/);
    expect(stdout).toMatch(/warning +notifications /);
    expect(stdout).toContain('coder notifications pause');
    expect(stdout).toMatch(/A run takes about \d+m: .* about \d+ requests/);
    const [, said] = /(\d+) requests were sent. They only read/.exec(stdout) ?? [];

    const agreed = await doctor(served, '--config', config, '--yes');
    expect(agreed.code).toBe(0);
    expect(agreed.told.would_refuse).toBe(false);
    expect(agreed.told.estimate?.requests).toBeGreaterThan(50);

    const bare = await doctor(served);
    expect(standings(bare.told)).toMatchObject({
      owner: 'ok',
      template: 'not_judged',
      timeouts: 'not_judged',
    });
    const shown = await nineam(['doctor', '-t', 'workspace', '--yes'], served.env);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toContain('a run would begin');
    expect(shown.stdout).toMatch(
      /found so far\. \d+ of 24 checks were not judged: add --workspace-count to judge them\./,
    );

    const run = await nineam(['run', '-c', '50', '-t', 'workspace'], served.env);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('560 other users');

    const { accessLog } = await served.end();
    const requests: { method: string }[] = accessLog
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    // The run asks as the doctor does, who reads two pages of workspaces of 700.
    expect(Number(said)).toBeLessThanOrEqual(32);
    const [, shownSent] = /(\d+) requests were sent/.exec(shown.stdout) ?? [];
    expect(requests).toHaveLength(
      Number(said) * 2 + agreed.told.requests_sent + bare.told.requests_sent + Number(shownSent),
    );
  }, 60_000);

  it('says to a member what cannot be told, and to nobody that all is well where nothing answers', async () => {
    const served = await serve([]);
    const { code, told } = await doctor(await memberOf(served), '-c', '5', '-t', served.templateName);
    expect(code).toBe(3);
    expect(standings(told)).toMatchObject({
      owner: 'problem',
      provisioners: 'cannot_be_told',
      'rate-limits': 'cannot_be_told',
      template: 'ok',
    });
    const owner = await doctor(served, '-c', '5', '-t', served.templateName);
    expect(owner.code).toBe(0);
    expect(Object.values(standings(owner.told))).not.toContain('cannot_be_told');

    const nowhere = { ...served, env: { ...served.env, CODER_URL: 'http://127.0.0.1:9' } };
    const silent = await doctor(nowhere);
    expect(silent.code).toBe(3);
    expect(silent.told.server_version).toBeNull();
    expect(standings(silent.told)).toMatchObject({ deployment: 'problem', owner: 'not_judged' });
    expect((await nineam(['doctor', '--output', 'html'], served.env)).code).toBe(2);
  }, 60_000);
});
