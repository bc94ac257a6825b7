import { dirname } from 'node:path';
import type { RunPlan } from './run-plan.js';

/** The command that removes what a run leaves behind, as a shell reads it. */
export function cleanupCommandLine(
  plan: Pick<RunPlan, 'flags' | 'stateDir'>,
  url: string,
  runId: string,
): string {
  const elsewhere =
    plan.flags['state-dir'] === undefined ? '' : ` --state-dir ${quoted(dirname(plan.stateDir))}`;
  return `nineam cleanup --url ${url} --run ${runId}${elsewhere}`;
}

/** A path as a shell reads it back. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
