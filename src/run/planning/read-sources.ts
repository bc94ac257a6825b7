import { type BuildHistory, type Calibration, calibrate, type ScheduledWorkspace } from '../../plan/index.js';
import { ConfigError } from '../../storm/index.js';
import { readBuildHistory, readCensusFile } from '../build-history.js';
import { readDeploymentInputs } from '../deployment-inputs.js';
import type { OpenTargetOptions } from '../open-target.js';
import type { PlanSources } from './plan-request.js';

/** What sources are read with. */
export interface PlanReading extends OpenTargetOptions {
  readonly signal: AbortSignal;
}

/** What was read, before anything is decided. */
export interface ReadSources {
  readonly history: BuildHistory | null;
  /** What the history says; `null` without one. */
  readonly calibration: Calibration | null;
  /** Where the history is from, in words; empty where there is none. */
  readonly source: string;
  readonly census: readonly ScheduledWorkspace[] | null;
  /** Where the census is from, in words. */
  readonly censusSource: string;
  /** Workspaces of the run that was read; `null`: none was, or it does not say. */
  readonly runWorkspaces: number | null;
  /** Provisioners alive on the deployment; `null`: none was asked, or it does not say. */
  readonly liveProvisioners: number | null;
  /** The deployment's clock, milliseconds since the epoch; `null`: none was asked. */
  readonly nowMs: number | null;
  /** What was left out on the way, each a whole sentence. */
  readonly notes: readonly string[];
}

/**
 * Reads history and census, and changes nothing.
 * @throws ConfigError for a history or a census that is no good; what `readDeploymentInputs` throws.
 */
export async function readSources(sources: PlanSources, reading: PlanReading): Promise<ReadSources> {
  const fromFile = sources.who.census === null ? null : await readCensusFile(sources.who.census, sources);
  const ofFile = { census: fromFile, censusSource: sources.who.census ?? '' };
  const { history } = sources;
  switch (history.kind) {
    case 'none':
      return {
        ...ofFile,
        history: null,
        calibration: null,
        source: '',
        runWorkspaces: null,
        liveProvisioners: null,
        nowMs: null,
        notes: [],
      };
    case 'named': {
      const named = await readBuildHistory(history.words, sources);
      return {
        ...ofFile,
        history: named.history,
        calibration: calibrated(named.history, sources, `--from ${history.words}`),
        source: named.source,
        runWorkspaces: named.saved?.runs.length ?? null,
        liveProvisioners: null,
        nowMs: null,
        notes: named.notes,
      };
    }
    case 'deployment': {
      const live = await readDeploymentInputs(
        history,
        { windowMs: history.windowMs, seed: sources.seed },
        reading,
        reading.signal,
      );
      return {
        ...(fromFile === null
          ? { census: live.census, censusSource: 'the schedules of the deployment' }
          : ofFile),
        history: live.history,
        calibration: calibrated(live.history, sources, '--from-deployment'),
        source: live.source,
        runWorkspaces: null,
        liveProvisioners: live.liveProvisioners,
        nowMs: live.nowMs,
        notes: live.notes,
      };
    }
    default:
      return history satisfies never;
  }
}

/** Every problem begins with the flag that named the history. */
function calibrated(history: BuildHistory, { builds }: PlanSources, flag: string): Calibration {
  try {
    return calibrate(history, builds.replicas === null ? {} : { replicas: builds.replicas });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${flag}: ${problem}`));
  }
}
