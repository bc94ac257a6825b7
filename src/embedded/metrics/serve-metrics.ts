import { MetricsServer } from '../../telemetry/index.js';
import type { Deployment } from '../deployment.js';
import { parseListenAddress } from '../listen-address.js';
import { DeploymentMetrics } from './deployment-metrics.js';

/** A deployment's metrics on an address of their own. */
export interface ServedMetrics {
  /** Where they are, e.g. `http://127.0.0.1:2112/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

const FLAG = '--prometheus-address';

/**
 * Serves the metrics of a deployment, apart from its API and without a token, as Coder does.
 * @param address - `host:port`; port 0 takes a free one.
 * @param warn - Told when the server meets a failure later on.
 * @throws ConfigError if the address is malformed, taken, or not of this machine alone although it must be.
 */
export async function serveMetrics(
  deployment: Deployment,
  address: string,
  allowRemote: boolean,
  warn: (message: string) => void,
): Promise<ServedMetrics> {
  const metrics = new DeploymentMetrics(deployment);
  try {
    const parsed = parseListenAddress(address, allowRemote, FLAG);
    const server = await MetricsServer.listen(parsed, FLAG, metrics, warn);
    return {
      url: server.url,
      async close() {
        metrics.close();
        await server.close();
      },
    };
  } catch (error) {
    metrics.close();
    throw error;
  }
}
