import {
  type ListedHead,
  type LockSeeker,
  listHeads,
  listRuns,
  type RunListing,
  readClosing,
  someGetFree,
} from '../journal/index.js';
import { ConfigError, messageOf } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { type Known, known } from './preflight/index.js';
import { runsNamed } from './run-words.js';

/** A run whose journal can be read. */
export interface JournaledRun extends RunListing {
  readonly head: NonNullable<RunListing['head']>;
}

/** Who reads, and is told of runs that another process works on. */
export interface JournalReader extends LockSeeker {
  readonly progress: { readonly say: (line: string) => void };
}

/** Every run on this machine whose journal can be read, oldest first; what is wrong with a journal is said. */
export async function listJournaledRuns(
  stateDir: string,
  reader: JournalReader,
): Promise<readonly JournaledRun[]> {
  const all: JournaledRun[] = [];
  for (const listing of await listRuns(stateDir, undefined, reader)) {
    if (listing.problem !== null) reader.progress.say(`warning: ${listing.folder}: ${listing.problem}`);
    const { head } = listing;
    if (head !== null) all.push({ ...listing, head });
  }
  return all.sort((a, b) => Date.parse(a.head.createdAt) - Date.parse(b.head.createdAt));
}

/**
 * The runs that `pick` takes of all on this machine, read for a process that wants to work on them: where another
 * process of this machine has one, it is looked for again for up to 3 s, since it may have been killed just now.
 * @throws the interrupt.
 */
export async function runsToWorkOn<Picked extends readonly JournaledRun[]>(
  stateDir: string,
  env: JournalReader & { readonly realClock: Clock; readonly interrupt: AbortSignal },
  pick: (all: readonly JournaledRun[]) => Picked,
): Promise<Picked> {
  const runs = pick(await listJournaledRuns(stateDir, env));
  if (!(await someGetFree(runs, env, env.interrupt))) return runs;
  const warned = { ...env, progress: { say: () => undefined } };
  return pick(await listJournaledRuns(stateDir, warned));
}

/** The runs that ran on the deployment at `url`. */
export function runsOn<Run extends ListedHead>(all: readonly Run[], url: string): readonly Run[] {
  return all.filter(({ head }) => sameOrigin(head.url, url));
}

/**
 * The run that is named, also one recorded as clean: `last` is the newest on the deployment at `url`.
 * @throws ConfigError when there is no such run, several, or one of another deployment.
 */
export function runNamed(
  all: readonly JournaledRun[],
  words: string,
  { stateDir, url }: { readonly stateDir: string; readonly url: string },
): JournaledRun {
  if (words === 'last') {
    const last = runsOn(all, url).at(-1);
    if (last !== undefined) return last;
    throw new ConfigError([`--run last: no run on ${url} is journaled under ${stateDir}`]);
  }
  const [run, ...more] = runsNamed(words, all);
  if (run === undefined) {
    throw new ConfigError([`--run ${words}: no such run is journaled under ${stateDir}`]);
  }
  if (more.length > 0) {
    const ids = [run, ...more].map(({ head }) => head.runId).join(', ');
    throw new ConfigError([
      `--run ${words}: ${more.length + 1} runs begin like that (${ids}); name one in full`,
    ]);
  }
  if (!sameOrigin(run.head.url, url)) {
    throw new ConfigError([
      `--run ${words}: it ran on ${run.head.url}, and --url is ${url}; name its deployment`,
    ]);
  }
  return run;
}

/**
 * Ids of the runs on the deployment at `url` that are not recorded as clean: they may have left something, or still go
 * on. Folders that cannot be read are passed over: `nineam cleanup` tells of them.
 */
export async function unfinishedRunIds(stateDir: string, url: string): Promise<Known<readonly string[]>> {
  try {
    const ids: string[] = [];
    for (const { folder, head } of runsOn(await listHeads(stateDir), url)) {
      if ((await readClosing(folder)) !== 'clean') ids.push(head.runId);
    }
    return known(ids);
  } catch (error) {
    return { known: false, why: messageOf(error) };
  }
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
