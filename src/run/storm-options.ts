import type { CoderClient } from '../codersdk/index.js';
import type { JournalWriter } from '../journal/index.js';
import type { RandomBytes, RunIdentity } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import type { RunEventListener } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import type { DeploymentClock } from './deployment-clock.js';
import type { PreflightResult } from './preflight/index.js';
import type { RequestListeners } from './request-listeners.js';
import type { FoundProgress } from './resume/index.js';
import type { RunPlan } from './run-plan.js';

/** What a storm needs. */
export interface StormOptions {
  readonly plan: RunPlan;
  readonly run: RunIdentity;
  readonly preflight: PreflightResult;
  /** Acts with an owner's token. */
  readonly client: CoderClient;
  /** Told of every request of that client. */
  readonly requests: RequestListeners;
  readonly clock: DeploymentClock;
  /** Whether the deployment told its clock; otherwise it is measured from our own creations. */
  readonly clockAnnounced: boolean;
  readonly timeScale: number;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  readonly randomBytes: RandomBytes;
  readonly journal: JournalWriter;
  /** What an earlier process left of the run; `null`: it begins here. */
  readonly found: FoundProgress | null;
  readonly progress: RunEventListener;
}
