import type { WorkspaceBuildUpdate } from '../codersdk/index.js';
import type { FeedKind } from './feed-update.js';

/** Why a source gives no more updates. */
export type SourceEnd =
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'lost';
      readonly detail: string;
      /** How long the server asks to wait before the next connection, in milliseconds. */
      readonly retryAfterMs: number | null;
    };

/**
 * One connection to a stream of build updates, used once.
 *
 * | state | input | next |
 * |---|---|---|
 * | new | `connect` resolves | open: every build that ends from now on is told, as far as the source can |
 * | new | `connect` rejects | ended, nothing left behind |
 * | open | the connection is lost, a reading fails | ended: what was queued is still given, then the iteration ends |
 * | any | `close` | ended as `closed`; a `connect` under way rejects |
 *
 * Iteration never throws; `ended` never rejects.
 */
export interface BuildUpdateSource extends AsyncIterable<WorkspaceBuildUpdate> {
  readonly kind: FeedKind;
  /**
   * Resolves when subscribed. The signal bounds the connecting only.
   * @throws CoderApiError when the server refuses; whatever else the client throws, or the signal's reason.
   */
  connect(signal: AbortSignal): Promise<void>;
  /** Resolves when the source has ended, which is never if `connect` was not called. */
  readonly ended: Promise<SourceEnd>;
  close(): void;
}
