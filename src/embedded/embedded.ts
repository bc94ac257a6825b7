import { createApp } from './app.js';
import { Deployment } from './deployment.js';
import type { App } from './http/app-env.js';
import type { DeploymentOptions } from './options.js';

/** A deployment with its API, not yet served: `app.fetch(request, { connection })` answers. */
export interface Embedded {
  readonly deployment: Deployment;
  readonly app: App;
}

/** @throws ConfigError with every problem of the options at once. */
export function createEmbedded(options: DeploymentOptions): Embedded {
  const deployment = new Deployment(options);
  return { deployment, app: createApp(deployment) };
}
