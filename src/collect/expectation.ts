import type { Transition } from '../storm/index.js';

/** One build whose end somebody waits for. */
export interface BuildExpectation {
  readonly workspaceName: string;
  readonly workspaceId: string;
  /** The number of the build within its workspace; it need not have been created yet. */
  readonly buildNumber: number;
  /** What the build does, where that is known; `start` is assumed when the counting poll has to choose a status. */
  readonly transition?: Transition;
  /**
   * The build cannot have been created before this moment, in milliseconds on the real clock: the minute for which
   * it is scheduled. Until then nobody reads it, and afterwards it is taken for part of a storm. Absent: the build
   * exists already.
   */
  readonly notBeforeRealMs?: number;
}
