import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { templateVersionInPath } from '../http/path-objects.js';
import { signedIn } from '../http/session.js';
import { jsonContent, pathParams } from '../schemas/common.js';
import { templateVersionSchema } from '../schemas/templates.js';
import { templateVersionJson } from '../wire/template.js';

const middleware: [typeof signedIn, typeof templateVersionInPath] = [signedIn, templateVersionInPath];
const request = { params: pathParams('templateversion') };

const readVersion = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}',
  middleware,
  request,
  responses: { 200: jsonContent(templateVersionSchema, 'The version') },
});

const listParameters = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/rich-parameters',
  middleware,
  request,
  responses: { 200: jsonContent(z.array(z.never()), 'Parameters: templates have none') },
});

const listExternalAuth = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/external-auth',
  middleware,
  request,
  responses: { 200: jsonContent(z.array(z.never()), 'Required logins elsewhere: templates have none') },
});

const listVariables = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/variables',
  middleware,
  request,
  responses: { 200: jsonContent(z.array(z.never()), 'Variables: templates have none') },
});

const listPresets = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/presets',
  middleware,
  request,
  responses: { 200: jsonContent(z.null(), 'Presets: templates have none, which is null and not a list') },
});

/** The versions of templates: one each, without parameters. */
export function registerTemplateVersions(app: App): void {
  app.openapi(readVersion, (c) => json(c, 200, templateVersionJson(c.var.deployment, c.var.template)));
  app.openapi(listParameters, (c) => json(c, 200, []));
  app.openapi(listExternalAuth, (c) => json(c, 200, []));
  app.openapi(listVariables, (c) => json(c, 200, []));
  app.openapi(listPresets, (c) => json(c, 200, null));
}
