import { type BuildRow, ConfigError, messageOf } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import type { Deployment } from './deployment.js';
import { type DueStarts, dueStarts } from './due-starts.js';
import { createEmbedded } from './embedded.js';
import { exportBuilds } from './export-builds.js';
import type { FaultCounts, FaultFiring, FaultRule } from './faults/index.js';
import { createHttpServer } from './http-server.js';
import { isLoopback, parseListenAddress } from './listen-address.js';
import type { ServedMetrics } from './metrics/serve-metrics.js';
import type { EmbeddedOptions } from './options.js';
import { Serving } from './serving.js';
import { saveState } from './state/deployment-state.js';

/** A deployment that runs in this process and answers over TCP. */
export interface EmbeddedDeployment {
  readonly url: string;
  /** Where its metrics are; `null` if they are not served. */
  readonly metricsUrl: string | null;
  /** A session token of its owner, who is `admin`. */
  readonly token: string;
  readonly organizationId: string;
  readonly templates: readonly { readonly name: string; readonly id: string }[];
  /** Whether nobody but this machine can reach it. */
  readonly isLoopback: boolean;
  /** How many users and workspaces it holds now, deleted ones aside. */
  counts(): { readonly users: number; readonly workspaces: number };
  /** The minutes of its next 24 hours in which schedules start workspaces, in their order. */
  dueStarts(): readonly DueStarts[];
  /**
   * Everything that it knows, as data for JSON: to be handed to the next one as `state`. Also after {@link close}.
   * It has digests of tokens and passwords and their key: whoever has it can guess at them.
   */
  saveState(): unknown;
  /** Deployment time. */
  readonly clock: Clock;
  /**
   * Every build, in order of creation, as of now; also after {@link close}.
   * @param sinceMs - Only those created since then, in milliseconds of deployment time since the epoch.
   */
  exportBuilds(sinceMs?: number): readonly BuildRow[];
  /** How often each kind of fault has happened. */
  readonly faultsFired: FaultCounts;
  /** The latest faults that have happened, oldest first, and how many came before them. */
  readonly faultFirings: { readonly latest: readonly FaultFiring[]; readonly forgotten: number };
  /** Adds a rule, which holds from now on. @returns Its number, as in the list of firings. */
  addFault(rule: FaultRule): number;
  /** Ends a rule; what it did still counts. Without effect where there is no such rule. */
  endFault(id: number): void;
  /** Ends the WebSockets with 1000 `done` and other streams abruptly, answers what is under way, and stops. A second call returns the same promise. */
  close(): Promise<void>;
}

/**
 * Starts an embedded deployment.
 * @returns Once it listens.
 * @throws ConfigError if an option is wrong or the address is not free.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDeployment> {
  const address = parseListenAddress(options.address ?? '127.0.0.1:0', options.allowRemote ?? false);
  const { app, deployment } = createEmbedded(options);
  const metrics = await openMetrics(deployment, options);
  const serving = new Serving(deployment, createHttpServer(app), address);
  try {
    deployment.accessUrl = await serving.open();
  } catch (error) {
    deployment.end();
    await metrics?.close();
    throw new ConfigError([`address: cannot listen on ${options.address}: ${messageOf(error)}`]);
  }
  const close = async (): Promise<void> => {
    await serving.close();
    await metrics?.close();
  };
  let closed: Promise<void> | undefined;
  return {
    url: deployment.accessUrl,
    metricsUrl: metrics?.url ?? null,
    token: deployment.ownerToken,
    organizationId: deployment.organization.id,
    isLoopback: isLoopback(address.host),
    counts: () => ({
      users: deployment.users.inOrder.length,
      workspaces: deployment.workspaces.inOrder.length,
    }),
    dueStarts: () => dueStarts(deployment),
    saveState: () => saveState(deployment),
    templates: deployment.templates.all.map(({ id, name }) => ({ id, name })),
    clock: deployment.clock,
    exportBuilds: (sinceMs) => exportBuilds(deployment, sinceMs),
    get faultsFired() {
      return deployment.faults.fired;
    },
    get faultFirings() {
      const { latest, forgotten } = deployment.faults.firings;
      return { latest, forgotten };
    },
    addFault: (rule) => {
      const id = deployment.faults.add(rule);
      deployment.restarts.rearm();
      return id;
    },
    endFault: (id) => {
      deployment.faults.remove(id);
      deployment.restarts.rearm();
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Loads what metrics need only where they are asked for. */
async function openMetrics(deployment: Deployment, options: EmbeddedOptions): Promise<ServedMetrics | null> {
  const { allowRemote = false, metricsAddress, warn = ignore } = options;
  if (metricsAddress === undefined) return null;
  const { serveMetrics } = await import('./metrics/serve-metrics.js');
  try {
    return await serveMetrics(deployment, metricsAddress, allowRemote, warn);
  } catch (error) {
    deployment.end();
    throw error;
  }
}

function ignore(): void {}
