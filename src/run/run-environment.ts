import type { Journals, LockSeeker } from '../journal/index.js';
import type { RandomBytes } from '../scaletest/names/index.js';
import type { RunEvent } from '../storm/index.js';
import type { Clock } from '../time/index.js';

/** The outside world of a run. */
export interface RunEnvironment extends LockSeeker {
  readonly realClock: Clock;
  readonly randomBytes: RandomBytes;
  /** Aborts with an InterruptError when the person wants the run to stop. */
  readonly interrupt: AbortSignal;
  /** Sets what a second interrupt tells the person to run. */
  readonly leaveWith: (cleanupCommand: string | null) => void;
  /** Sets what a first interrupt says will happen. */
  readonly interruptMeans: (words: string) => void;
  /** To be told when the run is over and only waits for people to look at it. */
  readonly settled: () => void;
  readonly progress: RunProgress;
  readonly writeStdout: (text: string) => void;
  /** Whether people here can be shown more than ASCII. */
  readonly unicode: boolean;
  readonly journals: Journals;
  readonly nineamVersion: string;
  readonly nodeVersion: string;
}

/** Where a run's progress is shown. */
export interface RunProgress {
  /** Told before anything is created, and again before cleanup. */
  readonly begin: (clock: Clock, timeScale: number, workspaceCount: number) => void;
  readonly event: (event: RunEvent) => void;
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** Takes the live display away; lines may follow. */
  readonly end: () => void;
}
