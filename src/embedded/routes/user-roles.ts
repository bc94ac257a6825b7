import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { forbidden, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, pathParams } from '../schemas/common.js';
import { userAnswer } from '../schemas/users.js';
import { makesOwner } from '../site-roles.js';
import { userJson } from '../wire/user.js';

const read = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/roles',
  middleware: [signedIn, userInPath] as const,
  request: { params: pathParams('user') },
  responses: { 200: userAnswer },
});

const replace = createRoute({
  method: 'put',
  path: '/api/v2/users/{user}/roles',
  middleware: [signedIn, userInPath] as const,
  request: {
    params: pathParams('user'),
    ...jsonBody(
      z.object({
        roles: z
          .array(z.string({ error: 'must be texts' }), { error: 'must be a list of roles' })
          .nullish()
          .transform((roles) => roles ?? []),
      }),
    ),
  },
  responses: { 200: userAnswer },
});

/** Site roles of users. */
export function registerUserRoles(app: App): void {
  app.openapi(read, (c) => json(c, 200, userJson(c.var.subject, c.var.deployment.organization)));

  app.openapi(replace, (c) => {
    const { driver, organization, users } = c.var.deployment;
    const { subject, user } = c.var;
    const { roles } = c.req.valid('json');
    if (!user.isOwner) throw forbidden();
    // So there is always an owner left.
    if (subject === user) throw new Refusal(400, 'You cannot change your own roles.');
    users.setOwner(driver.begin(), subject, makesOwner(roles));
    return json(c, 200, userJson(subject, organization));
  });
}
