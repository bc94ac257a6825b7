import type { RunResult } from '../scaletest/autostart/index.js';

/** Workspaces that did not become usable for one and the same reason. */
export interface ReasonGroup {
  /** Of several, with dots for what is each one's own: its name, and how long it was waited for. */
  readonly reason: string;
  readonly runs: readonly RunResult[];
}

const OWN = '...';
const DURATION = /\b(?:\d+h)?(?:\d+m(?!s))?\d+(?:\.\d+)?(?:ms|µs|s)\b/g;

/** Why workspaces did not become usable, most frequent first; equally frequent ones in the order of the runs. */
export function reasonGroups(runs: readonly RunResult[]): readonly ReasonGroup[] {
  const alike = new Map<string, RunResult[]>();
  for (const run of runs) {
    if (run.success) continue;
    const key = `${run.outcome.kind} ${withoutOwn(run)}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [run]);
    else group.push(run);
  }
  return [...alike.values()]
    .map((group) => ({ reason: reasonOf(group), runs: group }))
    .sort((a, b) => b.runs.length - a.runs.length);
}

/** Where all say the very same, that. */
function reasonOf([first, ...others]: readonly RunResult[]): string {
  if (first === undefined) return '';
  return others.every((run) => run.error === first.error) ? (first.error ?? '') : withoutOwn(first);
}

function withoutOwn({ error, workspaceName }: RunResult): string {
  const text = (error ?? '').replace(DURATION, OWN);
  if (workspaceName === '') return text;
  return text
    .split(' ')
    .map((word) => (word.includes(workspaceName) ? OWN : word))
    .join(' ');
}
