import type { CoderClient } from '../codersdk/index.js';
import { type CollectOptions, collectRecords, type WorkspaceRecord } from '../collect/index.js';
import { messageOf } from '../storm/index.js';
import { type Clock, sleep } from '../time/index.js';

/** The client has repeated each request before: these are tries of the whole pass. */
const ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/**
 * One pass over the records of a storm, tried again when the deployment fails it: without it nothing is known.
 * @param warn - Told of each try that failed.
 * @throws What the last try met, or the signal's reason.
 */
export async function collectPatiently(
  client: Pick<CoderClient, 'workspaces' | 'builds'>,
  options: CollectOptions,
  realClock: Clock,
  warn: (message: string) => void,
): Promise<ReadonlyMap<string, WorkspaceRecord>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await collectRecords(client, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (attempt === ATTEMPTS) throw error;
      warn(`the records could not be read yet: ${messageOf(error)}`);
      await sleep(realClock, attempt * PAUSE_MS, options.signal);
    }
  }
}
