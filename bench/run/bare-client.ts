/**
 * The reference loop: the requests of an autostart storm and nothing else, straight through undici. No journal, no
 * checks of what comes back, no progress, no percentiles, no storm: the schedule is cleared before it is due.
 *
 * `node bare-client.js <workspaces>`, the deployment in the environment; prints how many requests it made.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

/** As many as `nineam run` has by default. */
const CONNECTIONS = 64;
const PAUSE_MS = 250;
const DAY_MS = 86_400_000;

const count = Number(process.argv[2]);
const { CODER_URL = '', CODER_SESSION_TOKEN = '', BARE_ORGANIZATION = '', BARE_TEMPLATE = '' } = process.env;
const pool = new Pool(CODER_URL, { connections: CONNECTIONS });
let requests = 0;

function headersOf(token: string): Record<string, string> {
  return { accept: 'application/json', 'coder-session-token': token };
}

const owner = { ...headersOf(CODER_SESSION_TOKEN), 'x-coder-bypass-ratelimit': 'true' };

async function request(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  headers: Record<string, string>,
  content?: unknown,
): Promise<Record<string, unknown>> {
  requests += 1;
  const { statusCode, body } = await pool.request({
    method,
    path,
    headers: content === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: content === undefined ? null : JSON.stringify(content),
  });
  if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${await body.text()}`);
  if (statusCode !== 204 && method !== 'DELETE') return (await body.json()) as Record<string, unknown>;
  await body.dump();
  return {};
}

async function forEach<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return results;
}

/** Waits until so many of our workspaces have the status; an empty one counts all that exist. */
async function settled(status: string, wanted: number): Promise<void> {
  const q = encodeURIComponent(`name:bare-${status === '' ? '' : ` status:${status}`}`);
  for (;;) {
    const { count: found } = await request('GET', `/api/v2/workspaces?limit=1&q=${q}`, owner);
    if (found === wanted) return;
    await pause(PAUSE_MS);
  }
}

interface Mine {
  readonly userId: string;
  readonly workspaceId: string;
  readonly headers: Record<string, string>;
}

async function create(index: number): Promise<Mine> {
  const email = `bare-${index}@example.com`;
  const password = `bare-Password-${index}-of-the-bench`;
  const user = await request('POST', '/api/v2/users', owner, {
    username: `bare-${index}`,
    email,
    password,
    login_type: 'password',
    organization_ids: [BARE_ORGANIZATION],
    user_status: 'active',
  });
  const login = await request('POST', '/api/v2/users/login', owner, { email, password });
  const headers = headersOf(String(login['session_token']));
  const userId = String(user['id']);
  const workspace = await request('POST', `/api/v2/users/${userId}/workspaces`, headers, {
    name: `bare-${index}`,
    template_id: BARE_TEMPLATE,
  });
  return { userId, workspaceId: String(workspace['id']), headers };
}

const farDay = new Date(Date.now() + 3 * DAY_MS).getUTCDay();
const schedule = `CRON_TZ=UTC 0 12 * * ${farDay}`;

const all = await forEach(
  Array.from({ length: count }, (_, index) => index),
  create,
);
await settled('running', count);
await forEach(all, ({ workspaceId, headers }) =>
  request('POST', `/api/v2/workspaces/${workspaceId}/builds`, headers, { transition: 'stop' }),
);
await settled('stopped', count);
await forEach(all, async ({ workspaceId, headers }) => {
  await request('PUT', `/api/v2/workspaces/${workspaceId}/autostart`, headers, { schedule });
  await request('PUT', `/api/v2/workspaces/${workspaceId}/autostart`, owner, { schedule: null });
});
await forEach(all, ({ workspaceId }) =>
  request('POST', `/api/v2/workspaces/${workspaceId}/builds`, owner, { transition: 'delete' }),
);
await settled('', 0);
await forEach(all, ({ userId }) => request('DELETE', `/api/v2/users/${userId}`, owner));
await pool.close();
console.log(requests);
