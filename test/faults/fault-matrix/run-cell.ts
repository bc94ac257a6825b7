import { Semaphore } from '../../../src/scaletest/harness/index.js';
import type { BuildRow } from '../../../src/storm/index.js';
import { type Alive, alive } from '../../integration/support/raw-requests.js';
import { type RunInProcess, runInProcess, startSteady } from '../support/run-in-process.js';
import { type Cell, isOfUpdates } from './cells.js';
import { PhaseWatch } from './phases.js';

/** What became of the run of one cell. */
export interface CellResult extends RunInProcess {
  readonly cell: Cell;
  /** Every build as the deployment has it. */
  readonly builds: readonly BuildRow[];
  /** What raw requests found on the deployment afterwards. */
  readonly left: Alive;
  /** Times that the cell's fault fired. */
  readonly fired: number;
}

export const WORKSPACES = 4;
const TIME_SCALE = 60;
const REQUEST_TIMEOUT_MS = 500;
/** Real time within which a run has to end, whatever goes wrong. */
const LIMIT_MS = 90_000;
const MINUTE_MS = 60_000;

/**
 * Begins, one or two at a time: a request has half a second, and the first ones of many runs at once, in one process,
 * take longer than that. A run has begun when its preflight is over.
 */
const turns = new Semaphore(2);

/**
 * Runs a storm of a few workspaces on a deployment of its own, in this process, over real HTTP. The cell's rules hold
 * while its phase goes on.
 */
export async function runCell(cell: Cell): Promise<CellResult> {
  const hasBegun = await turns.acquire();
  // With the socket, requests are sent while builds go on only after a silence: builds have to last longer than that.
  const quiet =
    cell.feed === 'watch-all' &&
    (cell.phase === 'wait' || cell.phase === 'storm') &&
    !isOfUpdates(cell.fault);
  const deployment = await startSteady(
    { start: quiet ? 300 : 40, stop: 15, delete: 15 },
    { timeScale: TIME_SCALE, provisioners: 2 * WORKSPACES },
  );
  let armed: readonly number[] = [];
  const disarm = (): void => {
    for (const id of armed) deployment.endFault(id);
  };
  const watch = new PhaseWatch(
    WORKSPACES,
    (phase) => {
      if (phase === cell.phase) armed = cell.rules.map((rule) => deployment.addFault(rule));
    },
    (phase) => {
      if (phase === cell.phase) disarm();
    },
  );
  try {
    const run = await runInProcess(
      deployment,
      {
        workspaceCount: WORKSPACES,
        updates: cell.feed,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
        // Repeats wait in real time, and this deployment's clock runs faster: its minute must leave time for them.
        autostartDelayMs: (cell.phase === 'schedule' ? 6 : 2) * MINUTE_MS,
        workspaceJobTimeoutMs: 30 * MINUTE_MS,
        autostartBuildTimeoutMs: 45 * MINUTE_MS,
      },
      LIMIT_MS,
      (event) => {
        watch.event(event);
        if (event.type === 'stage') hasBegun();
      },
    );
    disarm();
    return {
      ...run,
      cell,
      builds: deployment.exportBuilds(),
      left: await alive(deployment),
      fired: deployment.faultsFired[cell.fault],
    };
  } finally {
    hasBegun();
    await deployment.close();
  }
}
