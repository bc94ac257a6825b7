import type { Server } from 'node:http';
import { type BuildRow, ConfigError, messageOf } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import type { Deployment } from './deployment.js';
import { createEmbedded } from './embedded.js';
import { exportBuilds } from './export-builds.js';
import type { FaultCounts } from './fault-plan.js';
import { createHttpServer } from './http-server.js';
import { type ListenAddress, parseListenAddress } from './listen-address.js';
import type { EmbeddedOptions } from './options.js';

/** A deployment that runs in this process and answers over TCP. */
export interface EmbeddedDeployment {
  readonly url: string;
  /** A session token of its owner, who is `admin`. */
  readonly token: string;
  readonly organizationId: string;
  readonly templates: readonly { readonly name: string; readonly id: string }[];
  /** Deployment time. */
  readonly clock: Clock;
  /** Every build ever, in order of creation, as of now; also after {@link close}. */
  exportBuilds(): readonly BuildRow[];
  /** How often each kind of fault has happened. */
  readonly faultsFired: FaultCounts;
  /** Ends the WebSockets with 1000 `done` and other streams abruptly, answers what is under way, and stops. A second call returns the same promise. */
  close(): Promise<void>;
}

/** Real time that clients get to answer a close, and requests to end. */
const CLOSE_LIMIT_MS = 1000;
const CLOSE_SWEEP_MS = 10;

/**
 * Starts an embedded deployment.
 * @returns Once it listens.
 * @throws ConfigError if an option is wrong or the address is not free.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDeployment> {
  const address = parseListenAddress(options.address ?? '127.0.0.1:0', options.allowRemote ?? false);
  const { app, deployment } = createEmbedded(options);
  const server = createHttpServer(app);
  try {
    deployment.accessUrl = await listen(server, address);
  } catch (error) {
    deployment.driver.close();
    throw new ConfigError([`address: cannot listen on ${options.address}: ${messageOf(error)}`]);
  }
  let closed: Promise<void> | undefined;
  return {
    url: deployment.accessUrl,
    token: deployment.ownerToken,
    organizationId: deployment.organization.id,
    templates: deployment.templates.all.map(({ id, name }) => ({ id, name })),
    clock: deployment.clock,
    exportBuilds: () => exportBuilds(deployment),
    get faultsFired() {
      return deployment.faults.fired;
    },
    close: () => {
      closed ??= closeAll(deployment, server);
      return closed;
    },
  };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const bound = server.address();
      const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`);
    });
  });
}

async function closeAll(deployment: Deployment, server: Server): Promise<void> {
  const { driver, realClock, streams } = deployment;
  driver.close();
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  const limitMs = realClock.nowMs() + CLOSE_LIMIT_MS;
  let disarm = () => {};
  const closeConnections = () => {
    // One that has just been answered is idle only now, and would be kept alive.
    if (realClock.nowMs() < limitMs) server.closeIdleConnections();
    else server.closeAllConnections();
    disarm = realClock.schedule(realClock.nowMs() + CLOSE_SWEEP_MS, closeConnections);
  };
  closeConnections();
  await streams.closeAll(CLOSE_LIMIT_MS);
  await stopped;
  disarm();
}
