import { createRoute } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import { DEFAULT_SETTINGS, type TemplateRecord, type TemplateSettings } from '../directory/templates.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, templateInPath } from '../http/path-objects.js';
import { forbidden, invalidField, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent, messageSchema, pathParams } from '../schemas/common.js';
import {
  newTemplateSchema,
  type TemplateChangeBody,
  templateChangeSchema,
} from '../schemas/template-bodies.js';
import { templateSchema } from '../schemas/templates.js';
import { templateJson } from '../wire/template.js';

const templateAnswer = jsonContent(templateSchema, 'The template');

const create = createRoute({
  method: 'post',
  path: '/api/v2/organizations/{organization}/templates',
  middleware: [signedIn, organizationInPath] as const,
  request: { params: pathParams('organization'), ...jsonBody(newTemplateSchema) },
  responses: { 201: templateAnswer },
});

const change = createRoute({
  method: 'patch',
  path: '/api/v2/templates/{template}',
  middleware: [signedIn, templateInPath] as const,
  request: { params: pathParams('template'), ...jsonBody(templateChangeSchema) },
  responses: { 200: templateAnswer },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v2/templates/{template}',
  middleware: [signedIn, templateInPath] as const,
  request: { params: pathParams('template') },
  responses: { 200: jsonContent(messageSchema, 'The template is deleted') },
});

/**
 * Owners make, change and delete templates. Nothing can be uploaded here, so a new template is made of a version that
 * is there already, and which belongs to it from then on; the template that it came from goes on using it too. What
 * only a licensed server acts upon is accepted and changes nothing, as on the free edition.
 */
export function registerTemplateEdits(app: App): void {
  app.openapi(create, (c) => {
    const { deployment, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const { templates } = deployment;
    const body = c.req.valid('json');
    const nowUs = deployment.driver.begin();
    refuseTakenName(deployment, body.name);
    const version = templates.versionWithId(body.template_version_id);
    if (version === undefined) throw invalidField('template_version_id', 'There is no such version.');
    const template = templates.add(nowUs, version, {
      ...DEFAULT_SETTINGS,
      allowUserCancelWorkspaceJobs: false,
      ...settingsIn(body),
      name: body.name,
    });
    return json(c, 201, templateJson(deployment, template));
  });

  app.openapi(change, (c) => {
    const { deployment, template, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const body = c.req.valid('json');
    const nowUs = deployment.driver.begin();
    if (body.name !== '') refuseTakenName(deployment, body.name, template);
    const { disable_module_cache: disableModuleCache } = body;
    deployment.templates.change(nowUs, template, {
      ...settingsIn(body),
      ...(body.name === '' ? {} : { name: body.name }),
      ...(disableModuleCache == null ? {} : { disableModuleCache }),
    });
    deployment.templateEvents.tell(template.id);
    return json(c, 200, templateJson(deployment, template));
  });

  app.openapi(remove, (c) => {
    const { deployment, template, user } = c.var;
    if (!user.isOwner) throw forbidden();
    const nowUs = deployment.driver.begin();
    if (deployment.workspaces.inOrder.some((workspace) => workspace.template === template)) {
      throw new Refusal(400, 'The template has workspaces: delete them first.');
    }
    deployment.templates.delete(nowUs, template);
    return json(c, 200, { message: 'The template is deleted.' });
  });
}

function refuseTakenName({ templates }: Deployment, name: string, itself?: TemplateRecord): void {
  const other = templates.named(name);
  if (other === undefined || other === itself) return;
  throw new Refusal(409, `There is already a template ${JSON.stringify(name)}.`, {
    validations: [{ field: 'name', detail: 'This name is taken.' }],
  });
}

/** What a body says of a template's settings, apart from its name. */
function settingsIn(
  body: Pick<
    TemplateChangeBody,
    | 'activity_bump_ms'
    | 'allow_user_cancel_workspace_jobs'
    | 'cors_behavior'
    | 'default_ttl_ms'
    | 'description'
    | 'display_name'
    | 'icon'
    | 'time_til_autostop_notify_ms'
  >,
): Partial<TemplateSettings> {
  const said: { readonly [Key in keyof TemplateSettings]?: TemplateSettings[Key] | null | undefined } = {
    displayName: body.display_name,
    description: body.description,
    icon: body.icon,
    defaultTtlMs: body.default_ttl_ms,
    activityBumpMs: body.activity_bump_ms,
    timeTilAutostopNotifyMs: body.time_til_autostop_notify_ms,
    allowUserCancelWorkspaceJobs: body.allow_user_cancel_workspace_jobs,
    corsBehavior: body.cors_behavior || null,
  };
  const entries = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
  // The entries are those of `said` that are there.
  return Object.fromEntries(entries) as Partial<TemplateSettings>;
}
