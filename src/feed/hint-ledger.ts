import type { JobStatus } from '../storm/index.js';

/** Job statuses in which a build has ended. */
export type EndedStatus = Extract<JobStatus, 'succeeded' | 'failed' | 'canceled'>;

/** Whether a build with this job status has ended. */
export function isEnded(status: JobStatus): status is EndedStatus {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

const TOLD_BITS = { succeeded: 1, failed: 2, canceled: 4 } as const satisfies Record<EndedStatus, number>;
/** Nothing more is to be found out about the build by reading. */
const OVER = 8;
/** Passed on because reading found it, and the socket has not told it since. */
const RECOVERED = 16;

/** A run has at most 100,000 workspaces of three builds; whoever tells of more only means to fill the memory. */
const MOST_BUILDS = 1_000_000;

/**
 * What has been passed on about every build: each ended status of each build once.
 *
 * | learned | passed on | build is over |
 * |---|---|---|
 * | the socket tells `succeeded` or `failed` | unless passed on before | yes |
 * | the socket tells `canceled` | unless passed on before | no: the job may still be canceling, and often ends as `failed` |
 * | an ended record was read | unless passed on before | yes |
 */
export class HintLedger {
  readonly #workspaces = new Map<string, Map<number, number>>();
  readonly #mostBuilds: number;
  #builds = 0;
  #recovered = 0;

  /** @param mostBuilds - Told of more, it passes on nothing of the rest: reading finds those that are expected. */
  constructor(mostBuilds = MOST_BUILDS) {
    this.#mostBuilds = mostBuilds;
  }

  /** Builds whose end only reading found; one that the socket tells after all, late, is taken back. */
  get recovered(): number {
    return this.#recovered;
  }

  /** Workspaces heard of. */
  get workspaces(): number {
    return this.#workspaces.size;
  }

  /** Whether there is nothing more to find out about the build. */
  isOver(workspaceId: string, buildNumber: number): boolean {
    return (this.#bits(workspaceId, buildNumber) & OVER) !== 0;
  }

  /** Notes an update of the socket. @returns Whether to pass it on. */
  told(workspaceId: string, buildNumber: number, status: EndedStatus): boolean {
    const bits = this.#bits(workspaceId, buildNumber);
    if (bits === 0 && this.#builds >= this.#mostBuilds) return false;
    const fresh = (bits & TOLD_BITS[status]) === 0;
    const tellsTheEnd = status !== 'canceled' || !fresh;
    const late = tellsTheEnd && (bits & RECOVERED) !== 0;
    if (late) {
      this.#recovered -= 1;
    }
    const over = status === 'canceled' ? 0 : OVER;
    this.#set(workspaceId, buildNumber, (late ? bits & ~RECOVERED : bits) | TOLD_BITS[status] | over);
    return fresh;
  }

  /**
   * Notes an ended record that was read.
   * @param watched - Whether the socket should have told it, so that finding it here means that it had not.
   * @returns Whether to pass it on.
   */
  read(workspaceId: string, buildNumber: number, status: EndedStatus, watched: boolean): boolean {
    const bits = this.#bits(workspaceId, buildNumber);
    const fresh = (bits & TOLD_BITS[status]) === 0;
    const recovered = watched && fresh && (bits & OVER) === 0;
    if (recovered) {
      this.#recovered += 1;
    }
    this.#set(workspaceId, buildNumber, bits | TOLD_BITS[status] | OVER | (recovered ? RECOVERED : 0));
    return fresh;
  }

  /** Notes that the build's end cannot be read any more. */
  lostForGood(workspaceId: string, buildNumber: number): void {
    this.#set(workspaceId, buildNumber, this.#bits(workspaceId, buildNumber) | OVER);
  }

  #bits(workspaceId: string, buildNumber: number): number {
    return this.#workspaces.get(workspaceId)?.get(buildNumber) ?? 0;
  }

  #set(workspaceId: string, buildNumber: number, bits: number): void {
    let builds = this.#workspaces.get(workspaceId);
    if (builds === undefined) {
      builds = new Map();
      this.#workspaces.set(workspaceId, builds);
    }
    if (!builds.has(buildNumber)) this.#builds += 1;
    builds.set(buildNumber, bits);
  }
}
