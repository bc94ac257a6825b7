import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { buildInPath, workspaceInPath } from '../http/path-objects.js';
import { forbidden } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonContent, pathParams } from '../schemas/common.js';
import { timingsSchema } from '../schemas/timings.js';
import { resourceSchema } from '../schemas/workspaces.js';
import { answerContext, resourcesJson } from '../wire/build.js';
import { timingsJson } from '../wire/timings.js';

const parameters = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}/parameters',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild') },
  responses: {
    200: jsonContent(z.array(z.object({ name: z.string(), value: z.string() })), 'Values of its parameters'),
  },
});

const resources = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}/resources',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild') },
  responses: { 200: jsonContent(z.array(resourceSchema), 'What it made') },
});

const state = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}/state',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild') },
  responses: {
    200: {
      description: 'The provisioner’s own notes, as they were handed in; else empty',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
  },
});

const timings = createRoute({
  method: 'get',
  path: '/api/v2/workspacebuilds/{workspacebuild}/timings',
  middleware: [signedIn, buildInPath] as const,
  request: { params: pathParams('workspacebuild') },
  responses: { 200: jsonContent(timingsSchema, 'How long its parts took') },
});

const latestTimings = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/timings',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace') },
  responses: { 200: jsonContent(timingsSchema, 'How long the parts of the latest build took') },
});

/** What else there is to know of a build. */
export function registerBuildDetails(app: App): void {
  app.openapi(parameters, (c) => {
    const { build, deployment, workspace } = c.var;
    return json(c, 200, [...deployment.builds.parametersOf(workspace, build)]);
  });

  app.openapi(resources, (c) => {
    const { build, deployment } = c.var;
    return json(c, 200, resourcesJson(answerContext(deployment, deployment.driver.begin()), build));
  });

  app.openapi(state, (c) => {
    const { build, deployment, user, workspace } = c.var;
    if (!user.isOwner) throw forbidden('Only those who manage the template see the state of its workspaces.');
    const bytes = Uint8Array.from(deployment.builds.stateOf(workspace, build));
    return c.body(bytes, 200, { 'Content-Type': 'application/octet-stream' });
  });

  app.openapi(timings, (c) => {
    const { build, deployment, workspace } = c.var;
    return json(c, 200, timingsJson(deployment, workspace, build, deployment.driver.begin()));
  });

  app.openapi(latestTimings, (c) => {
    const { deployment, workspace } = c.var;
    const nowUs = deployment.driver.begin();
    return json(c, 200, timingsJson(deployment, workspace, workspace.state.latest, nowUs));
  });
}
