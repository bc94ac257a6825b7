import { z } from '@hono/zod-openapi';
import { jsonContent, timestamp, uuid } from './common.js';

const roleSchema = z.object({ name: z.string(), display_name: z.string() });

const userStatus = z.enum(['active', 'dormant', 'suspended']);
const loginType = z.enum(['password', 'none', 'github']);

/** A user. */
export const userSchema = z
  .object({
    id: uuid,
    username: z.string(),
    name: z.string().optional(),
    email: z.string(),
    created_at: timestamp,
    updated_at: timestamp,
    last_seen_at: timestamp,
    status: userStatus,
    login_type: loginType,
    organization_ids: z.array(uuid),
    roles: z.array(roleSchema),
    has_ai_seat: z.boolean(),
  })
  .openapi('User');

/** A page of users, and how many there are in all. */
export const usersPageSchema = z.object({ users: z.array(userSchema), count: z.int() });

/** A user as a member of an organization. */
export const membershipSchema = z
  .object({
    username: z.string(),
    name: z.string().optional(),
    email: z.string(),
    status: userStatus,
    login_type: loginType,
    last_seen_at: timestamp,
    user_created_at: timestamp,
    user_updated_at: timestamp,
    global_roles: z.array(roleSchema),
    has_ai_seat: z.boolean(),
    user_id: uuid,
    organization_id: uuid,
    created_at: timestamp,
    updated_at: timestamp,
    roles: z.array(roleSchema),
  })
  .openapi('OrganizationMember');

/** A session key or token, without its secret. */
export const apiKeySchema = z
  .object({
    id: z.string(),
    user_id: uuid,
    last_used: timestamp,
    expires_at: timestamp,
    created_at: timestamp,
    updated_at: timestamp,
    login_type: z.enum(['password', 'token']),
    scope: z.enum(['all', 'application_connect']),
    scopes: z.array(z.string()),
    token_name: z.string(),
    lifetime_seconds: z.int(),
    allow_list: z.array(z.string()),
  })
  .openapi('APIKey');

/** A token in a list, with the name of its user. */
export const tokenSchema = apiKeySchema.extend({ username: z.string() });

/** A new key, the only time it is shown whole. */
export const newKeySchema = z.object({ key: z.string() });

/** The answer of routes that show one user. */
export const userAnswer = jsonContent(userSchema, 'The user');

/** A user as JSON. */
export type UserJson = z.infer<typeof userSchema>;
/** A membership as JSON. */
export type MembershipJson = z.infer<typeof membershipSchema>;
/** A key as JSON. */
export type ApiKeyJson = z.infer<typeof apiKeySchema>;
