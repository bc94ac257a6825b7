import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { buildInPath, readable, userInPath, workspaceInPath } from '../http/path-objects.js';
import { invalidField, notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import {
  countQuery,
  jsonBody,
  jsonContent,
  messageSchema,
  optionalUuid,
  pathParams,
} from '../schemas/common.js';
import { newBuildSchema } from '../schemas/new-workspace.js';
import { buildSchema } from '../schemas/workspaces.js';
import { answerContext, buildJson } from '../wire/build.js';
import { buildsSince, cancelBuild, createBuild } from './build-commands.js';

const buildAnswer = jsonContent(buildSchema, 'The build');

const list = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/builds',
  middleware: [signedIn, workspaceInPath] as const,
  request: {
    params: pathParams('workspace'),
    query: z.object({
      limit: countQuery,
      offset: countQuery,
      after_id: optionalUuid(),
      since: z.string().optional(),
    }),
  },
  responses: { 200: jsonContent(z.array(buildSchema), 'Builds, newest first') },
});

const create = createRoute({
  method: 'post',
  path: '/api/v2/workspaces/{workspace}/builds',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace'), ...jsonBody(newBuildSchema) },
  responses: { 201: buildAnswer },
});

const read = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild') },
  responses: { 200: buildAnswer },
});

const readByNumber = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/workspace/{workspacename}/builds/{buildnumber}',
  middleware: [signedIn, userInPath] as const,
  request: { params: pathParams('user', 'workspacename', 'buildnumber') },
  responses: { 200: buildAnswer },
});

const cancel = createRoute({
  method: 'patch',
  path: '/api/v2/workspacebuilds/{workspacebuild}/cancel',
  middleware: [signedIn, buildInPath] as const,
  request: {
    params: pathParams('workspacebuild'),
    query: z.object({
      expect_status: z.enum(['', 'pending', 'running'], { error: 'must be pending or running' }).optional(),
    }),
  },
  responses: { 200: jsonContent(messageSchema, 'The job is marked as canceled') },
});

/** Builds: create, read, list, cancel. */
export function registerBuilds(app: App): void {
  app.openapi(list, (c) => {
    const { deployment, workspace } = c.var;
    const query = c.req.valid('query');
    const context = answerContext(deployment, deployment.driver.begin());
    const builds = buildsSince(deployment, workspace, query);
    const end = query.limit === 0 ? builds.length : query.offset + query.limit;
    const page = builds.slice(query.offset, end);
    return json(
      c,
      200,
      page.map((build) => buildJson(context, workspace, build, 'listed')),
    );
  });

  app.openapi(create, (c) => {
    const { deployment, user, workspace } = c.var;
    const nowUs = deployment.driver.begin();
    const build = createBuild(deployment, nowUs, workspace, user, c.req.valid('json'));
    return json(c, 201, buildJson(answerContext(deployment, nowUs), workspace, build, 'created'));
  });

  app.openapi(read, (c) => {
    const { build, deployment, workspace } = c.var;
    const context = answerContext(deployment, deployment.driver.begin());
    return json(c, 200, buildJson(context, workspace, build, 'single'));
  });

  app.openapi(readByNumber, (c) => {
    const { deployment, subject, user } = c.var;
    const { buildnumber, workspacename } = c.req.valid('param');
    if (!/^[+-]?\d+$/.test(buildnumber)) throw invalidField('buildnumber', 'must be a whole number');
    const context = answerContext(deployment, deployment.driver.begin());
    const workspace = readable(deployment.workspaces.named(subject, workspacename), user);
    const build = workspace.state.builds[Number(buildnumber) - 1];
    if (build === undefined) throw notFound();
    return json(c, 200, buildJson(context, workspace, build, 'single'));
  });

  app.openapi(cancel, (c) => {
    const { build, deployment, user, workspace } = c.var;
    const nowUs = deployment.driver.begin();
    const expected = c.req.valid('query').expect_status || null;
    cancelBuild(deployment, nowUs, { workspace, build, user, expected });
    return json(c, 200, { message: 'Job has been marked as canceled...' });
  });
}
