import type { FeedStatistics } from '../feed/index.js';
import type { ClockOffsetEstimate } from '../time/index.js';
import type { PredictedFigure } from './plan/index.js';

/** A flag's value as reports show it. */
export type FlagValue = string | number | boolean | null | readonly string[];

/** What was left on the deployment. Counts are `null` where they could not be read. */
export interface CleanupSummary {
  /** `skipped`: asked for by a flag. */
  readonly status: 'complete' | 'incomplete' | 'skipped';
  readonly workspacesLeft: number | null;
  readonly usersLeft: number | null;
}

/** The lowest and the highest of a limit that changed. */
export interface LimitRange {
  readonly lowest: number;
  readonly highest: number;
}

/** What set-up was allowed to have in flight, as it followed the deployment. */
export interface SetUpLimits {
  readonly builds: LimitRange;
  readonly requests: LimitRange;
}

/** Where figures come from: everything one has to know to repeat a run, or to doubt it. `null`: not known. */
export interface ReportEnvironment {
  readonly nineamVersion: string;
  readonly nodeVersion: string;
  /** Host and port of the deployment; never the whole URL, which may carry more. */
  readonly urlHost: string;
  readonly serverVersion: string | null;
  readonly template: string;
  /** Workspaces asked for. */
  readonly count: number;
  /** What random choices were drawn from; `null` when the run had none to repeat. */
  readonly seed: string | null;
  /** Where the deployment was nineam's own: in this process, or a `nineam serve`; `null`: it did not say that it is. */
  readonly embedded: 'in_process' | 'served' | null;
  /** Seconds of the deployment's time in one real second; 1 for any real deployment. */
  readonly timeScale: number;
  readonly feed: FeedStatistics | null;
  /** Server's clock minus ours, from the creation times of our own requests. */
  readonly clockOffset: ClockOffsetEstimate | null;
  /** The condition that stopped the run, with what was measured; `null`: none did. */
  readonly stopped: string | null;
  /** `null`: there was no set-up. */
  readonly setUp: SetUpLimits | null;
  /** What was given, by the flag's name without dashes. The caller leaves secrets out. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** RFC 3339, deployment's clock. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** When a run that was killed or interrupted was continued, RFC 3339, our clock; absent where it never was. */
  readonly resumedAt?: readonly string[] | undefined;
  /** What was predicted before the storm, and what it was; absent where nothing was predicted or measured. */
  readonly predicted?: readonly PredictedFigure[] | undefined;
  /** `null`: not done when the report was written. */
  readonly cleanup: CleanupSummary | null;
  /** How each figure was obtained, by the figure's name. */
  readonly howObtained: Readonly<Record<string, string>>;
}
