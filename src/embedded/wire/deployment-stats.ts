import { formatInstantUs } from '../../time/index.js';
import type { CollectedStats } from '../directory/deployment-stats.js';
import type { DeploymentStatsJson } from '../schemas/deployment.js';

/** Over how long a server adds up what goes through agents, as recorded. */
const WINDOW_US = 15 * 60e6;
/** What a latency is that nobody has measured. */
const UNKNOWN_LATENCY = { P50: -1, P95: -1 };

/** The counts in Coder's JSON. Nothing goes through agents here, and nobody has a session with one. */
export function deploymentStatsJson({
  collectedUs,
  nextUs,
  workspaces,
}: CollectedStats): DeploymentStatsJson {
  return {
    aggregated_from: formatInstantUs(collectedUs - WINDOW_US),
    collected_at: formatInstantUs(collectedUs),
    next_update_at: formatInstantUs(nextUs),
    workspaces: { ...workspaces, connection_latency_ms: UNKNOWN_LATENCY, rx_bytes: 0, tx_bytes: 0 },
    session_count: { vscode: 0, ssh: 0, jetbrains: 0, reconnecting_pty: 0 },
  };
}
