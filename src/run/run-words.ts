import { basename } from 'node:path';
import type { ListedHead } from '../journal/index.js';

/**
 * The runs that a person may mean: by a run's id, its prefix, or the name of its folder, of each also its beginning.
 * What is named in full wins over what only begins like it.
 */
export function runsNamed<Run extends ListedHead>(words: string, runs: readonly Run[]): readonly Run[] {
  const names = ({ folder, head }: Run) => [head.runId, head.prefix, basename(folder)];
  const inFull = runs.filter((run) => names(run).includes(words));
  if (inFull.length > 0 || words === '') return inFull;
  return runs.filter((run) => names(run).some((name) => name.startsWith(words)));
}
