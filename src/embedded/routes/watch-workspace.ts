import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { workspaceInPath } from '../http/path-objects.js';
import { signedIn } from '../http/session.js';
import { pathParams } from '../schemas/common.js';
import { acceptSocket } from '../streams/accept-socket.js';
import { watchAgentConnection } from '../streams/agent-connection-watch.js';
import { WorkspaceEventSource } from '../streams/workspace-event-source.js';
import { watchWorkspace } from '../streams/workspace-watch.js';

const watch = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/watch',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace') },
  responses: {
    200: {
      description: 'Server-sent events: ping, data with the whole workspace, error',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  },
});

const watchBySocket = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/watch-ws',
  middleware: [signedIn, workspaceInPath] as const,
  request: { params: pathParams('workspace') },
  responses: { 101: { description: 'A WebSocket with the events of /watch as JSON messages' } },
});

const watchAgent = createRoute({
  method: 'get',
  path: '/api/v2/workspaces/{workspace}/agent-connection-watch',
  middleware: [signedIn, workspaceInPath] as const,
  request: {
    params: pathParams('workspace'),
    query: z.object({ agent_name: z.string().optional() }),
  },
  responses: { 101: { description: 'A WebSocket that tells how far the build and its agent are' } },
});

/** Streams of what happens to one workspace. */
export function registerWatchWorkspace(app: App): void {
  app.openapi(watch, (c) => {
    const { deployment, user: viewer, workspace } = c.var;
    const headers = {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
      'X-Accel-Buffering': 'no',
    };
    // Nobody would read the body, and so nobody would end it.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const source = new WorkspaceEventSource({ deployment, viewer, workspace }, c.env.connection);
    return c.body(source.body, 200, headers);
  });

  app.openapi(watchBySocket, (c) => {
    const { deployment, user: viewer, workspace } = c.var;
    return acceptSocket(c, (socket) => watchWorkspace(socket, { deployment, viewer, workspace }));
  });

  app.openapi(watchAgent, (c) => {
    const { deployment, workspace } = c.var;
    const agentName = c.req.valid('query').agent_name ?? '';
    return acceptSocket(c, (socket) => watchAgentConnection(socket, deployment, { workspace, agentName }));
  });
}
