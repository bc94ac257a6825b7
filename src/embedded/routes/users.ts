import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { forbidden, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import {
  countQuery,
  jsonBody,
  jsonContent,
  messageSchema,
  optionalUuid,
  pathParams,
} from '../schemas/common.js';
import { newUserSchema } from '../schemas/new-user.js';
import { organizationSchema } from '../schemas/templates.js';
import { userAnswer, usersPageSchema } from '../schemas/users.js';
import { userTest } from '../search/users.js';
import { organizationJson } from '../wire/template.js';
import { userJson } from '../wire/user.js';
import { createUser } from './create-user.js';

const userPath = pathParams('user');

/** Comes after every name: nobody comes after a user who never was. */
const LAST = '\uffff';

const readUser = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}',
  middleware: [signedIn, userInPath] as const,
  request: { params: userPath },
  responses: { 200: userAnswer },
});

const addUser = createRoute({
  method: 'post',
  path: '/api/v2/users',
  middleware: [signedIn] as const,
  request: jsonBody(newUserSchema),
  responses: { 201: userAnswer },
});

const listUsers = createRoute({
  method: 'get',
  path: '/api/v2/users',
  middleware: [signedIn] as const,
  request: {
    query: z.object({
      q: z.string().optional(),
      limit: countQuery,
      offset: countQuery,
      after_id: optionalUuid(),
    }),
  },
  responses: { 200: jsonContent(usersPageSchema, 'A page of users, by name') },
});

const deleteUser = createRoute({
  method: 'delete',
  path: '/api/v2/users/{user}',
  middleware: [signedIn, userInPath] as const,
  request: { params: userPath },
  responses: { 200: jsonContent(messageSchema, 'The user is deleted') },
});

const suspendUser = createRoute({
  method: 'put',
  path: '/api/v2/users/{user}/status/suspend',
  middleware: [signedIn, userInPath] as const,
  request: { params: userPath },
  responses: { 200: userAnswer },
});

const activateUser = createRoute({
  method: 'put',
  path: '/api/v2/users/{user}/status/activate',
  middleware: [signedIn, userInPath] as const,
  request: { params: userPath },
  responses: { 200: userAnswer },
});

const listOrganizationsOfUser = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/organizations',
  middleware: [signedIn, userInPath] as const,
  request: { params: userPath },
  responses: { 200: jsonContent(z.array(organizationSchema), 'The organizations of the user') },
});

/** Users: create, read, list, suspend, delete. */
export function registerUsers(app: App): void {
  app.openapi(readUser, (c) => json(c, 200, userJson(c.var.subject, c.var.deployment.organization)));

  app.openapi(addUser, (c) => {
    const user = createUser(c.var.deployment, c.var.user, c.req.valid('json'));
    return json(c, 201, userJson(user, c.var.deployment.organization));
  });

  app.openapi(listUsers, (c) => {
    const { users, organization } = c.var.deployment;
    const { q = '', limit, offset, after_id } = c.req.valid('query');
    const test = userTest(q);
    const all = c.var.user.isOwner ? users.inOrder : [c.var.user];
    const after = after_id === null ? null : (users.withId(after_id)?.username.toLowerCase() ?? LAST);
    const matching = all.filter(
      (user) => (after === null || user.username.toLowerCase() > after) && test(user),
    );
    const page = matching.slice(offset, limit === 0 ? undefined : offset + limit);
    // The count comes with the rows: where there are none, there is none.
    const count = page.length === 0 ? 0 : matching.length;
    return json(c, 200, { users: page.map((user) => userJson(user, organization)), count });
  });

  app.openapi(deleteUser, (c) => {
    const { keys, users, workspaces } = c.var.deployment;
    const { subject, user } = c.var;
    c.var.deployment.driver.begin();
    if (subject === user) throw forbidden('You cannot delete yourself.');
    if (workspaces.hasAny(subject)) {
      throw new Refusal(417, 'The user still has workspaces. Delete them first.');
    }
    keys.deleteAllOf(subject);
    users.delete(subject);
    return json(c, 200, { message: 'User has been deleted!' });
  });

  app.openapi(suspendUser, (c) => {
    const { driver, organization, users } = c.var.deployment;
    const { subject, user } = c.var;
    if (subject === user || subject.isOwner) throw new Refusal(400, 'Owners cannot be suspended.');
    users.setStatus(driver.begin(), subject, 'suspended');
    return json(c, 200, userJson(subject, organization));
  });

  app.openapi(activateUser, (c) => {
    const { driver, organization, users } = c.var.deployment;
    if (!c.var.user.isOwner) throw forbidden();
    users.setStatus(driver.begin(), c.var.subject, 'active');
    return json(c, 200, userJson(c.var.subject, organization));
  });

  app.openapi(listOrganizationsOfUser, (c) =>
    json(c, 200, c.var.subject.deleted ? [] : [organizationJson(c.var.deployment.organization)]),
  );
}
