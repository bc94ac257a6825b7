import { z } from 'zod';
import { type Instant, parseInstant } from '../time/index.js';
import { apiPath, withQuery } from './api-path.js';
import { CoderApiError } from './errors.js';
import { decoder } from './payload.js';
import type { CallOptions, Requester } from './requester.js';

/** A user, as an administrator or the user itself sees it. */
export interface User {
  readonly id: string;
  readonly username: string;
  /** The full name; `''` where none was given. */
  readonly name: string;
  readonly email: string;
  readonly createdAt: Instant;
  /** `active`, `dormant` or `suspended`; only the first one's workspaces are autostarted. */
  readonly status: string;
  readonly loginType: string;
  readonly organizationIds: readonly string[];
  /** Names of the site roles, such as `owner`. */
  readonly roles: readonly string[];
}

export interface CreateUserRequest {
  readonly username: string;
  readonly email: string;
  readonly name: string;
  /** `''` with login type `none`. */
  readonly password: string;
  readonly loginType: 'password' | 'none';
  readonly organizationId: string;
  /** Said outright: without it the server makes a dormant user, whose workspaces are never autostarted. */
  readonly userStatus: 'active';
}

export interface UserQuery {
  /** Search text of the server's grammar, e.g. `name:nineam-…`. */
  readonly q?: string;
  /** Most users in the answer; all without it. */
  readonly limit?: number;
  readonly offset?: number;
  /** Only users after this one, in order of username. */
  readonly afterId?: string;
}

export interface UserPage {
  readonly users: readonly User[];
  /** Of all matches, but 0 on an empty page. */
  readonly count: number;
}

export interface ApiKey {
  readonly id: string;
  readonly expiresAt: Instant;
}

const userPayload = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string().nullish(),
  email: z.string(),
  created_at: z.string(),
  status: z.string(),
  login_type: z.string().nullish(),
  organization_ids: z.array(z.string()).nullish(),
  roles: z.array(z.object({ name: z.string() })).nullish(),
});

function toUser(payload: z.output<typeof userPayload>): User {
  return {
    id: payload.id,
    username: payload.username,
    name: payload.name ?? '',
    email: payload.email,
    createdAt: parseInstant(payload.created_at),
    status: payload.status,
    loginType: payload.login_type ?? '',
    organizationIds: payload.organization_ids ?? [],
    roles: (payload.roles ?? []).map((role) => role.name),
  };
}

export const decodeUser = decoder(userPayload, toUser);

export const decodeUserPage = decoder(
  z.object({ users: z.array(userPayload).nullish(), count: z.number() }),
  (payload): UserPage => ({ users: (payload.users ?? []).map(toUser), count: payload.count }),
);

export const decodeSessionToken = decoder(
  z.object({ session_token: z.string() }),
  (payload) => payload.session_token,
);

export const decodeAuthMethods = decoder(
  z.object({ password: z.object({ enabled: z.boolean() }) }),
  (payload) => ({ password: payload.password.enabled }),
);

export const decodeApiKey = decoder(
  z.object({ id: z.string(), expires_at: z.string() }),
  (payload): ApiKey => ({ id: payload.id, expiresAt: parseInstant(payload.expires_at) }),
);

export type UsersApi = ReturnType<typeof usersApi>;

/** Users, sessions and keys. `userRef` is an id, a username or `me`. */
export function usersApi(requester: Requester) {
  return {
    me: (options?: CallOptions): Promise<User> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/users/me` }, decodeUser, options),

    get: (userRef: string, options?: CallOptions): Promise<User> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/users/${userRef}` }, decodeUser, options),

    create: (request: CreateUserRequest, options?: CallOptions): Promise<User> => {
      const body = {
        username: request.username,
        email: request.email,
        name: request.name,
        password: request.password,
        login_type: request.loginType,
        organization_ids: [request.organizationId],
        user_status: request.userStatus,
      };
      const at = apiPath`/api/v2/users`;
      return requester.json({ method: 'POST', at, body, secrets: [request.password] }, decodeUser, options);
    },

    /** In order of username. */
    list: (query: UserQuery, options?: CallOptions): Promise<UserPage> => {
      const { q, limit, offset, afterId } = query;
      const at = withQuery(apiPath`/api/v2/users`, { q, limit, offset, after_id: afterId });
      return requester.json({ method: 'GET', at, isList: true }, decodeUserPage, options);
    },

    /** @throws CoderApiError 417 while the user still owns a workspace. */
    delete: (userRef: string, options?: CallOptions): Promise<void> =>
      requester.done({ method: 'DELETE', at: apiPath`/api/v2/users/${userRef}` }, options),

    /**
     * A session token for the user with this password. This client's own token, and its bypass header if it has one,
     * go along: the limit of 60 logins a minute is counted for whom they name.
     */
    login: (email: string, password: string, options?: CallOptions): Promise<string> =>
      requester.json(
        {
          method: 'POST',
          at: apiPath`/api/v2/users/login`,
          body: { email, password },
          secrets: [password],
        },
        decodeSessionToken,
        options,
      ),

    authMethods: (options?: CallOptions): Promise<{ readonly password: boolean }> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/users/authmethods` }, decodeAuthMethods, options),

    /** @param keyId - The part of a token before its hyphen. */
    apiKey: (userRef: string, keyId: string, options?: CallOptions): Promise<ApiKey> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/users/${userRef}/keys/${keyId}` },
        decodeApiKey,
        options,
      ),

    /** Whether the deployment has been set up: whether a first user exists. */
    first: async (options?: CallOptions): Promise<boolean> => {
      try {
        await requester.done({ method: 'GET', at: apiPath`/api/v2/users/first` }, options);
        return true;
      } catch (error) {
        if (error instanceof CoderApiError && error.status === 404) return false;
        throw error;
      }
    },
  };
}
