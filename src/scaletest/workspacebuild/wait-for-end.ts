import type { WorkspaceBuild } from '../../codersdk/index.js';
import { TimeoutError } from '../../storm/index.js';
import type { RunContext } from '../harness/index.js';
import { pollingWait } from './wait-for-build.js';
import type { BuildReader } from './workspace-client.js';

/** How a build that stands before a workspace's deletion, or is the deletion, came to its end. */
export type BuildEnd =
  /** The workspace is deleted. */
  | { readonly kind: 'gone' }
  /** The build, or a later one of the workspace, has ended. */
  | { readonly kind: 'ended'; readonly build: WorkspaceBuild }
  /** The job has been running longer than its limit, and still runs. */
  | { readonly kind: 'overdue'; readonly build: WorkspaceBuild };

/**
 * Waits for the end of a build. `limitMs` counts from the start of its job, on the deployment's clock; `null` is none.
 * Rejects with the signal's reason when that is aborted.
 */
export type WaitForEnd = (
  build: WorkspaceBuild,
  limitMs: number | null,
  signal: AbortSignal,
) => Promise<BuildEnd>;

/** A wait that reads the build again and again, as {@link pollingWait} does. */
export function pollForEnd(
  client: BuildReader,
  ctx: Pick<RunContext, 'clock' | 'realClock' | 'log'>,
): WaitForEnd {
  return async (build, limitMs, signal) => {
    const wait = pollingWait(client, ctx, limitMs === null ? {} : { jobTimeoutMs: limitMs });
    try {
      return { kind: 'ended', build: await wait(build, signal) };
    } catch (failure) {
      signal.throwIfAborted();
      if (failure instanceof TimeoutError) return { kind: 'overdue', build };
      throw failure;
    }
  };
}
