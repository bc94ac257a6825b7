import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { observedAgent } from '../collect/index.js';
import {
  type BuildHistory,
  type ObservedBuild,
  observedBuilds,
  readCensus,
  recordedHistory,
  type ScheduledWorkspace,
} from '../plan/index.js';
import type { SavedRun } from '../report/index.js';
import { ConfigError, messageOf, readBuildRows } from '../storm/index.js';
import { findSavedRun, type SavedRunQuery } from './saved-runs.js';

/** A history with where it came from. */
export interface NamedHistory {
  readonly history: BuildHistory;
  /** In words: `run 1f2e3d4c of 2026-11-23T09:00:00Z`, `builds of storm.csv`. */
  readonly source: string;
  /** The run, where it was one. */
  readonly saved: SavedRun | null;
  /** What is not in it, each a whole sentence. */
  readonly notes: readonly string[];
}

/** Larger files are not what nineam wrote for 100,000 workspaces. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The builds that a person means: of a finished run, in the words of `findSavedRun`, or of a CSV of build rows
 * (`nineam serve --export-builds`, a report's `--output csv`), which is named by a path that ends in `.csv`.
 *
 * @throws ConfigError when there is no such run or file, or it is no good.
 */
export async function readBuildHistory(words: string, query: SavedRunQuery): Promise<NamedHistory> {
  if (/\.csv$/i.test(words)) {
    const builds = await readNamed(words, query, (text) => observedBuilds(readBuildRows(text)));
    const history = recordedHistory(builds);
    return { history, source: `builds of ${words}`, saved: null, notes: othersNotes(history) };
  }
  const saved = await findSavedRun(words, query);
  const history = recordedHistory(buildsOfRun(saved));
  return {
    history,
    source: `run ${saved.runId} of ${saved.createdAt}`,
    saved,
    notes: [
      'A saved run holds its own autostarts only: what else the provisioners did meanwhile is not known.',
      ...othersNotes(history),
    ],
  };
}

function othersNotes({ builds, jobs }: BuildHistory): readonly string[] {
  if (jobs !== null || builds.length === 0) return [];
  return [
    'Between these builds provisioners did other jobs, by how long their next ones waited for them: pick-up and hand-off are not taken from them.',
  ];
}

/**
 * A census of schedules from a file.
 * @throws ConfigError when it cannot be read, or is no census.
 */
export function readCensusFile(
  path: string,
  query: Pick<SavedRunQuery, 'cwd'>,
): Promise<readonly ScheduledWorkspace[]> {
  return readNamed(path, query, (text) => readCensus(text));
}

/** The autostart builds of a run; a build that somebody else made in the place of one is left out. */
export function buildsOfRun(saved: SavedRun): readonly ObservedBuild[] {
  return saved.runs.flatMap((run) => observedBuildOf(saved, run) ?? []);
}

/** The autostart build of one workspace of a run; `null` where it has none of its own. */
export function observedBuildOf(
  { environment }: Pick<SavedRun, 'environment'>,
  { agents, build, outcome, workspaceName }: SavedRun['runs'][number],
): ObservedBuild | null {
  if (build === null || build.reason !== 'autostart') return null;
  return {
    workspace: `${build.ownerName}/${workspaceName}`,
    buildNumber: build.number,
    transition: build.transition,
    reason: build.reason,
    template: environment.template,
    createdUs: build.createdAt.us,
    startedUs: build.startedAt?.us ?? null,
    completedUs: build.completedAt?.us ?? null,
    jobStatus: outcome.kind === 'canceled' ? 'canceled' : build.jobStatus,
    workerId: build.workerId,
    agents: agents.map(observedAgent),
  };
}

/** Every problem begins with the file's name. */
async function readNamed<T>(
  path: string,
  { cwd }: { readonly cwd: string },
  read: (text: string) => T,
): Promise<T> {
  const text = await readText(path, resolve(cwd, path));
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${path}: ${problem}`));
  }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new Error(`is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`${path}: ${messageOf(error)}`]);
  }
}
