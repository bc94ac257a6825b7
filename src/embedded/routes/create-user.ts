import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import { isReferenceTo } from '../http/path-objects.js';
import { invalidField, Refusal } from '../http/refusal.js';
import { passwordProblem } from '../password-strength.js';
import type { NewUserBody } from '../schemas/new-user.js';

/**
 * Creates a user, checking in the order in which a Coder server does.
 * @throws Refusal with 400, 404 or 409.
 */
export function createUser(deployment: Deployment, body: NewUserBody): UserRecord {
  const { driver, organization, secrets, users } = deployment;
  const nowUs = driver.begin();
  const loginType = body.login_type;
  if (loginType !== 'password' && body.password !== '') {
    throw invalidField('password', 'must be empty for users who do not log in with one');
  }
  const organizations = [...body.organization_ids];
  if (body.organization_id !== null) organizations.push(body.organization_id);
  if (organizations.length === 0) {
    throw invalidField('organization_ids', 'is required', 'A user must belong to an organization.');
  }
  if (users.isTaken(body.username, body.email)) {
    throw new Refusal(409, 'There is already a user with this name or e-mail address.');
  }
  for (const id of organizations) {
    if (!isReferenceTo(organization, id.toLowerCase())) {
      throw new Refusal(404, `There is no organization ${JSON.stringify(id)}.`);
    }
  }
  if (loginType === 'github' || loginType === 'oidc') {
    throw new Refusal(400, `Login with ${loginType} is not configured.`);
  }
  const weakness = loginType === 'password' ? passwordProblem(body.password) : null;
  if (weakness !== null) throw invalidField('password', weakness);
  return users.create(nowUs, {
    username: body.username,
    email: body.email,
    name: body.name,
    loginType,
    passwordDigest: loginType === 'password' ? secrets.digest(body.password) : null,
    isOwner: false,
    status: body.user_status,
  });
}
