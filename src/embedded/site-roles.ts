import { invalidField } from './http/refusal.js';

/** The one role that a user can be given here; being a member is implied and never named. */
const OWNER = 'owner';

/** Roles of a Coder server that this deployment does not act upon. */
const UNSUPPORTED = new Set(['user-admin', 'template-admin', 'auditor']);

/**
 * Whether a list of site roles makes its user an owner.
 * @throws Refusal with 400 if it names any other role: it would promise rights that nobody gets here.
 */
export function makesOwner(roles: readonly string[]): boolean {
  const other = roles.find((role) => role !== OWNER);
  if (other === undefined) return roles.length > 0;
  const problem = UNSUPPORTED.has(other)
    ? 'is a role that this deployment does not support; it has owners and members only'
    : 'is no role that can be given';
  throw invalidField('roles', `${JSON.stringify(other)} ${problem}.`);
}
