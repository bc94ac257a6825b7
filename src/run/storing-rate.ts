import type { CoderClient } from '../codersdk/index.js';
import type { Clock } from '../time/index.js';

/** Updates that change nothing, sent to learn the rate of those that will. */
const SAMPLES = 20;

/**
 * How long storing a schedule in each of the workspaces will take, in milliseconds of `clock`: by the rate of up to
 * twenty updates that change nothing (`schedule: null`), sent through the same bounded client. A server that takes
 * more at once is faster than that.
 * An update that fails counts with the time it took: the storm does not depend on it.
 * @param workspaceIds - Workspaces that have no schedule yet. None: 0.
 */
export async function measureStoring(
  client: Pick<CoderClient, 'workspaces'>,
  workspaceIds: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const sample = workspaceIds.slice(0, SAMPLES);
  if (sample.length === 0) return 0;
  const sentMs = clock.nowMs();
  await Promise.allSettled(sample.map((id) => client.workspaces.setAutostart(id, null, { signal })));
  signal.throwIfAborted();
  return ((clock.nowMs() - sentMs) / sample.length) * workspaceIds.length;
}
