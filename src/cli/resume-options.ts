import type { Command } from 'commander';
import { findRunToResume, type RunToResume } from '../run/index.js';
import { ConfigError } from '../storm/index.js';
import {
  deploymentFlags,
  EMBEDDED_ONLY,
  type ResolvedOptions,
  resolveOptions,
  runFlags,
  textsOf,
} from './flags/index.js';
import type { Io } from './io.js';
import { runsFolder } from './state-dir.js';

type RunOptions = ResolvedOptions<typeof runFlags>;

/** What a run is, and cannot become another of when it is resumed. */
const FIXED: readonly string[] = [
  'workspace-count',
  'template',
  'org',
  'schedule-window',
  'user-auth',
  'embedded',
  ...EMBEDDED_ONLY,
];
/** What is said anew in each call. */
const OF_EACH_CALL: ReadonlySet<string> = new Set([
  ...Object.values(deploymentFlags).map(({ name }) => name),
  'state-dir',
  'yes',
  'no-progress',
]);

/**
 * The options of a run that is resumed: flags of this call, then what its journal holds. Of the environment count only
 * where the deployment is, what belongs to each call, and secrets, which no journal holds. The journal does not say where
 * the deployment is: whoever wrote it would decide where the token is sent.
 * @throws ConfigError when the run cannot be resumed, or not like that.
 */
export async function resumeOptions(
  words: string,
  options: RunOptions,
  command: Command,
  io: Pick<Io, 'env' | 'homeDir' | 'cwd'>,
): Promise<{ readonly options: RunOptions; readonly resume: RunToResume }> {
  const resume = await findRunToResume(words, runsFolder(options.values.stateDir, io));
  const { head } = resume;
  const flags = textsOf(command, runFlags);
  const problems: string[] = [];
  if (command.opts()['config'] !== undefined)
    problems.push('--config does not go with --resume: the journal holds the flags of the run');
  for (const [option, { name }] of Object.entries(runFlags)) {
    const given = flags[option];
    if (given === undefined || !FIXED.includes(name) || given.join() === head.flags[name]?.join()) continue;
    problems.push(
      `--${name} ${given.join(', ')} is not what run ${head.runId} was begun with ` +
        `(${head.flags[name]?.join(', ') ?? 'its default'}): leave it out`,
    );
  }
  const env = Object.fromEntries(
    Object.values(runFlags).flatMap((flag) =>
      flag.env !== undefined && (flag.secret || OF_EACH_CALL.has(flag.name))
        ? [[flag.env, io.env[flag.env]]]
        : [],
    ),
  );
  const resolved = resolveOptions(runFlags, { flags, env, file: head.flags });
  problems.push(...resolved.problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { options: resolved, resume };
}

/**
 * What keeps a run from being resumed with these parameters: their values are in no journal, and workspaces that are
 * still to be created need the same.
 */
export function parameterProblems(
  { head }: RunToResume,
  given: readonly { readonly name: string }[],
): readonly string[] {
  const names = new Set(given.map(({ name }) => name));
  const missing = head.parameterNames.filter((name) => !names.has(name));
  if (missing.length === 0) return [];
  return [
    `--resume: run ${head.runId} was begun with the parameters ${head.parameterNames.join(', ')}, ` +
      `whose values no journal holds: give them again, e.g. ${missing.map((name) => `--parameter ${name}=…`).join(' ')}`,
  ];
}
