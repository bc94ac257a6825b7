import type { BuildUpdateStream, CallOptions } from '../codersdk/index.js';
import type { RecordClient } from '../collect/index.js';

/** What the counting poll and reconciliation need of a Coder client. */
export interface ObserverClient extends RecordClient {
  readonly provisioners: {
    jobs(
      organizationId: string,
      query: { readonly limit?: number },
      options?: CallOptions,
    ): Promise<readonly { readonly queueSize: number }[]>;
  };
}

/** What the watch-all source needs of a Coder client. */
export interface WatchAllClient {
  /** Resolves when subscribed. */
  watchAllWorkspaceBuilds(options?: CallOptions): Promise<BuildUpdateStream>;
}

/** What the reliable feed needs of a Coder client. */
export interface FeedClient extends ObserverClient, WatchAllClient {}
