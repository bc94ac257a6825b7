import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { loginRateLimit } from '../http/rate-limits.js';
import { invalidField, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { passwordProblem } from '../password-strength.js';
import { jsonBody, jsonContent, optionalText, pathParams, requiredText } from '../schemas/common.js';
import { requireStrength } from './create-user.js';

const validate = createRoute({
  method: 'post',
  path: '/api/v2/users/validate-password',
  middleware: [loginRateLimit] as const,
  request: jsonBody(z.object({ password: requiredText() })),
  responses: {
    200: jsonContent(
      z.object({ valid: z.boolean(), details: z.string() }),
      'Whether it could be a password, else why not',
    ),
  },
});

const change = createRoute({
  method: 'put',
  path: '/api/v2/users/{user}/password',
  middleware: [loginRateLimit, signedIn, userInPath] as const,
  request: {
    params: pathParams('user'),
    ...jsonBody(z.object({ old_password: optionalText(), password: requiredText() })),
  },
  responses: { 204: { description: 'The password is changed' } },
});

/** Passwords: try one, change one's own, or as an owner another's. */
export function registerPasswords(app: App): void {
  app.openapi(validate, (c) => {
    const problem = passwordProblem(c.req.valid('json').password);
    return json(c, 200, { valid: problem === null, details: problem ?? '' });
  });

  app.openapi(change, (c) => {
    const { driver, secrets, users } = c.var.deployment;
    const { subject, user } = c.var;
    const { old_password: oldPassword, password } = c.req.valid('json');
    const digest = subject.passwordDigest;
    if (digest === null) throw new Refusal(400, 'The user does not log in with a password.');
    if (subject === user && oldPassword === '') throw invalidField('old_password', 'is required');
    if (oldPassword !== '' && !secrets.matches(oldPassword, digest)) {
      throw invalidField('old_password', 'is not the password');
    }
    requireStrength(password);
    if (secrets.matches(password, digest)) throw invalidField('password', 'is the old one');
    users.setPassword(driver.begin(), subject, secrets.digest(password));
    return c.body(null, 204);
  });
}
