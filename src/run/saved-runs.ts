import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ListedHead, listHeads } from '../journal/index.js';
import { readSavedRun, resultPath, type SavedRun } from '../report/index.js';
import { ConfigError, ExplainedError, messageOf } from '../storm/index.js';
import { runsNamed } from './run-words.js';

/** Where runs are looked for. */
export interface SavedRunQuery {
  /** Folder of the runs' folders. */
  readonly stateDir: string;
  /** Relative paths are below it. */
  readonly cwd: string;
}

/** A journaled run that has results, or whose results are no good. */
export type ListedResult =
  | { readonly folder: string; readonly saved: SavedRun; readonly problem: null }
  | { readonly folder: string; readonly saved: null; readonly problem: string };

/** Runs that are named as possible ones. */
const NAMED = 5;

/**
 * The run that a person means.
 *
 * | words | meaning |
 * |---|---|
 * | `last` | the newest run that has results |
 * | with a slash, or `.json` at the end | a run's folder, or its `result.json` |
 * | anything else | a run's id, its prefix, or the name of its folder; of each the beginning will do, if it is the only one |
 *
 * @throws ConfigError when there is no such run, several, or one without results, or whose results are no good.
 */
export async function findSavedRun(words: string, query: SavedRunQuery): Promise<SavedRun> {
  try {
    return await readSavedRun(await placeOf(words, query));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const hint = error instanceof ExplainedError && error.hint !== undefined ? `; ${error.hint}` : '';
    throw new ConfigError([`${words}: ${messageOf(error)}${hint}`]);
  }
}

/** Every journaled run that has results, oldest first. */
export async function listSavedRuns({ stateDir }: SavedRunQuery): Promise<readonly ListedResult[]> {
  const listed: ListedResult[] = [];
  for (const { folder } of await withResults(await listHeads(stateDir))) {
    try {
      listed.push({ folder, saved: await readSavedRun(folder), problem: null });
    } catch (error) {
      listed.push({ folder, saved: null, problem: messageOf(error) });
    }
  }
  return listed;
}

async function placeOf(words: string, { stateDir, cwd }: SavedRunQuery): Promise<string> {
  const path = resolve(cwd, words);
  if (/[\\/]|\.json$/.test(words)) return path;
  const runs = await listHeads(stateDir);
  if (words === 'last') {
    const last = (await withResults(runs)).at(-1);
    if (last === undefined) throw new ConfigError([`last: no run under ${stateDir} has results`]);
    return last.folder;
  }
  const found = runsNamed(words, runs);
  const [only] = found;
  if (found.length > 1) {
    const names = found.slice(0, NAMED).map(({ head }) => `${head.runId} of ${head.createdAt}`);
    throw new ConfigError([
      `${words}: ${found.length} runs begin like that (${names.join(', ')}${found.length > NAMED ? ', …' : ''}); name one in full`,
    ]);
  }
  if (only !== undefined) {
    if (await exists(resultPath(only.folder))) return only.folder;
    throw new ConfigError([
      `${words}: run ${only.head.runId} of ${only.head.createdAt} has no results: it still runs, or ended before it could be reported`,
    ]);
  }
  if (words !== '' && (await isFolder(path))) return path;
  throw new ConfigError([
    `${words}: no such run is journaled under ${stateDir}; \`nineam report\` lists those that have results, and a path such as ./result.json names a file`,
  ]);
}

async function withResults(runs: readonly ListedHead[]): Promise<readonly ListedHead[]> {
  const found: ListedHead[] = [];
  for (const run of runs) if (await exists(resultPath(run.folder))) found.push(run);
  return found;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
