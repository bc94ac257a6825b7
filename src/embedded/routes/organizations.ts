import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, userInPath } from '../http/path-objects.js';
import { notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonContent, pathParams } from '../schemas/common.js';
import { organizationSchema } from '../schemas/templates.js';
import { membershipSchema } from '../schemas/users.js';
import { organizationJson } from '../wire/template.js';
import { membershipJson } from '../wire/user.js';

const listOrganizations = createRoute({
  method: 'get',
  path: '/api/v2/organizations',
  middleware: [signedIn] as const,
  responses: { 200: jsonContent(z.array(organizationSchema), 'The organizations the caller may read') },
});

const readOrganization = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization') },
  responses: { 200: jsonContent(organizationSchema, 'The organization') },
});

const listMembers = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/members',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization') },
  responses: { 200: jsonContent(z.array(membershipSchema), 'The members the caller may read, by name') },
});

const readMember = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/members/{user}',
  middleware: [signedIn, organizationInPath, userInPath] as const,
  request: { params: pathParams('organization', 'user') },
  responses: { 200: jsonContent(membershipSchema, 'The membership') },
});

/** The one organization and its members. */
export function registerOrganizations(app: App): void {
  app.openapi(listOrganizations, (c) => json(c, 200, [organizationJson(c.var.deployment.organization)]));

  app.openapi(readOrganization, (c) => json(c, 200, organizationJson(c.var.organization)));

  app.openapi(listMembers, (c) => {
    const { deployment, organization, user } = c.var;
    const members = user.isOwner ? deployment.users.inOrder : [user];
    return json(
      c,
      200,
      members.map((member) => membershipJson(member, organization)),
    );
  });

  app.openapi(readMember, (c) => {
    if (c.var.subject.deleted) throw notFound();
    return json(c, 200, membershipJson(c.var.subject, c.var.organization));
  });
}
