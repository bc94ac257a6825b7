import type { Served } from './processes.js';

/** A raw request with the owner's token. */
export async function request(
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

/** What a bystander is called. */
export interface BystanderNames {
  readonly username: string;
  /** The full name. Default: none. */
  readonly name?: string;
  /** Default: that of a load test's user. */
  readonly email?: string;
  /** Name of the workspace. Default: the username. */
  readonly workspace?: string;
}

/** A user with a scheduled workspace that our runs did not make; its paths. */
export async function addBystander(
  served: Served,
  { username, name = '', email, workspace: workspaceName = username }: BystanderNames,
): Promise<readonly string[]> {
  const user = await request(served, 'POST', '/api/v2/users', {
    username,
    email: email ?? `${username.slice('scaletest-'.length)}@scaletest.local`,
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
    name: workspaceName,
    template_id: template['id'],
  });
  await request(served, 'PUT', `/api/v2/workspaces/${workspace['id']}/autostart`, {
    schedule: 'CRON_TZ=UTC 0 3 * * 0',
  });
  return [`/api/v2/users/${user['id']}`, `/api/v2/workspaces/${workspace['id']}`];
}

/** What must not change: everything but the progress of its own first build and when it was last seen. */
export async function portrait(served: Served, paths: readonly string[]): Promise<readonly unknown[]> {
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
