import type { Context } from 'hono';
import type { WebSocket } from 'ws';
import type { AppEnv } from '../http/app-env.js';
import { forbidden, Refusal } from '../http/refusal.js';

/**
 * Accepts the request as the handshake of a WebSocket; to be called when nothing else is wrong with it.
 * @param opened - Gets the socket, at once.
 * @returns What the route returns: the handshake is answered already, and nobody sends this.
 * @throws Refusal with 426 if the request is no handshake, 403 if it comes from another host's page.
 */
export function acceptSocket<Env extends AppEnv>(
  c: Context<Env>,
  opened: (socket: WebSocket) => void,
): Response {
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
  accept(c.res.headers, (socket) => {
    c.var.deployment.streams.notePath(socket, c.req.path);
    opened(socket);
  });
  c.set('upgraded', true);
  return new Response(null);
}

/** Whether a browser asks on behalf of a page from another host. */
function isFromElsewhere(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host.toLowerCase() !== host.toLowerCase();
}
