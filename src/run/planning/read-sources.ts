import { type BuildHistory, type Calibration, calibrate, type ScheduledWorkspace } from '../../plan/index.js';
import type { SavedRun } from '../../report/index.js';
import { ConfigError } from '../../storm/index.js';
import { readBuildHistory, readCensusFile } from '../build-history.js';
import { readDeploymentDue, readDeploymentInputs } from '../deployment-inputs.js';
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
  /** The flag that gave it, as people write it. */
  readonly censusFlag: string;
  /** Workspaces of the run that was read; `null`: none was, or it does not say. */
  readonly runWorkspaces: number | null;
  /** Over how many minutes its starts were spread; 0: it does not say, or all were due in the same one. */
  readonly runWindowMinutes: number;
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
  const past = await readHistory(sources, reading);
  const { census } = sources.who;
  if (census !== null) {
    const fromFile = await readCensusFile(census, sources);
    return { ...past, census: fromFile, censusSource: census, censusFlag: `--census ${census}` };
  }
  if (sources.censusOf === null) return past;
  const live = await readDeploymentDue(sources.censusOf, reading, reading.signal);
  return {
    ...past,
    census: live.census,
    censusSource: live.source,
    censusFlag: '--census deployment',
    nowMs: live.nowMs,
    notes: [...past.notes, ...live.notes],
  };
}

/** The history, and who is due where it is a deployment's. */
async function readHistory(sources: PlanSources, reading: PlanReading): Promise<ReadSources> {
  const { history } = sources;
  switch (history.kind) {
    case 'none':
      return NOTHING_READ;
    case 'named': {
      const flag = `--from ${history.words}`;
      const named = await readBuildHistory(history.words, sources);
      return {
        ...NOTHING_READ,
        history: named.history,
        calibration: calibrated(named.history, sources.builds.replicas, flag),
        source: named.source,
        runWorkspaces: named.saved?.runs.length ?? null,
        runWindowMinutes: named.saved === null ? 0 : windowOf(named.saved),
        notes: named.notes,
      };
    }
    case 'deployment': {
      const { windowMs } = history;
      const reads = { windowMs, seed: sources.seed };
      const live = await readDeploymentInputs(history, reads, reading, reading.signal);
      return {
        ...NOTHING_READ,
        census: live.census,
        censusSource: 'the schedules of the deployment',
        censusFlag: '--from-deployment',
        history: live.history,
        calibration: calibrated(live.history, sources.builds.replicas, '--from-deployment'),
        source: live.source,
        liveProvisioners: live.liveProvisioners,
        nowMs: live.nowMs,
        notes: live.notes,
      };
    }
    default:
      return history satisfies never;
  }
}

/** Where no history and no deployment was read. */
export const NOTHING_READ: ReadSources = {
  history: null,
  calibration: null,
  source: '',
  census: null,
  censusSource: '',
  censusFlag: '',
  runWorkspaces: null,
  runWindowMinutes: 0,
  liveProvisioners: null,
  nowMs: null,
  notes: [],
};

/** Over how many minutes the starts of a run were spread; 0: all were due in the same one. */
function windowOf({ runs }: SavedRun): number {
  const dueUs = runs.flatMap(({ scheduledTime }) => (scheduledTime === null ? [] : [scheduledTime.us]));
  if (dueUs.length === 0) return 0;
  const first = dueUs.reduce((least, us) => Math.min(least, us), Number.POSITIVE_INFINITY);
  const last = dueUs.reduce((most, us) => Math.max(most, us), 0);
  return last === first ? 0 : Math.round((last - first) / 60e6) + 1;
}

/**
 * What a history says of the model's parameters.
 * @param flag - Where the history was named, as people write it: every problem begins with it.
 * @throws ConfigError for a history that is no good.
 */
export function calibrated(history: BuildHistory, replicas: number | null, flag: string): Calibration {
  try {
    return calibrate(history, replicas === null ? {} : { replicas });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${flag}: ${problem}`));
  }
}
