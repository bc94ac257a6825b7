import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createEmbedded, type Embedded } from '../../src/embedded/embedded.js';
import type { Connection } from '../../src/embedded/http/app-env.js';
import type { DeploymentOptions } from '../../src/embedded/index.js';
import { VirtualClock } from '../../src/time/index.js';

/** Monday, 08:00:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 23, 8);
export const PASSWORD = 'S0mePassw0rd!x';
export const OTHER_UUID = '00000000-0000-4000-8000-000000000000';

/** Bytes that look random and are the same for the same seed. */
export function seededBytes(seed: string): (length: number) => Uint8Array {
  let block = 0;
  return (length) => {
    let bytes = Buffer.alloc(0);
    while (bytes.length < length) {
      bytes = Buffer.concat([bytes, Buffer.from(hash('sha512', `${seed}/${block++}`), 'hex')]);
    }
    return bytes.subarray(0, length);
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; the text where it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly rawBody?: string;
  /** `null`: none. Default: the owner's. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connection?: Connection;
}

/** A deployment on a clock that stands still, called without sockets. */
export class TestDeployment {
  readonly realClock = new VirtualClock(START_MS);
  readonly embedded: Embedded;

  constructor(options: Partial<DeploymentOptions> = {}) {
    this.embedded = createEmbedded({
      timeScale: 1,
      realClock: this.realClock,
      randomBytes: seededBytes('test'),
      ...options,
      parameters: { ...testParameters, ...options.parameters },
    });
  }

  get deployment() {
    return this.embedded.deployment;
  }

  get templateId(): string {
    return this.deployment.templates.all[0]!.id;
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { token = this.deployment.ownerToken } = options;
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await this.embedded.app.request(
      path,
      {
        method,
        headers: { ...(token === null ? {} : { 'Coder-Session-Token': token }), ...options.headers },
        ...(body === undefined ? {} : { body }),
      },
      options.connection === undefined ? {} : { connection: options.connection },
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  /** As {@link call}; fails unless the answer has the status. */
  async expect(status: number, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const answer = await this.call(method, path, options);
    if (answer.status !== status) {
      throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${answer.text}`);
    }
    return answer;
  }

  async createUser(
    name: string,
    more: Record<string, unknown> = {},
  ): Promise<{ id: string; username: string }> {
    const body = {
      email: `${name}@scaletest.local`,
      username: name,
      password: PASSWORD,
      organization_ids: [this.deployment.organization.id],
      ...more,
    };
    return (await this.expect(201, 'POST', '/api/v2/users', { body })).body;
  }

  /** A new user who has logged in, and so is active. */
  async member(name: string): Promise<{ id: string; username: string; token: string }> {
    const user = await this.createUser(name);
    const body = { email: `${name}@scaletest.local`, password: PASSWORD };
    const login = await this.expect(201, 'POST', '/api/v2/users/login', { body, token: null });
    return { ...user, token: login.body.session_token };
  }

  async createWorkspace(name: string, options: CallOptions & { user?: string } = {}) {
    const body = { template_id: this.templateId, name, ...(options.body as object | undefined) };
    const path = `/api/v2/users/${options.user ?? 'me'}/workspaces`;
    return (await this.expect(201, 'POST', path, { ...options, body })).body;
  }

  /** Asks for a build and waits until it has ended. */
  async build(workspaceId: string, transition: string, options: CallOptions = {}) {
    const path = `/api/v2/workspaces/${workspaceId}/builds`;
    const build = (await this.expect(201, 'POST', path, { ...options, body: { transition } })).body;
    this.realClock.advanceBy(10_000);
    return build;
  }
}

/** Every build takes exactly a second and starts when it is taken, and the executor ticks half a second after the minute. */
export const testParameters: DeploymentOptions['parameters'] = {
  seed: 'test',
  provisioners: 3,
  tickPhasesUs: [500_000],
  serviceTime: {
    start: { kind: 'constant', value: 1e6 },
    stop: { kind: 'constant', value: 1e6 },
    delete: { kind: 'constant', value: 1e6 },
  },
  completion: { kind: 'constant', value: 0 },
  earlyStartRate: 0,
};

/** A recorded exchange with a real server. */
export interface Exchange {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly body_part?: unknown;
  };
}

export function exchange(name: string): Exchange {
  const path = new URL(`../fixtures/exchanges/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Exchange;
}

/**
 * A value's keys and JSON types, without its values: what two answers of the same kind have in common. The items of a
 * list are merged, so that lists of different lengths compare.
 */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const shapes = [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].sort();
    return shapes.map((shape) => JSON.parse(shape) as unknown);
  }
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value).map(([key, member]) => [key, shapeOf(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
