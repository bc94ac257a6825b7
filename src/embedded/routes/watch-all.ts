import { createRoute } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { BUILD_UPDATES_EXPERIMENT } from '../options.js';
import { acceptSocket } from '../streams/accept-socket.js';
import { streamAllUpdates } from '../streams/watch-all-stream.js';

const watchAll = createRoute({
  method: 'get',
  path: '/api/experimental/watch-all-workspacebuilds',
  middleware: [signedIn] as const,
  responses: {
    101: { description: 'A WebSocket with one JSON object per message; subscribed from here on' },
  },
});

/** The stream of the ends of all builds, for whoever is signed in. */
export function registerWatchAll(app: App): void {
  app.openapi(watchAll, (c) => {
    const { deployment } = c.var;
    if (!deployment.experiments.includes(BUILD_UPDATES_EXPERIMENT)) {
      throw new Refusal(403, `The experiment ${BUILD_UPDATES_EXPERIMENT} is not enabled.`);
    }
    return acceptSocket(c, (socket) => streamAllUpdates(socket, deployment));
  });
}
