import { describe, expect, it } from 'vitest';
import { nineam, type Served, serve, startNineam } from './support/processes.js';
import { QUICK } from './support/quick.js';

async function request(
  served: Served,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, string>> {
  const answer = await fetch(`${served.url}${path}`, {
    method,
    headers: { 'Coder-Session-Token': served.token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

/** A user and a scheduled workspace that look like a load test's, of a run that is not ours. */
async function addBystander(served: Served, username: string, name: string): Promise<readonly string[]> {
  const user = await request(served, 'POST', '/api/v2/users', {
    username,
    email: `${username.slice('scaletest-'.length)}@scaletest.local`,
    name,
    password: '',
    login_type: 'none',
    user_status: 'active',
    organization_ids: [served.organizationId],
  });
  const template = await request(
    served,
    'GET',
    `/api/v2/organizations/default/templates/${served.templateName}`,
  );
  const workspace = await request(served, 'POST', `/api/v2/users/${user['id']}/workspaces`, {
    name: username,
    template_id: template['id'],
  });
  await request(served, 'PUT', `/api/v2/workspaces/${workspace['id']}/autostart`, {
    schedule: 'CRON_TZ=UTC 0 3 * * 0',
  });
  return [`/api/v2/users/${user['id']}`, `/api/v2/workspaces/${workspace['id']}`];
}

/** What must not change: everything but the progress of its own first build and when it was last seen. */
async function portrait(served: Served, paths: readonly string[]): Promise<readonly unknown[]> {
  const seen = [];
  for (const path of paths) {
    const {
      latest_build: build,
      next_start_at: _next,
      health: _health,
      last_used_at: _used,
      ...rest
    } = (await request(served, 'GET', path)) as Record<string, unknown> & {
      latest_build?: { build_number: number };
    };
    seen.push({ ...rest, builds: build?.build_number });
  }
  return seen;
}

describe('bystanders with names like ours', () => {
  it('are left as they are by a run and by the cleanup of a killed one', async () => {
    const served = await serve(QUICK);
    const paths = [
      ...(await addBystander(served, 'scaletest-zzzzzzzz-0', 'nineam-00000000-0000-4000-8000-000000000000')),
      ...(await addBystander(served, 'scaletest-yyyyyyyy-1', '')),
    ];
    const before = await portrait(served, paths);
    const run = await nineam(['run', '-c', '5', '-t', served.templateName], served.env);
    expect(run.code, run.stderr).toBe(0);
    const killed = startNineam(['run', '-c', '5', '-t', served.templateName], served.env);
    await killed.says('waiting for');
    killed.signal('SIGKILL');
    await killed.finished;
    const listed = await nineam(['cleanup', '--list'], served.env);
    const cleaned = await nineam(
      ['cleanup', '--run', listed.stdout.split(' ')[0] ?? '', '--yes'],
      served.env,
    );
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await portrait(served, paths)).toEqual(before);
    await served.end();
  }, 120_000);
});
