import type { BuildExpectation, WorkspaceListClient } from '../collect/index.js';
import { countWorkspaces, mainTransition, STATUSES } from './workspace-counts.js';

/**
 * Tells from counts alone whether many expected builds can all be on their way still: each must be pending, in
 * progress, or not yet created. Asks at most three counts, first the one that answered last time.
 *
 * | counts | answer |
 * |---|---|
 * | pending, in progress and not yet created add up to those expected | accounted for |
 * | half of those expected wait in one state, and that is enough for now | accounted for: the storm goes on |
 * | accounted for, but no count has changed since the question before | not accounted for, once: nothing moves |
 * | not accounted for, but no count has changed since rows were read | accounted for: reading would find the same |
 */
export class Accounting {
  readonly #client: WorkspaceListClient;
  readonly #namePrefix: string;
  readonly #known = new Map<string, number>();
  #first: string | null = null;
  /** Whether rows were read since a count last changed. */
  #rowsRead = false;

  constructor(client: WorkspaceListClient, namePrefix: string) {
    this.#client = client;
    this.#namePrefix = namePrefix;
  }

  /**
   * @param halfIsEnough - What was lost may wait while most of the builds wait in one state.
   * @returns `false` when the rows of the expected builds should be read.
   */
  async explains(
    due: readonly BuildExpectation[],
    halfIsEnough: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { explained, changed } = await this.#ask(due, halfIsEnough, signal);
    if (changed ? explained : this.#rowsRead) {
      this.#rowsRead &&= !changed;
      return true;
    }
    this.#rowsRead = true;
    return false;
  }

  async #ask(
    due: readonly BuildExpectation[],
    halfIsEnough: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly explained: boolean; readonly changed: boolean }> {
    let sum = 0;
    let changed = false;
    for (const status of this.#order(due)) {
      const count = await countWorkspaces(this.#client, this.#namePrefix, status, signal);
      changed ||= this.#known.get(status) !== count;
      this.#known.set(status, count);
      sum += count;
      const half = halfIsEnough && count >= due.length / 2;
      if (half || sum >= due.length) {
        this.#first = status;
        return { explained: true, changed };
      }
    }
    return { explained: false, changed };
  }

  #order(due: readonly BuildExpectation[]): string[] {
    const { resting, moving } = STATUSES[mainTransition(due)];
    const scheduled = due.some((expectation) => expectation.notBeforeRealMs !== undefined);
    // A build that exists already is never explained by a workspace that rests.
    const statuses = scheduled && resting !== null ? [resting, 'pending', moving] : ['pending', moving];
    const first = statuses.filter((status) => status === this.#first);
    return [...first, ...statuses.filter((status) => status !== this.#first)];
  }
}
