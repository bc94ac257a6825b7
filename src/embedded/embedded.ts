import { createApp } from './app.js';
import { Deployment } from './deployment.js';
import type { App } from './http/app-env.js';
import type { DeploymentOptions } from './options.js';
import { WatchAllSockets } from './watch-all-sockets.js';

/** A deployment with its API, not yet served: `app.fetch(request, { connection })` answers. */
export interface Embedded {
  readonly deployment: Deployment;
  readonly sockets: WatchAllSockets;
  readonly app: App;
}

/** @throws ConfigError with every problem of the options at once. */
export function createEmbedded(options: DeploymentOptions): Embedded {
  const deployment = new Deployment(options);
  const { driver, faults, realClock, updates } = deployment;
  const sockets = new WatchAllSockets({ faults, realClock, updates, touch: () => driver.touch() });
  return { deployment, sockets, app: createApp(deployment, sockets) };
}
