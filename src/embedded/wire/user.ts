import { formatInstantUs } from '../../time/index.js';
import type { OrganizationRecord } from '../deployment.js';
import type { ApiKeyRecord } from '../directory/api-keys.js';
import type { UserRecord } from '../directory/users.js';
import type { ApiKeyJson, MembershipJson, UserJson } from '../schemas/users.js';

/** Go's zero time: never. */
const NEVER = '0001-01-01T00:00:00Z';

/** A user in Coder's JSON. */
export function userJson(user: UserRecord, organization: OrganizationRecord): UserJson {
  return {
    id: user.id,
    username: user.username,
    ...nameOf(user),
    email: user.email,
    created_at: formatInstantUs(user.createdUs),
    updated_at: formatInstantUs(user.updatedUs),
    last_seen_at: lastSeenOf(user),
    status: user.status,
    login_type: user.loginType,
    organization_ids: user.deleted ? [] : [organization.id],
    roles: rolesOf(user),
    has_ai_seat: false,
  };
}

/** A user as a member of the organization. */
export function membershipJson(user: UserRecord, organization: OrganizationRecord): MembershipJson {
  return {
    username: user.username,
    ...nameOf(user),
    email: user.email,
    status: user.status,
    login_type: user.loginType,
    last_seen_at: lastSeenOf(user),
    user_created_at: formatInstantUs(user.createdUs),
    user_updated_at: formatInstantUs(user.updatedUs),
    global_roles: rolesOf(user),
    has_ai_seat: false,
    user_id: user.id,
    organization_id: organization.id,
    created_at: formatInstantUs(user.createdUs),
    updated_at: formatInstantUs(user.createdUs),
    roles: [],
  };
}

/** A key without its secret. */
export function apiKeyJson(key: ApiKeyRecord): ApiKeyJson {
  return {
    id: key.id,
    user_id: key.user.id,
    last_used: key.lastUsedUs === null ? '1970-01-01T00:00:00Z' : formatInstantUs(key.lastUsedUs),
    expires_at: formatInstantUs(key.expiresUs),
    created_at: formatInstantUs(key.createdUs),
    updated_at: formatInstantUs(key.updatedUs),
    login_type: key.kind === 'session' ? 'password' : 'token',
    scope: key.scopes.every((scope) => scope === 'coder:application_connect') ? 'application_connect' : 'all',
    scopes: [...key.scopes],
    token_name: key.name,
    lifetime_seconds: key.lifetimeSeconds,
    allow_list: [...key.allowList],
  };
}

function nameOf(user: UserRecord): { name?: string } {
  return user.name === '' ? {} : { name: user.name };
}

function lastSeenOf(user: UserRecord): string {
  return user.lastSeenUs === null ? NEVER : formatInstantUs(user.lastSeenUs);
}

function rolesOf(user: UserRecord): { name: string; display_name: string }[] {
  return user.isOwner ? [{ name: 'owner', display_name: 'Owner' }] : [];
}
