import type { WorkspaceBuildUpdate } from '../codersdk/index.js';
import type { BuildExpectation, WorkspaceRecord } from '../collect/index.js';
import type { BuildExpectations } from './build-expectations.js';
import type { EndedStatus, HintLedger } from './hint-ledger.js';
import { isEnded } from './hint-ledger.js';

/** The expected builds that can have ended and are not known to be over: what there is to look for. */
export class OpenBuilds {
  readonly #expectations: BuildExpectations;
  readonly #ledger: HintLedger;
  readonly #missing = new WeakMap<BuildExpectation, number>();

  constructor(expectations: BuildExpectations, ledger: HintLedger) {
    this.#expectations = expectations;
    this.#ledger = ledger;
  }

  /** Those that can have been created by `nowMs` of the real clock, oldest first. */
  due(nowMs: number): BuildExpectation[] {
    const due: BuildExpectation[] = [];
    for (const expectation of this.#expectations) {
      if (
        (expectation.notBeforeRealMs ?? nowMs) <= nowMs &&
        !this.#ledger.isOver(expectation.workspaceId, expectation.buildNumber)
      ) {
        due.push(expectation);
      }
    }
    return due;
  }

  /** How many builds of a storm there are still to look for: those of the minutes that have come, and all. */
  scheduled(nowMs: number): { readonly due: number; readonly left: number } {
    let due = 0;
    let left = 0;
    for (const { notBeforeRealMs, workspaceId, buildNumber } of this.#expectations) {
      if (notBeforeRealMs !== undefined && !this.#ledger.isOver(workspaceId, buildNumber)) {
        left += 1;
        due += notBeforeRealMs <= nowMs ? 1 : 0;
      }
    }
    return { due, left };
  }

  /**
   * About how many workspaces the run has, judged by those heard of: what decides between reading pages and ids.
   * Few are always read by id, at two requests, however many there are in all.
   */
  totalFor(due: readonly BuildExpectation[]): number {
    return due.length <= FEW ? Number.POSITIVE_INFINITY : Math.max(this.#ledger.workspaces, due.length);
  }

  /**
   * Takes note of builds that were not found and cannot come any more, and gives up on those that were not found
   * again and again: a single reading may miss a workspace.
   */
  giveUpOnMissing(due: readonly BuildExpectation[], records: readonly WorkspaceRecord[]): void {
    for (const [index, expectation] of due.entries()) {
      const record = records[index];
      if (record !== undefined && record.build === null && isPast(record, expectation.buildNumber)) {
        const times = (this.#missing.get(expectation) ?? 0) + 1;
        this.#missing.set(expectation, times);
        if (times >= MISSES) {
          this.#ledger.lostForGood(expectation.workspaceId, expectation.buildNumber);
        }
      }
    }
  }
}

/** At most so many expected builds are read one by one; of more, the server is asked for counts first. */
export const FEW = 200;

/** Readings that do not find a build before it is given up. */
const MISSES = 3;

/** Whether the expected build, not found, cannot come any more. */
function isPast({ workspace }: WorkspaceRecord, buildNumber: number): boolean {
  return workspace === null || workspace.latestBuild.buildNumber > buildNumber;
}

/** An expected build that has ended, and the update which its record implies. */
export interface EndedBuild {
  readonly expectation: BuildExpectation;
  readonly update: WorkspaceBuildUpdate & { readonly jobStatus: EndedStatus };
}

/** Those of the expected builds that have ended, judged by their records. */
export function endsAmong(
  due: readonly BuildExpectation[],
  records: readonly WorkspaceRecord[],
): EndedBuild[] {
  const ends: EndedBuild[] = [];
  for (const [index, expectation] of due.entries()) {
    const build = records[index]?.build;
    const jobStatus = build?.job.status;
    if (build && jobStatus !== undefined && isEnded(jobStatus)) {
      const { workspaceId, workspaceName, buildNumber } = expectation;
      const { id: buildId, transition } = build;
      ends.push({
        expectation,
        update: { workspaceId, workspaceName, buildId, transition, jobStatus, buildNumber },
      });
    }
  }
  return ends;
}
