import { ConfigError } from '../storm/index.js';
import type { CleanupSession } from './cleanup-command.js';

const ORPHAN_WARNING =
  'warning: --orphan: the deployment forgets these workspaces without destroying them. Machines, disks and whatever ' +
  'else their template made stay where they are, and cost what they cost, until somebody removes them there';

/** Whether what was listed may be removed; `null` where nobody can be asked. */
export async function askToRemove({ plan, env }: CleanupSession): Promise<boolean | null> {
  if (plan.orphan) env.progress.say(ORPHAN_WARNING);
  if (plan.yes) return true;
  const answer = await env.ask('Remove all of it? [y/N] ');
  return answer === null ? null : /^y(es)?$/i.test(answer.trim());
}

/** What to say where nobody can be asked. */
export function nobodyToAsk(): ConfigError {
  return new ConfigError([
    'nobody can be asked here: add --yes to remove what is listed, or --list to only list it',
  ]);
}
