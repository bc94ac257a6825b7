import type { OwnerStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { LoginType, UserRecord } from '../directory/users.js';
import { isReferenceTo } from '../http/path-objects.js';
import { forbidden, invalidField, Refusal } from '../http/refusal.js';
import { passwordProblem } from '../password-strength.js';
import type { FirstUserBody, NewUserBody } from '../schemas/new-user.js';
import { makesOwner } from '../site-roles.js';

/**
 * Creates a user, checking in the order in which a Coder server does: who asks comes last.
 * Requests come one after the other here: the server's 500 for two of the same name at the same moment does not exist.
 * @throws Refusal with 400, 403, 404 or 409; with 500 for an unknown status, which only the database refuses.
 */
export function createUser(deployment: Deployment, caller: UserRecord, body: NewUserBody): UserRecord {
  const { driver, secrets, users } = deployment;
  const nowUs = driver.begin();
  if (body.service_account) refuseServiceAccount(body);
  const type = body.login_type || 'password';
  if (type !== 'password' && body.password !== '') {
    throw invalidField('password', 'must be empty for users who do not log in with one');
  }
  if (type === 'password') refuseWithoutPasswords(deployment);
  const organizations = organizationsOf(body);
  // A member cannot see other users, so for a member they are not in the way.
  if (caller.isOwner && users.isTaken(body.username, body.email)) {
    throw new Refusal(409, 'There is already a user with this name or e-mail address.');
  }
  requireOrganizations(deployment, organizations);
  const loginType = loginTypeOf(type);
  if (loginType === 'password') requireStrength(body.password);
  const isOwner = makesOwner(body.roles);
  if (!caller.isOwner) throw forbidden();
  return users.create(nowUs, {
    username: body.username,
    email: body.email,
    name: body.name,
    loginType,
    passwordDigest: loginType === 'password' ? secrets.digest(body.password) : null,
    isOwner,
    status: statusOf(body.user_status),
  });
}

/**
 * Creates the first user, who is an owner.
 * @throws Refusal with 409 if there is one, with 400 if the password is weak.
 */
export function createFirstUser(deployment: Deployment, body: FirstUserBody): UserRecord {
  const { driver, secrets, users } = deployment;
  const nowUs = driver.begin();
  if (users.first !== undefined) throw new Refusal(409, 'The initial user has already been created!');
  requireStrength(body.password);
  return users.create(nowUs, {
    username: body.username,
    email: body.email,
    name: body.name,
    loginType: 'password',
    passwordDigest: secrets.digest(body.password),
    isOwner: true,
    status: 'active',
  });
}

/** @throws Refusal with 400 if a password is too weak or too long. */
export function requireStrength(password: string): void {
  const problem = passwordProblem(password);
  if (problem !== null) throw invalidField('password', problem);
}

/** @throws Refusal with 403 if nobody logs in with a password here. */
export function refuseWithoutPasswords({ options }: Deployment): void {
  if (options.passwordAuth === false) throw new Refusal(403, 'Login with a password is switched off.');
}

function refuseServiceAccount(body: NewUserBody): never {
  if (body.email !== '') throw invalidField('email', 'must be empty for a service account');
  if (body.password !== '') throw invalidField('password', 'must be empty for a service account');
  if (body.login_type !== '' && body.login_type !== 'none') {
    throw invalidField('login_type', 'must be none for a service account');
  }
  throw forbidden('Service accounts belong to the licensed edition.');
}

function organizationsOf(body: NewUserBody): readonly string[] {
  const ids = body.organization_id === null ? [] : [body.organization_id];
  const all = [...body.organization_ids, ...ids];
  if (all.length > 0) return all;
  throw invalidField('organization_ids', 'is required', 'A user must belong to an organization.');
}

function requireOrganizations({ organization }: Deployment, ids: readonly string[]): void {
  const unknown = ids.find((id) => !isReferenceTo(organization, id.toLowerCase()));
  if (unknown === undefined) return;
  throw new Refusal(404, `There is no organization ${JSON.stringify(unknown)}.`);
}

function loginTypeOf(type: string): LoginType {
  if (type === 'password' || type === 'none' || type === 'github') return type;
  if (type === 'oidc') throw new Refusal(400, 'Login with OpenID Connect is not configured.');
  throw new Refusal(400, `Users cannot be made to log in by ${JSON.stringify(type)}.`);
}

function statusOf(text: string): OwnerStatus {
  if (text === '') return 'dormant';
  if (text === 'active' || text === 'dormant' || text === 'suspended') return text;
  throw new Refusal(500, 'The user cannot be stored.', {
    detail: `There is no status ${JSON.stringify(text)}.`,
  });
}
