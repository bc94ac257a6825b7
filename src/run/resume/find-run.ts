import { type ListedHead, listHeads, type RunHead, readJournal } from '../../journal/index.js';
import { ConfigError } from '../../storm/index.js';
import { runsNamed } from '../run-words.js';
import { keptFlags } from './kept-flags.js';

/** A run that can be continued. */
export interface RunToResume {
  readonly folder: string;
  readonly head: RunHead & { readonly flags: NonNullable<RunHead['flags']> };
  /** When it was resumed before, RFC 3339, this machine's clock. */
  readonly resumedBefore: readonly string[];
  /** When the last record was written, milliseconds since the epoch; `null` when there is none. */
  readonly lastRecordAtMs: number | null;
}

/**
 * The run that a person wants to continue.
 * @param words - Its id, its prefix, or the name of its folder, of each the beginning will do; or `last`.
 * @throws ConfigError when there is none, several, or one that cannot be continued, with the reason and what to do.
 */
export async function findRunToResume(words: string, stateDir: string): Promise<RunToResume> {
  const { folder, head } = choose(words, await listHeads(stateDir), stateDir);
  const { closed, records } = await readJournal(folder);
  const refuse = (why: string): ConfigError =>
    new ConfigError([`--resume ${words}: run ${head.runId} ${why}`]);
  if (closed === 'clean')
    throw refuse(`has ended, and nothing of it is left; \`nineam report ${head.runId}\` shows it`);
  const cleanup = `\`nineam cleanup --run ${head.runId}\` removes what is left`;
  if (records.some((record) => record.type === 'stage' && record.stage === 'cleanup'))
    throw refuse(`was reported already, and its cleanup had begun: ${cleanup}`);
  if (records.some(({ type }) => type === 'workspace_deleted' || type === 'user_deleted'))
    throw refuse(`was cleaned up in part: ${cleanup}`);
  const { flags } = head;
  if (flags === null)
    throw refuse(`was begun by a nineam (${head.nineamVersion}) whose journals do not say how: ${cleanup}`);
  if (flags['embedded'] !== undefined)
    throw refuse('brought its own deployment (--embedded), which ended with it: nothing is left to resume');
  const resumedBefore = records.flatMap((record) =>
    record.type === 'notice' && record.code === 'resumed' ? [new Date(record.atMs).toISOString()] : [],
  );
  return {
    folder,
    head: { ...head, flags: keptFlags(flags) },
    resumedBefore,
    lastRecordAtMs: records.at(-1)?.atMs ?? null,
  };
}

function choose(words: string, heads: readonly ListedHead[], stateDir: string): ListedHead {
  const matching = words === 'last' ? heads.slice(-1) : runsNamed(words, heads);
  const [only] = matching;
  if (only === undefined)
    throw new ConfigError([`--resume ${words}: no such run is journaled under ${stateDir}`]);
  if (matching.length > 1)
    throw new ConfigError([`--resume ${words}: ${matching.length} runs begin like that; name one in full`]);
  return only;
}
