import { createRoute } from '@hono/zod-openapi';
import type { App } from '../http/app-env.js';
import { forbidden, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { BUILD_UPDATES_EXPERIMENT } from '../options.js';
import type { WatchAllSockets } from '../watch-all-sockets.js';

const watchAll = createRoute({
  method: 'get',
  path: '/api/experimental/watch-all-workspacebuilds',
  middleware: [signedIn] as const,
  responses: {
    101: { description: 'A WebSocket with one JSON object per message; subscribed from here on' },
  },
});

/** The stream of the ends of all builds, for whoever is signed in. */
export function registerWatchAll(app: App, sockets: WatchAllSockets): void {
  app.openapi(watchAll, (c) => {
    const { deployment } = c.var;
    if (!deployment.experiments.includes(BUILD_UPDATES_EXPERIMENT)) {
      throw new Refusal(403, `The experiment ${BUILD_UPDATES_EXPERIMENT} is not enabled.`);
    }
    const accept = c.env.connection?.accept;
    if (accept === undefined) {
      throw new Refusal(426, 'This is a WebSocket: ask for an upgrade.', {
        plainText: true,
        headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
      });
    }
    if (isFromElsewhere(c.req.header('Origin'), c.req.header('Host'))) {
      throw forbidden('The origin of the request is another host.');
    }
    accept(c.res.headers, (socket) => sockets.add(socket));
    c.set('upgraded', true);
    // The handshake is answered already; no server sends this.
    return new Response(null);
  });
}

/** Whether a browser asks on behalf of a page from another host. */
function isFromElsewhere(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host.toLowerCase() !== host.toLowerCase();
}
