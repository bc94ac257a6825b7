import type { Threshold } from '../../thresholds/index.js';
import type { PlanInputs } from '../prediction/index.js';

/** What happens to workspaces of a run, and to none of a plan. */
const NEVER_PLANNED: ReadonlySet<string> = new Set(['canceled', 'interrupted', 'setup_failed']);

/** What is wrong with targets that a plan is to meet, in words for people. */
export function targetProblems(
  inputs: PlanInputs,
  targets: readonly Threshold[],
  confidence: number,
): string[] {
  const found: string[] = [];
  if (targets.length === 0) found.push("needs at least one, e.g. 'ready_worst_p95<5m'");
  for (const target of targets) {
    if (target.kind === 'count' && NEVER_PLANNED.has(target.metric)) {
      found.push(
        `'${target.text}': cannot be asked of a plan, in which nothing is ${target.metric.replace('_', ' ')}`,
      );
    }
    if (target.kind !== 'latency') continue;
    if (target.comparison.startsWith('>')) {
      found.push(`'${target.text}': must be an upper limit, with < or <=: nobody plans to be late`);
    }
    const why = whyNeverMeasured(target.family, inputs);
    if (why !== null) found.push(`'${target.text}': cannot be measured: ${why}`);
  }
  if (!(confidence > 0 && confidence <= 1)) {
    found.push(`the confidence must be a share above 0 and up to 1, e.g. 0.95; got ${confidence}`);
  }
  return found;
}

/** `null`: it is measured, if anybody comes so far. */
function whyNeverMeasured(
  family: Extract<Threshold, { kind: 'latency' }>['family'],
  { groups, parameters, waitFor }: PlanInputs,
): string | null {
  if (family !== 'agent' && family !== 'startup') return null;
  if (waitFor === 'none') return 'agents are not waited for (--wait-for-agents none)';
  if (family === 'startup' && waitFor === 'connected') {
    return 'agents are waited for until they have connected (--wait-for-agents connected)';
  }
  const hasAgents = groups.some(
    ({ template }) => (parameters.templates?.[template]?.agents ?? null) !== null,
  );
  return hasAgents
    ? null
    : 'no template of those who are due has agents, as far as is known; a history with agents or --template-file says so';
}
