import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { workspaceInPath } from '../http/path-objects.js';
import { forbidden, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent, optionalText, pathParams } from '../schemas/common.js';
import { nameProblem } from '../schemas/names.js';
import { workspaceSchema } from '../schemas/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';
import { requireFreeName } from './create-workspace.js';
import { automaticUpdatesFrom } from './schedule-fields.js';

const middleware: [typeof signedIn, typeof workspaceInPath] = [signedIn, workspaceInPath];
const params = pathParams('workspace');

const newName = optionalText().superRefine((name, context) => {
  const problem = name === '' ? null : nameProblem(name);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const rename = createRoute({
  method: 'patch',
  path: '/api/v2/workspaces/{workspace}',
  middleware,
  request: { params, ...jsonBody(z.object({ name: newName })) },
  responses: { 204: { description: 'The workspace has the name' } },
});

const setAutomaticUpdates = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/autoupdates',
  middleware,
  request: { params, ...jsonBody(z.object({ automatic_updates: optionalText() })) },
  responses: { 204: { description: 'It is stored' } },
});

const setDormant = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/dormant',
  middleware,
  request: {
    params,
    ...jsonBody(z.object({ dormant: z.boolean({ error: 'must be true or false' }).nullish() })),
  },
  responses: {
    200: jsonContent(workspaceSchema, 'The workspace'),
    304: { description: 'It was so already' },
  },
});

const setFavorite = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/favorite',
  middleware,
  request: { params },
  responses: { 204: { description: 'It comes first in its owner’s lists' } },
});

const unsetFavorite = createRoute({
  method: 'delete',
  path: '/api/v2/workspaces/{workspace}/favorite',
  middleware,
  request: { params },
  responses: { 204: { description: 'It has its place among the others' } },
});

/** What a workspace is set to, apart from its schedule. */
export function registerWorkspaceSettings(app: App): void {
  app.openapi(rename, (c) => {
    const { deployment, workspace } = c.var;
    const { driver, model, options, workspaces } = deployment;
    const nowUs = driver.begin();
    const { name } = c.req.valid('json');
    const { handle } = workspace.state;
    if (name === '' || name === workspace.state.name) return c.body(null, 204);
    if (options.allowWorkspaceRenames !== true) throw new Refusal(400, 'Workspaces cannot be renamed here.');
    if (workspace.state.deleted) throw new Refusal(405, 'The workspace was deleted.');
    requireFreeName(deployment, workspace.owner, name, workspace);
    workspaces.rename(workspace, () => model.renameWorkspace(nowUs, handle, name));
    return c.body(null, 204);
  });

  app.openapi(setAutomaticUpdates, (c) => {
    const automaticUpdates = automaticUpdatesFrom(c.req.valid('json').automatic_updates);
    c.var.deployment.workspaces.setAutomaticUpdates(c.var.workspace, automaticUpdates);
    return c.body(null, 204);
  });

  app.openapi(setDormant, (c) => {
    const { deployment, user, workspace } = c.var;
    const nowUs = deployment.driver.begin();
    const dormant = c.req.valid('json').dormant ?? false;
    if (dormant === (workspace.state.dormantUs !== null)) return c.body(null, 304);
    deployment.model.setDormant(nowUs, workspace.state.handle, dormant);
    return json(c, 200, workspaceJson(answerContext(deployment, nowUs, user), workspace));
  });

  app.openapi(setFavorite, (c) => {
    if (c.var.workspace.owner !== c.var.user) throw forbidden('Only its owner can mark a workspace.');
    c.var.deployment.workspaces.setFavorite(c.var.workspace, true);
    return c.body(null, 204);
  });

  app.openapi(unsetFavorite, (c) => {
    if (c.var.workspace.owner !== c.var.user) throw forbidden('Only its owner can mark a workspace.');
    c.var.deployment.workspaces.setFavorite(c.var.workspace, false);
    return c.body(null, 204);
  });
}
