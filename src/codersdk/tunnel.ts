import { buildConnector, Pool } from 'undici';
import { TunnelError } from './connection-failure.js';
import { proxyAuthorization } from './proxy.js';

/** Opens connections; the shape that undici and, through an adapter, ws accept. */
export interface Connector {
  readonly open: buildConnector.connector;
  close(): Promise<void>;
}

export function directConnector(timeoutMs: number): Connector {
  return { open: buildConnector({ timeout: timeoutMs }), close: () => Promise.resolve() };
}

/** Connections through a proxy by `CONNECT`; with TLS to the target inside the tunnel where the target has TLS. */
export function tunnelConnector(proxy: URL, timeoutMs: number): Connector {
  const toProxy = new Pool(proxy.origin, { connect: { timeout: timeoutMs }, headersTimeout: timeoutMs });
  const withTls = buildConnector({ timeout: timeoutMs });
  const authorization = proxyAuthorization(proxy);
  const open: buildConnector.connector = (target, callback) => {
    const host = target.host ?? target.hostname;
    const authority = target.port ? host : `${host}:${target.protocol === 'https:' ? 443 : 80}`;
    const headers = authorization === null ? undefined : { 'proxy-authorization': authorization };
    toProxy
      .connect({ path: authority, headers: { host: authority, ...headers } })
      .then(({ socket, statusCode }) => {
        if (statusCode !== 200) {
          socket.on('error', () => undefined).destroy();
          const lasting = statusCode === 407 || statusCode === 403;
          callback(new TunnelError(refusal(proxy, authority, statusCode), { lasting }), null);
        } else if (target.protocol === 'https:') {
          withTls({ ...target, httpSocket: socket as never }, callback);
        } else {
          callback(null, socket as never);
        }
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        const message = `the proxy ${proxy.origin} did not answer: ${reason}`;
        callback(new TunnelError(message, { lasting: false, cause: error }), null);
      });
  };
  return { open, close: () => toProxy.destroy() };
}

function refusal(proxy: URL, authority: string, status: number): string {
  return status === 407
    ? `the proxy ${proxy.origin} wants a user name and password (407)`
    : `the proxy ${proxy.origin} refused to connect to ${authority} (${status})`;
}
