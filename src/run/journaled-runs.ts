import { type LockSeeker, listRuns, type RunListing } from '../journal/index.js';
import { ConfigError } from '../storm/index.js';

/** A run whose journal can be read. */
export type JournaledRun = RunListing & { readonly head: NonNullable<RunListing['head']> };

/** Which runs are wanted. */
export interface JournaledRunQuery {
  readonly stateDir: string;
  /** Only this run, also one recorded as clean; `null`: every run that is not. */
  readonly runId: string | null;
  readonly template: string | null;
  readonly listOnly: boolean;
}

/** Who reads, and is told of runs that another process works on. */
export interface JournalReader extends LockSeeker {
  readonly progress: { readonly say: (line: string) => void };
}

/**
 * The journaled runs that may have left something on the deployment at `url`.
 * @throws ConfigError for an unknown run, one of another deployment, and one that is still going.
 */
export async function findJournaledRuns(
  query: JournaledRunQuery,
  url: string,
  reader: JournalReader,
): Promise<readonly JournaledRun[]> {
  const all: JournaledRun[] = [];
  for (const listing of await listRuns(query.stateDir, undefined, reader)) {
    if (listing.problem !== null) reader.progress.say(`warning: ${listing.folder}: ${listing.problem}`);
    const { head } = listing;
    if (head !== null) all.push({ ...listing, head });
  }
  const wanted =
    query.runId === null ? onDeployment(all, query, url) : named(all, query.runId, query.stateDir, url);
  const going = wanted.flatMap(({ head, locked }) =>
    locked === null ? [] : [`run ${head.runId} is still going: ${locked.message}; ${locked.hint ?? ''}`],
  );
  if (going.length > 0 && !query.listOnly) throw new ConfigError(going);
  return wanted;
}

function onDeployment(
  all: readonly JournaledRun[],
  query: JournaledRunQuery,
  url: string,
): readonly JournaledRun[] {
  return all.filter(
    ({ head, closed }) =>
      closed !== 'clean' &&
      sameOrigin(head.url, url) &&
      (query.template === null || head.templateName === query.template),
  );
}

function named(
  all: readonly JournaledRun[],
  runId: string,
  stateDir: string,
  url: string,
): readonly JournaledRun[] {
  const run = all.find(({ head }) => head.runId === runId);
  if (run === undefined)
    throw new ConfigError([`--run ${runId}: no such run is journaled under ${stateDir}`]);
  if (!sameOrigin(run.head.url, url)) {
    throw new ConfigError([
      `--run ${runId}: it ran on ${run.head.url}, and --url is ${url}; name its deployment`,
    ]);
  }
  return [run];
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
