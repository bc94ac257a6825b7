import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { templateVersionInPath } from '../http/path-objects.js';
import { forbidden, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent, messageSchema, pathParams } from '../schemas/common.js';
import { versionChangeSchema } from '../schemas/template-bodies.js';
import { templateVersionSchema } from '../schemas/templates.js';
import {
  externalAuthSchema,
  parameterSchema,
  presetSchema,
  variableSchema,
} from '../schemas/version-parts.js';
import { resourceSchema } from '../schemas/workspaces.js';
import { versionResources } from '../wire/planned-resources.js';
import { templateVersionJson } from '../wire/template.js';
import { externalAuthJson, parameterJson, presetJson, variableJson } from '../wire/version-parts.js';

const middleware: [typeof signedIn, typeof templateVersionInPath] = [signedIn, templateVersionInPath];
const params = pathParams('templateversion');
const versionAnswer = jsonContent(templateVersionSchema, 'The version');

const readVersion = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}',
  middleware,
  request: { params },
  responses: { 200: versionAnswer },
});

const changeVersion = createRoute({
  method: 'patch',
  path: '/api/v2/templateversions/{templateversion}',
  middleware,
  request: { params, ...jsonBody(versionChangeSchema) },
  responses: { 200: versionAnswer },
});

const cancelImport = createRoute({
  method: 'patch',
  path: '/api/v2/templateversions/{templateversion}/cancel',
  middleware,
  request: { params },
  responses: {
    200: jsonContent(messageSchema, 'Never: every import is complete, which is refused with 400'),
  },
});

const listParameters = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/rich-parameters',
  middleware,
  request: { params },
  responses: { 200: jsonContent(z.array(parameterSchema), 'Parameters') },
});

const listExternalAuth = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/external-auth',
  middleware,
  request: { params },
  responses: { 200: jsonContent(z.array(externalAuthSchema), 'Logins elsewhere that its workspaces need') },
});

const listVariables = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/variables',
  middleware,
  request: { params },
  responses: { 200: jsonContent(z.array(variableSchema), 'Variables, secrets masked') },
});

const listPresets = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/presets',
  middleware,
  request: { params },
  responses: {
    200: jsonContent(z.array(presetSchema).nullable(), 'Presets; none are null and not an empty list'),
  },
});

const listResources = createRoute({
  method: 'get',
  path: '/api/v2/templateversions/{templateversion}/resources',
  middleware,
  request: { params },
  responses: { 200: jsonContent(z.array(resourceSchema), 'What its workspaces consist of') },
});

/**
 * The versions of templates. Each was imported before the deployment began, so that nothing here is ever too early: no
 * 425 for parameters, no 403 for variables, no 412 for resources.
 */
export function registerTemplateVersions(app: App): void {
  app.openapi(readVersion, (c) => json(c, 200, templateVersionJson(c.var.deployment, c.var.template)));

  app.openapi(changeVersion, (c) => {
    const { deployment, template, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const { name, message } = c.req.valid('json');
    deployment.templates.changeVersion(deployment.driver.begin(), template.version, {
      ...(name === '' ? {} : { name }),
      ...(message == null ? {} : { message }),
    });
    return json(c, 200, templateVersionJson(deployment, template));
  });

  app.openapi(cancelImport, (c) => {
    if (!c.var.user.isOwner) throw forbidden();
    throw new Refusal(400, 'The job has already completed.');
  });

  app.openapi(listParameters, (c) => json(c, 200, c.var.template.version.parameters.map(parameterJson)));

  app.openapi(listExternalAuth, (c) => {
    const { deployment, template } = c.var;
    const { accessUrl } = deployment;
    return json(
      c,
      200,
      template.version.externalAuth.map((auth) => externalAuthJson(auth, accessUrl)),
    );
  });

  app.openapi(listVariables, (c) => json(c, 200, c.var.template.version.variables.map(variableJson)));

  app.openapi(listPresets, (c) => {
    const { presets } = c.var.template.version;
    return json(c, 200, presets.length === 0 ? null : presets.map(presetJson));
  });

  app.openapi(listResources, (c) => json(c, 200, versionResources(c.var.deployment, c.var.template)));
}
