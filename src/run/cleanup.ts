import { namePrefix, type RunIdentity } from '../scaletest/names/index.js';
import { sleep } from '../time/index.js';
import { Cleaner, type CleaningOptions, type CleanupScope } from './cleaner.js';
import { takeInventory } from './cleanup-inventory.js';
import type { CleanupReport, Removal } from './cleanup-report.js';

export type { CleanupReport } from './cleanup-report.js';

/** A removal of a run. `index` is that of the runner; -1 where the name does not tell. */
export interface Removed extends Omit<Removal, 'name'> {
  readonly index: number;
}

export interface CleanupOptions extends CleaningOptions {
  readonly run: RunIdentity;
  /** Told of every removal, for the journal. */
  readonly onRemoved: (removed: Removed) => void;
}

/** A failed or overtaken removal is tried again by listing anew, this often in all; the last listing is the proof. */
const PASSES = 4;

/**
 * Removes everything that a run created, found by listing by name and mark.
 * @throws the signal's reason when it aborts; what had not been removed by then is still there.
 */
export function cleanUpRun(options: CleanupOptions, signal: AbortSignal): Promise<CleanupReport> {
  const prefix = namePrefix(options.run);
  const scope: CleanupScope = {
    namePrefix: prefix,
    list: (refusedOwners) => takeInventory(options.client, options.run, signal, refusedOwners),
    onRemoved: ({ kind, id, name }) => {
      const index = Number(name.slice(prefix.length));
      options.onRemoved({ kind, id, index: Number.isInteger(index) ? index : -1 });
    },
  };
  return cleanUp(scope, options, signal);
}

/**
 * Removes everything in a scope: schedules first, so that nothing starts again whatever happens next; then what waits
 * in the queue is canceled, so that no delete stands behind it; then workspaces; then users. Lists again afterwards,
 * and goes over what is left.
 * @throws the signal's reason when it aborts; what had not been removed by then is still there.
 */
export async function cleanUp(
  scope: CleanupScope,
  options: CleaningOptions,
  signal: AbortSignal,
): Promise<CleanupReport> {
  const cleaner = new Cleaner(scope, options, signal);
  for (let pass = 1; pass <= PASSES; pass += 1) {
    if (pass === 2 && options.settleMs > 0) await sleep(options.realClock, options.settleMs, signal);
    const found = await scope.list(cleaner.refusedOwners, signal);
    const scheduled = await cleaner.clearSchedules(found);
    const nothingLeft = options.schedulesOnly
      ? scheduled === 0
      : found.users.length === 0 && found.workspaces.length === 0;
    // One empty listing is no proof while requests without an answer may still be carried out.
    if (nothingLeft && (pass > 1 || options.settleMs === 0)) return cleaner.report(found);
    if (options.schedulesOnly) continue;
    const canceled = await cleaner.cancelBuilds(found);
    await cleaner.remove(canceled ? await scope.list(cleaner.refusedOwners, signal) : found);
  }
  return cleaner.report(await scope.list(cleaner.refusedOwners, signal));
}
