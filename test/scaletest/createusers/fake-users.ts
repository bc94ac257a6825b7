import { CoderApiError, ConnectionError, type User } from '../../../src/codersdk/index.js';
import type { UserClient } from '../../../src/scaletest/createusers/index.js';
import { instantFromUs } from '../../../src/time/index.js';

/** What goes wrong with the next call of a kind, after (`done`) or before the server has acted. */
export type Fault =
  | { readonly kind: 'lost'; readonly done: boolean }
  | { readonly kind: 'refused'; readonly status: number; readonly done: boolean };

type Method = 'create' | 'get' | 'login' | 'delete';

export function apiError(method: string, path: string, status: number): CoderApiError {
  return new CoderApiError({
    status,
    method,
    path,
    message: 'no',
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs: null,
  });
}

export function lostAnswer(): ConnectionError {
  return new ConnectionError('the answer did not come in time', 'maybe');
}

/** The users of a deployment, as far as a runner sees them; each call takes the next fault planned for it. */
export class FakeUsers implements UserClient<FakeUsers> {
  readonly token: string;
  readonly existing: Map<string, User & { readonly password: string }>;
  readonly calls: string[];
  readonly planned: Map<Method, Fault[]>;
  /** What the server makes of `user_status: active`. */
  createdStatus = 'active';
  /** Called when a create request arrives, before anything else. */
  onCreate: (body: Parameters<FakeUsers['users']['create']>[0]) => void = () => {};

  constructor(token = 'owner', shared?: FakeUsers) {
    this.token = token;
    this.existing = shared?.existing ?? new Map();
    this.calls = shared?.calls ?? [];
    this.planned = shared?.planned ?? new Map();
  }

  plan(method: Method, ...faults: readonly Fault[]): void {
    this.planned.set(method, [...faults]);
  }

  withToken(token: string): FakeUsers {
    return new FakeUsers(token, this);
  }

  add(username: string, name: string, email = `${username}@example.com`): User {
    const user = {
      id: `id-of-${username}`,
      username,
      name,
      email,
      createdAt: instantFromUs(1_795_471_641_996_354),
      status: this.createdStatus,
      loginType: 'password',
      organizationIds: ['org'],
      roles: [],
      password: '',
    };
    this.existing.set(username, user);
    return user;
  }

  readonly users: UserClient<FakeUsers>['users'] = {
    create: (body) => {
      this.onCreate(body);
      return this.#call('create', `POST users ${body.username}`, () => {
        const taken = [...this.existing.values()].some(
          (user) => user.username === body.username || user.email === body.email,
        );
        if (taken) throw apiError('POST', '/api/v2/users', 409);
        const user = { ...this.add(body.username, body.name, body.email), loginType: body.loginType };
        this.existing.set(body.username, { ...user, password: body.password });
        return user;
      });
    },
    get: (ref) =>
      this.#call('get', `GET users/${ref}`, () => {
        const user = this.existing.get(ref);
        if (user === undefined) throw apiError('GET', `/api/v2/users/${ref}`, 404);
        return user;
      }),
    login: (email, password) =>
      this.#call('login', `POST login ${email} as ${this.token}`, () => {
        const user = [...this.existing.values()].find((other) => other.email === email);
        if (user?.password !== password) throw apiError('POST', '/api/v2/users/login', 401);
        return `session-of-${user.username}`;
      }),
    delete: (ref) =>
      this.#call('delete', `DELETE users/${ref}`, () => {
        const user = [...this.existing.values()].find((other) => other.id === ref);
        if (user === undefined) throw apiError('DELETE', `/api/v2/users/${ref}`, 404);
        this.existing.delete(user.username);
      }),
  };

  async #call<T>(method: Method, text: string, act: () => T): Promise<T> {
    this.calls.push(text);
    const fault = this.planned.get(method)?.shift();
    if (fault === undefined) return act();
    if (fault.done) act();
    throw fault.kind === 'lost' ? lostAnswer() : apiError(method, text, fault.status);
  }
}
