import type { EmbeddedDeployment } from '../../../src/embedded/index.js';
import type { ProxyRule } from '../../integration/support/proxy.js';

type Address = Pick<EmbeddedDeployment, 'url' | 'token' | 'organizationId' | 'templates'>;

/** The mark of a run that is not ours. */
const OTHER_MARK = 'nineam-00000000-0000-4000-8000-000000000000';
const WEEKLY = 'CRON_TZ=UTC 0 3 * * 0';

async function send(
  { url, token }: Address,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly id: string }> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'Coder-Session-Token': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return text === '' ? { id: '' } : (JSON.parse(text) as { id: string });
}

/** Users and scheduled workspaces that look like a load test's and are none of ours, and how they looked at first. */
export class Bystanders {
  readonly #address: Address;
  readonly #first = new Map<string, string>();
  #squatted = false;

  constructor(address: Address) {
    this.#address = address;
  }

  /** How many users, and as many workspaces, there are. */
  get count(): number {
    return this.#first.size / 2;
  }

  /** Adds one of each kind of name: of another run, and with no mark at all. */
  async addUsual(): Promise<void> {
    await this.#add('scaletest-zzzzzzzz-0', OTHER_MARK);
    await this.#add('scaletest-yyyyyyyy-1', '');
  }

  /** Takes the name of our third user when the request that creates it is on its way, once. */
  readonly squat: ProxyRule = async ({ method, path, body }) => {
    if (method !== 'POST' || path !== '/api/v2/users' || this.#squatted) return undefined;
    const { username } = JSON.parse(body) as { username: string };
    if (!username.endsWith('-3')) return undefined;
    this.#squatted = true;
    await this.#add(username, OTHER_MARK, 'somebody@scaletest.local');
    return undefined;
  };

  /** What of them is not as it was; empty: nothing. */
  async changes(): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const [path, before] of this.#first) {
      const now = await this.#look(path).catch((error: unknown) => String(error));
      if (now !== before) changed.push(`${path} was ${before}, and is ${now}`);
    }
    return changed;
  }

  async #add(username: string, mark: string, email?: string): Promise<void> {
    const address = this.#address;
    const user = await send(address, 'POST', '/api/v2/users', {
      username,
      email: email ?? `${username.slice('scaletest-'.length)}@scaletest.local`,
      name: mark,
      password: '',
      login_type: 'none',
      user_status: 'active',
      organization_ids: [address.organizationId],
    });
    const workspace = await send(address, 'POST', `/api/v2/users/${user.id}/workspaces`, {
      name: username,
      template_id: address.templates[0]?.id,
    });
    await send(address, 'PUT', `/api/v2/workspaces/${workspace.id}/autostart`, { schedule: WEEKLY });
    for (const path of [`/api/v2/users/${user.id}`, `/api/v2/workspaces/${workspace.id}`])
      this.#first.set(path, await this.#look(path));
  }

  /** As the deployment has it, but for how far its own first build has come. */
  async #look(path: string): Promise<string> {
    const {
      latest_build: build,
      health: _health,
      next_start_at: _next,
      last_used_at: _used,
      ...rest
    } = (await send(this.#address, 'GET', path)) as Readonly<Record<string, unknown>> & {
      readonly latest_build?: { readonly id: string; readonly build_number: number };
    };
    return JSON.stringify({ ...rest, build: build?.id, builds: build?.build_number });
  }
}
