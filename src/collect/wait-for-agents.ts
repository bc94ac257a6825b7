import { type AgentWait, messageOf } from '../storm/index.js';
import { type Clock, sleep } from '../time/index.js';
import { agentsOf, agentsState } from './agents.js';
import type { WorkspaceRecord } from './record.js';
import { IDS_PER_REQUEST } from './workspace-pages.js';

/** How to wait for agents. */
export interface WaitForAgentsOptions {
  readonly waitFor: AgentWait;
  /** From the end of each build, in milliseconds of deployment time. */
  readonly timeoutMs: number;
  /** When the whole wait is over, on the deployment's clock; by default when the last build's limit has passed. */
  readonly untilMs?: number;
  /** When the records were read, on the deployment's clock. */
  readonly readAtMs: number;
  /** The deployment's clock as we know it. */
  readonly clock: Clock;
  readonly realClock: Clock;
  /** How many milliseconds of deployment time pass in one of real time; 1 by default. */
  readonly timeScale?: number;
  /** Ends the wait; what is there is read once more. */
  readonly signal: AbortSignal;
  /** The records of these workspaces, by id, as they are now. */
  readonly read: (workspaceIds: readonly string[]) => Promise<ReadonlyMap<string, WorkspaceRecord>>;
  /** How many workspaces have an agent that has not connected: one row, where `read` takes pages. */
  readonly countUnconnected?: () => Promise<number>;
  /** Told of every reading that failed. */
  readonly warn: (message: string) => void;
}

/** Between two readings, in real time; on a scaled clock less, so that waiting costs no more of it. */
const INTERVAL_MS = 5_000;
const SHORTEST_INTERVAL_MS = 500;
/** A reading may take one twentieth of the time: the deployment has other work. */
const SHARE_OF_READING = 20;
/** Readings that bring nothing are spread out up to this many intervals. */
const LONGEST_PAUSE = 6;
/** Readings in a row that fail, after every limit has passed. */
const LAST_ATTEMPTS = 3;

/**
 * Waits until the agents of all builds that succeeded are as far as asked for, by reading: counts while they connect,
 * rows when the count stands still or few are left. A build is not read again once its agents are that far or have
 * failed, another build has followed, its workspace is gone, or its limit had passed when it was read.
 *
 * Never rejects: what cannot be read stays as it was.
 * @returns All records, those of waited-for builds as last read.
 */
export async function waitForAgents(
  records: ReadonlyMap<string, WorkspaceRecord>,
  options: WaitForAgentsOptions,
): Promise<ReadonlyMap<string, WorkspaceRecord>> {
  return new AgentWatch(records, options).run();
}

class AgentWatch {
  readonly #options: WaitForAgentsOptions;
  readonly #records: Map<string, WorkspaceRecord>;
  /** When the limit of each build that is waited for passes, on the deployment's clock. */
  readonly #deadlineMs = new Map<string, number>();
  readonly #shortestMs: number;
  readonly #scale: number;
  #unconnected = Number.NaN;

  constructor(records: ReadonlyMap<string, WorkspaceRecord>, options: WaitForAgentsOptions) {
    this.#options = options;
    this.#records = new Map(records);
    this.#scale = options.timeScale ?? 1;
    this.#shortestMs = Math.max(SHORTEST_INTERVAL_MS, INTERVAL_MS / this.#scale);
    for (const [id, record] of records) {
      if (record.build !== null && agentsOf(record.build).length > 0)
        this.#take(id, record, options.readAtMs);
    }
  }

  async run(): Promise<ReadonlyMap<string, WorkspaceRecord>> {
    const { realClock, signal } = this.#options;
    let pauseMs = this.#shortestMs;
    let failures = 0;
    while (this.#deadlineMs.size > 0) {
      await this.#sleep(pauseMs);
      const last = signal.aborted || this.#isOver();
      const [sentMs, before] = [realClock.nowMs(), this.#deadlineMs.size];
      try {
        const moves = !last && (await this.#stillConnecting());
        if (!moves) await this.#readRows();
        failures = 0;
        const fruitless = !moves && this.#deadlineMs.size === before;
        pauseMs = fruitless ? Math.min(pauseMs * 2, this.#shortestMs * LONGEST_PAUSE) : this.#shortestMs;
      } catch (error) {
        failures += 1;
        this.#options.warn(`the agents could not be read: ${messageOf(error)}`);
      }
      if (signal.aborted || (last && (failures === 0 || failures >= LAST_ATTEMPTS))) break;
      pauseMs = Math.max(pauseMs, SHARE_OF_READING * (realClock.nowMs() - sentMs));
    }
    return this.#records;
  }

  /** Until the pause is over, the last limit passes, or we are asked to stop. */
  async #sleep(pauseMs: number): Promise<void> {
    const { clock, realClock, signal } = this.#options;
    const leftMs = (this.#endMs() - clock.nowMs()) / this.#scale;
    const realMs = leftMs > 0 ? Math.min(pauseMs, leftMs) : this.#shortestMs;
    await sleep(realClock, Math.max(1, Math.ceil(realMs)), signal).catch(() => undefined);
  }

  #endMs(): number {
    let endMs = Number.NEGATIVE_INFINITY;
    for (const deadlineMs of this.#deadlineMs.values()) endMs = Math.max(endMs, deadlineMs);
    return Math.min(endMs, this.#options.untilMs ?? Number.POSITIVE_INFINITY);
  }

  #isOver(): boolean {
    return this.#options.clock.nowMs() >= this.#endMs();
  }

  /** Whether agents are connecting right now, so that the same rows would have to be read again soon. */
  async #stillConnecting(): Promise<boolean> {
    const { countUnconnected } = this.#options;
    if (countUnconnected === undefined || this.#deadlineMs.size <= IDS_PER_REQUEST) return false;
    const before = this.#unconnected;
    this.#unconnected = await countUnconnected();
    return this.#unconnected > 0 && this.#unconnected !== before;
  }

  async #readRows(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    const found = await this.#options.read([...this.#deadlineMs.keys()]);
    for (const [id, record] of found) {
      if (this.#deadlineMs.has(id)) this.#take(id, record, nowMs);
    }
  }

  /** Keeps a record, and whether it is to be read again. A later build takes the agents of the one before away. */
  #take(id: string, read: WorkspaceRecord, nowMs: number): void {
    const former = this.#records.get(id)?.build ?? null;
    const lost = former !== null && (read.build === null || agentsOf(read.build).length === 0);
    const build = lost ? former : read.build;
    this.#records.set(id, { ...read, build, agentsReadAtMs: nowMs });
    this.#deadlineMs.delete(id);
    if (build === null || build.job.status !== 'succeeded' || build.job.completedAt === null) return;
    if (agentsState(build, this.#options.waitFor).kind !== 'waiting') return;
    if (isOvertaken({ ...read, build })) return;
    const deadlineMs = build.job.completedAt.us / 1000 + this.#options.timeoutMs;
    if (nowMs < deadlineMs) this.#deadlineMs.set(id, deadlineMs);
  }
}

/** Whether the build's agents are gone, because a later build followed or the workspace was deleted. */
export function isOvertaken({ workspace, build }: WorkspaceRecord): boolean {
  return workspace === null || (build !== null && workspace.latestBuild.buildNumber > build.buildNumber);
}
