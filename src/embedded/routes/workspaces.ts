import { createRoute, z } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { organizationInPath, readable, userInPath, workspaceInPath } from '../http/path-objects.js';
import { notFound, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { countQuery, flagQuery, jsonBody, jsonContent, optionalUuid, pathParams } from '../schemas/common.js';
import { type NewWorkspaceBody, newWorkspaceSchema } from '../schemas/new-workspace.js';
import { type WorkspaceJson, workspaceSchema, workspacesPageSchema } from '../schemas/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';
import { createWorkspace } from './create-workspace.js';
import { listWorkspaces } from './list-workspaces.js';

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
  request: {
    query: z.object({
      q: z.string().optional(),
      limit: countQuery,
      offset: countQuery,
      /** Must be a UUID, and is not looked at, as in Coder. */
      after_id: optionalUuid(),
    }),
  },
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

/** Workspaces: create, read, list. */
export function registerWorkspaces(app: App): void {
  app.openapi(createForUser, (c) => json(c, 201, created(c.var, c.req.valid('json'))));

  app.openapi(createForMember, (c) => json(c, 201, created(c.var, c.req.valid('json'))));

  app.openapi(list, (c) => {
    const { deployment, user } = c.var;
    return json(c, 200, listWorkspaces(deployment, user, c.req.valid('query')));
  });

  app.openapi(read, (c) => {
    const { deployment, user, workspace } = c.var;
    const context = answerContext(deployment, deployment.driver.begin(), user);
    if (workspace.state.deleted && !c.req.valid('query').include_deleted) {
      throw new Refusal(410, 'The workspace was deleted. Ask with include_deleted=true to see it.');
    }
    return json(c, 200, workspaceJson(context, workspace));
  });

  app.openapi(readByName, (c) => {
    const { deployment, subject, user } = c.var;
    const context = answerContext(deployment, deployment.driver.begin(), user);
    const found = deployment.workspaces.named(subject, c.req.valid('param').workspacename);
    const workspace = readable(found, user);
    if (workspace.state.deleted && !c.req.valid('query').include_deleted) throw notFound();
    return json(c, 200, workspaceJson(context, workspace));
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
  return workspaceJson(answerContext(deployment, workspace.createdUs, user), workspace, 'created');
}
