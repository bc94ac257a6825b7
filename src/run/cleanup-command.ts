import type { Journals, LockSeeker } from '../journal/index.js';
import type { RandomBytes } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import type { Clock } from '../time/index.js';
import type { OpenTarget } from './open-target.js';
import type { RunProgress } from './run-environment.js';
import type { CleanupPlan, RemoteTarget } from './run-plan.js';

/** What to clean up, and where. */
export interface CleanupCommandPlan {
  readonly target: RemoteTarget;
  readonly requestConcurrency: number;
  readonly requestTimeoutMs: number | null;
  readonly stateDir: string;
  /** Only this run, or `last`; `null`: every run that is not recorded as clean. */
  readonly runId: string | null;
  /** What Coder's naming rules take for a load test's, instead of what journals know. */
  readonly scaletest: boolean;
  /** Only runs of this template; with `scaletest` only its workspaces and their owners. */
  readonly template: string | null;
  readonly listOnly: boolean;
  readonly yes: boolean;
  readonly cancelRunning: boolean;
  readonly orphan: boolean;
  readonly cleanup: CleanupPlan;
}

export interface CleanupEnvironment extends LockSeeker {
  readonly realClock: Clock;
  readonly randomBytes: RandomBytes;
  readonly interrupt: AbortSignal;
  readonly progress: RunProgress;
  readonly writeStdout: (text: string) => void;
  /** One line from a person; `null` where nobody can answer. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly journals: Journals;
  readonly nineamVersion: string;
}

/** A cleanup command at work on a deployment. */
export interface CleanupSession {
  readonly plan: CleanupCommandPlan;
  readonly env: CleanupEnvironment;
  readonly target: OpenTarget;
  readonly random: UniformDraw;
}
