import type { CoderClient } from '../codersdk/index.js';
import type { Clock } from '../time/index.js';

/** Updates that change nothing, sent to learn the rate of those that will. */
const SAMPLES = 20;

/**
 * How long storing a schedule in each of the workspaces will take, in milliseconds of `clock`: by the rate of up to
 * twenty updates that change nothing (`schedule: null`), sent through the same bounded client, and once the longest
 * time that one of them spent on tries that failed and the pauses between them. Those grow with no number: many updates
 * pause at once. A server that takes more at once is faster than that.
 * An update that fails for good counts with the time it took: the storm does not depend on it.
 * @param workspaceIds - Workspaces that have no schedule yet. None: 0.
 * @param timeScale - Milliseconds of `clock` in one of real time.
 */
export async function measureStoring(
  client: Pick<CoderClient, 'workspaces'>,
  workspaceIds: readonly string[],
  clock: Clock,
  timeScale: number,
  signal: AbortSignal,
): Promise<number> {
  const sample = workspaceIds.slice(0, SAMPLES);
  if (sample.length === 0) return 0;
  const sentMs = clock.nowMs();
  let goodMs = 0;
  let repeatsMs = 0;
  await Promise.allSettled(
    sample.map(async (id) => {
      let answeredMs = 0;
      const onAnswered = (durationMs: number): void => {
        answeredMs = durationMs * timeScale;
      };
      try {
        await client.workspaces.setAutostart(id, null, { signal, onAnswered });
      } finally {
        goodMs = Math.max(goodMs, answeredMs);
        repeatsMs = Math.max(repeatsMs, clock.nowMs() - sentMs - answeredMs);
      }
    }),
  );
  signal.throwIfAborted();
  const allMs = goodMs === 0 ? clock.nowMs() - sentMs : goodMs;
  return (allMs / sample.length) * workspaceIds.length + (goodMs === 0 ? 0 : Math.max(0, repeatsMs));
}
