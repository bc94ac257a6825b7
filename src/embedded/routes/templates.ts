import { createRoute, z } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, templateInPath } from '../http/path-objects.js';
import { notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonContent, pathParams } from '../schemas/common.js';
import { type TemplateJson, templateSchema } from '../schemas/templates.js';
import { templateTest } from '../search/templates.js';
import { templateJson } from '../wire/template.js';

const query = z.object({ q: z.string().optional() });
const templatesAnswer = jsonContent(z.array(templateSchema), 'Templates, by name');
const templateAnswer = jsonContent(templateSchema, 'The template');

const listTemplates = createRoute({
  method: 'get',
  path: '/api/v2/templates',
  middleware: [signedIn] as const,
  request: { query },
  responses: { 200: templatesAnswer },
});

const listTemplatesOfOrganization = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/templates',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization'), query },
  responses: { 200: templatesAnswer },
});

const readTemplateByName = createRoute({
  method: 'get',
  path: '/api/v2/organizations/{organization}/templates/{templatename}',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization', 'templatename') },
  responses: { 200: templateAnswer },
});

const readTemplate = createRoute({
  method: 'get',
  path: '/api/v2/templates/{template}',
  middleware: [signedIn, templateInPath] as const,
  request: { params: pathParams('template') },
  responses: { 200: templateAnswer },
});

/** Reading templates. Everybody may; one that is deprecated is found by its name. */
export function registerTemplates(app: App): void {
  app.openapi(listTemplates, (c) => json(c, 200, matching(c.var, c.req.valid('query').q)));

  app.openapi(listTemplatesOfOrganization, (c) => json(c, 200, matching(c.var, c.req.valid('query').q)));

  app.openapi(readTemplateByName, (c) => {
    const template = c.var.deployment.templates.named(c.req.valid('param').templatename);
    if (template === undefined) throw notFound();
    return json(c, 200, templateJson(c.var.deployment, template));
  });

  app.openapi(readTemplate, (c) => json(c, 200, templateJson(c.var.deployment, c.var.template)));
}

function matching(
  { deployment, user }: { readonly deployment: Deployment; readonly user: UserRecord },
  q = '',
): TemplateJson[] {
  const test = templateTest(q, { deployment, user });
  return deployment.templates.all
    .filter(test)
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name || a.id > b.id ? 1 : -1))
    .map((template) => templateJson(deployment, template));
}
