import { createRoute } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { noRoute } from '../http/refusal.js';
import { jsonContent, messageSchema, pathParams } from '../schemas/common.js';

const responses = { 404: jsonContent(messageSchema, 'The free edition has no such route') };

const organization = pathParams('organization');
const member = pathParams('organization', 'user');

const routes = [
  createRoute({ method: 'get', path: '/api/v2/entitlements', responses }),
  createRoute({ method: 'post', path: '/api/v2/organizations', responses }),
  createRoute({
    method: 'patch',
    path: '/api/v2/organizations/{organization}',
    request: { params: organization },
    responses,
  }),
  createRoute({
    method: 'delete',
    path: '/api/v2/organizations/{organization}',
    request: { params: organization },
    responses,
  }),
  createRoute({
    method: 'post',
    path: '/api/v2/organizations/{organization}/members/{user}',
    request: { params: member },
    responses,
  }),
  createRoute({
    method: 'delete',
    path: '/api/v2/organizations/{organization}/members/{user}',
    request: { params: member },
    responses,
  }),
];

/**
 * Routes that only the licensed edition of Coder has: entitlements, and more than one organization. This deployment is
 * the free edition, which answers as for any path that it does not know, to everybody (Coder API contract, routing).
 * They are defined so that the description of this API says so.
 */
export function registerLicensedEdition(app: App): void {
  for (const route of routes) {
    app.openapi(route, () => {
      throw noRoute();
    });
  }
}
