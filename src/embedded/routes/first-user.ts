import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { Refusal } from '../http/refusal.js';
import { jsonBody, jsonContent, messageSchema, uuid } from '../schemas/common.js';
import { firstUserSchema } from '../schemas/new-user.js';
import { createFirstUser } from './create-user.js';

const read = createRoute({
  method: 'get',
  path: '/api/v2/users/first',
  responses: { 200: jsonContent(messageSchema, 'There is a first user') },
});

const create = createRoute({
  method: 'post',
  path: '/api/v2/users/first',
  request: jsonBody(firstUserSchema),
  responses: {
    201: jsonContent(z.object({ user_id: uuid, organization_id: uuid }), 'The first user is an owner'),
  },
});

/** The first user, whom anyone may make who comes first. To be registered before the users, whose paths take any name. */
export function registerFirstUser(app: App): void {
  app.openapi(read, (c) => {
    if (c.var.deployment.users.first === undefined) {
      throw new Refusal(404, 'The initial user has not been created!');
    }
    return json(c, 200, { message: 'The initial user has already been created!' });
  });

  app.openapi(create, (c) => {
    const { deployment } = c.var;
    const user = createFirstUser(deployment, c.req.valid('json'));
    return json(c, 201, { user_id: user.id, organization_id: deployment.organization.id });
  });
}
