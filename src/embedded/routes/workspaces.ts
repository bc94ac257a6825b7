import { createRoute, z } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, readable, userInPath, workspaceInPath } from '../http/path-objects.js';
import { notFound, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { countQuery, flagQuery, jsonBody, jsonContent, optionalText, pathParams } from '../schemas/common.js';
import { type NewWorkspaceBody, newWorkspaceSchema } from '../schemas/new-workspace.js';
import { type WorkspaceJson, workspaceSchema, workspacesPageSchema } from '../schemas/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';
import { createWorkspace } from './create-workspace.js';
import { listWorkspaces } from './list-workspaces.js';
import { scheduleFrom, ttlMsFrom } from './schedule-fields.js';

const workspaceAnswer = jsonContent(workspaceSchema, 'The workspace');
const includeDeleted = z.object({ include_deleted: flagQuery });

const createForUser = createRoute({
  method: 'post',
  path: '/api/v2/users/{user}/workspaces',
  middleware: [signedIn, userInPath] as const,
  request: { params: pathParams('user'), ...jsonBody(newWorkspaceSchema) },
  responses: { 201: workspaceAnswer },
});

const createForMember = createRoute({
  method: 'post',
  path: '/api/v2/organizations/{organization}/members/{user}/workspaces',
  middleware: [signedIn, organizationInPath, userInPath] as const,
  request: { params: pathParams('organization', 'user'), ...jsonBody(newWorkspaceSchema) },
  responses: { 201: workspaceAnswer },
});

const list = createRoute({
  method: 'get',
  path: '/api/v2/workspaces',
  middleware: [signedIn] as const,
  request: { query: z.object({ q: z.string().optional(), limit: countQuery, offset: countQuery }) },
  responses: { 200: jsonContent(workspacesPageSchema, 'A page of workspaces: running ones first') },
});

const read = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace'), query: includeDeleted },
  responses: { 200: workspaceAnswer },
});

const readByName = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/workspace/{workspacename}',
  middleware: [signedIn, userInPath] as const,
  request: { params: pathParams('user', 'workspacename'), query: includeDeleted },
  responses: { 200: workspaceAnswer },
});

const setAutostart = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/autostart',
  middleware: [signedIn, workspaceInPath] as const,
  request: {
    params: pathParams('workspace'),
    ...jsonBody(z.object({ schedule: optionalText() })),
  },
  responses: { 204: { description: 'The schedule is stored' } },
});

const setTtl = createRoute({
  method: 'put',
  path: '/api/v2/workspaces/{workspace}/ttl',
  middleware: [signedIn, workspaceInPath] as const,
  request: {
    params: pathParams('workspace'),
    ...jsonBody(z.object({ ttl_ms: z.int({ error: 'must be whole milliseconds' }).nullish() })),
  },
  responses: { 204: { description: 'The time to live is stored' } },
});

/** Workspaces: create, read, list, schedule. */
export function registerWorkspaces(app: App): void {
  app.openapi(createForUser, (c) => json(c, 201, created(c.var, c.req.valid('json'))));

  app.openapi(createForMember, (c) => json(c, 201, created(c.var, c.req.valid('json'))));

  app.openapi(list, (c) => {
    const { deployment, user } = c.var;
    return json(c, 200, listWorkspaces(deployment, user, c.req.valid('query')));
  });

  app.openapi(read, (c) => {
    const { deployment, workspace } = c.var;
    const context = answerContext(deployment, deployment.driver.begin());
    if (workspace.state.deleted && !c.req.valid('query').include_deleted) {
      throw new Refusal(410, 'The workspace was deleted. Ask with include_deleted=true to see it.');
    }
    return json(c, 200, workspaceJson(context, workspace));
  });

  app.openapi(readByName, (c) => {
    const { deployment, subject, user } = c.var;
    const context = answerContext(deployment, deployment.driver.begin());
    const found = deployment.workspaces.named(subject, c.req.valid('param').workspacename);
    const workspace = readable(found, user);
    if (workspace.state.deleted && !c.req.valid('query').include_deleted) throw notFound();
    return json(c, 200, workspaceJson(context, workspace));
  });

  app.openapi(setAutostart, (c) => {
    const { driver, model, timeZones } = c.var.deployment;
    const nowUs = driver.begin();
    const schedule = scheduleFrom(c.req.valid('json').schedule, timeZones);
    model.setSchedule(nowUs, c.var.workspace.state.handle, schedule);
    return c.body(null, 204);
  });

  app.openapi(setTtl, (c) => {
    const { driver, workspaces } = c.var.deployment;
    const ttlMs = ttlMsFrom(c.req.valid('json').ttl_ms);
    workspaces.setTtl(c.var.workspace, { fromUs: driver.begin(), ttlMs });
    return c.body(null, 204);
  });
}

function created(
  {
    deployment,
    subject,
    user,
  }: { readonly deployment: Deployment; readonly subject: UserRecord; readonly user: UserRecord },
  body: NewWorkspaceBody,
): WorkspaceJson {
  const workspace = createWorkspace(deployment, body, { owner: subject, initiator: user });
  return workspaceJson(answerContext(deployment, workspace.createdUs), workspace, 'created');
}
