import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../../src/embedded/index.js';
import { diskJournals } from '../../../src/journal/index.js';
import { executeRun, exitCodeOf } from '../../../src/run/index.js';
import { Semaphore } from '../../../src/scaletest/harness/index.js';
import type { BuildRow, OutcomeKind } from '../../../src/storm/index.js';
import { InterruptError, messageOf } from '../../../src/storm/index.js';
import { SystemClock } from '../../../src/time/index.js';
import { type Alive, alive } from '../../integration/support/raw-requests.js';
import { runPlan } from '../../run/support/run-plan.js';
import { type Cell, isOfUpdates } from './cells.js';
import { PhaseWatch } from './phases.js';

/** What became of the run of one cell. */
export interface CellResult {
  readonly cell: Cell;
  readonly exitCode: number;
  /** The outcome of each workspace, by its number. */
  readonly outcomes: ReadonlyMap<number, OutcomeKind>;
  /** Every build as the deployment has it. */
  readonly builds: readonly BuildRow[];
  /** What raw requests found on the deployment afterwards. */
  readonly left: Alive;
  /** Times that the cell's fault fired. */
  readonly fired: number;
  readonly elapsedMs: number;
  /** Whether it had to be interrupted because it did not end. */
  readonly overdue: boolean;
  /** What the run said. */
  readonly said: readonly string[];
}

export const WORKSPACES = 4;
const TIME_SCALE = 60;
const REQUEST_TIMEOUT_MS = 500;
/** Real time within which a run has to end, whatever goes wrong. */
const LIMIT_MS = 90_000;
const MINUTE_MS = 60_000;
const SECOND_US = 1_000_000;

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
  const realClock = new SystemClock();
  const hasBegun = await turns.acquire();
  // With the socket, requests are sent while builds go on only after a silence: builds have to last longer than that.
  const quiet =
    cell.feed === 'watch-all' &&
    (cell.phase === 'wait' || cell.phase === 'storm') &&
    !isOfUpdates(cell.fault);
  const constant = (seconds: number) => ({ kind: 'constant', value: seconds * SECOND_US }) as const;
  const deployment = await startEmbedded({
    parameters: {
      seed: 'faults',
      provisioners: 2 * WORKSPACES,
      tickPhasesUs: [5 * SECOND_US],
      serviceTime: { start: constant(quiet ? 300 : 40), stop: constant(15), delete: constant(15) },
    },
    timeScale: TIME_SCALE,
    realClock,
    randomBytes: (count) => randomBytes(count),
  });
  const folder = await mkdtemp(join(tmpdir(), 'nineam-faults-'));
  const interrupt = new AbortController();
  const disarm = realClock.schedule(realClock.nowMs() + LIMIT_MS, () =>
    interrupt.abort(new InterruptError('SIGTERM')),
  );
  const outcomes = new Map<number, OutcomeKind>();
  const said: string[] = [];
  let armed: readonly number[] = [];
  const watch = new PhaseWatch(
    WORKSPACES,
    (phase) => {
      if (phase === cell.phase) armed = cell.rules.map((rule) => deployment.addFault(rule));
    },
    (phase) => {
      if (phase === cell.phase) for (const id of armed) deployment.endFault(id);
    },
  );
  const sentMs = realClock.nowMs();
  try {
    const plan = runPlan({
      target: { kind: 'remote', url: deployment.url, token: deployment.token, headers: {}, proxy: {} },
      workspaceCount: WORKSPACES,
      template: 'workspace',
      updates: cell.feed,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      // Repeats wait in real time, and this deployment's clock runs faster: its minute must leave time for them.
      autostartDelayMs: (cell.phase === 'schedule' ? 6 : 2) * MINUTE_MS,
      workspaceJobTimeoutMs: 30 * MINUTE_MS,
      autostartBuildTimeoutMs: 45 * MINUTE_MS,
      stateDir: folder,
    });
    const exitCode = await executeRun(plan, {
      realClock,
      randomBytes: (count) => randomBytes(count),
      interrupt: interrupt.signal,
      leaveWith: () => undefined,
      interruptMeans: () => undefined,
      settled: () => undefined,
      progress: {
        begin: () => undefined,
        event: (event) => {
          watch.event(event);
          if (event.type === 'stage') hasBegun();
          if (event.type === 'outcome') outcomes.set(event.index, event.kind);
          if (event.type === 'notice') said.push(event.message);
          if (event.type === 'feed') said.push(`feed ${event.state}: ${event.detail}`);
        },
        say: (line) => said.push(line),
        end: () => undefined,
      },
      writeStdout: () => undefined,
      unicode: false,
      journals: diskJournals,
      isAlive: () => false,
      writer: { pid: process.pid, host: 'faults' },
      nineamVersion: '0.0.0',
      nodeVersion: process.version,
    }).catch((error: unknown) => {
      said.push(messageOf(error));
      return exitCodeOf(error);
    });
    const elapsedMs = realClock.nowMs() - sentMs;
    const fired = deployment.faultsFired[cell.fault];
    for (const id of armed) deployment.endFault(id);
    const left = await alive(deployment);
    const overdue = interrupt.signal.aborted;
    return {
      cell,
      exitCode,
      outcomes,
      builds: deployment.exportBuilds(),
      left,
      fired,
      elapsedMs,
      overdue,
      said,
    };
  } finally {
    hasBegun();
    disarm();
    await deployment.close();
    await rm(folder, { recursive: true, force: true });
  }
}
