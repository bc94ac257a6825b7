import type { RunEstimate } from '../estimate.js';
import type { DeploymentFacts } from './facts.js';
import type { PreflightPlan } from './preflight-plan.js';
import type { RunWindow } from './run-window.js';
import type { TargetFacts } from './target-facts.js';

/** What the checks judge. */
export interface CheckInputs {
  readonly plan: PreflightPlan;
  readonly facts: DeploymentFacts;
  /** `null` where there is no single template to estimate for, or no number of workspaces. */
  readonly estimate: RunEstimate | null;
  /** When builds of the run are expected. */
  readonly window: RunWindow;
  /** The deployment's clock, in milliseconds. */
  readonly nowMs: number;
}

/** One thing that a check found, with what to do about it. */
export interface Finding {
  readonly message: string;
  readonly mend: string;
}

/**
 * | result | meaning |
 * |---|---|
 * | `ok` | nothing is wrong; `seen` says what was looked at |
 * | `found` | something is; of a check that refuses, the run does not begin |
 * | `unknown` | the deployment does not tell, or not to us |
 * | `not_asked` | it is about something that was not named, such as a template, or that this run has not |
 */
export type CheckResult =
  | { readonly kind: 'ok'; readonly seen: string }
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'not_asked'; readonly why: string };

/** Whether a finding keeps a run from beginning, or is only told. */
export type CheckRank = 'refuses' | 'warns';

/** One check. Its page is docs/preflight.md. */
export interface Check {
  /** As `--skip-preflight` takes it. */
  readonly name: string;
  readonly rank: CheckRank;
  readonly skippable: boolean;
  readonly judge: (inputs: CheckInputs) => CheckResult;
}

/** Nothing is wrong. */
export const ok = (seen: string): CheckResult => ({ kind: 'ok', seen });
/** The deployment does not tell. */
export const unknown = (why: string): CheckResult => ({ kind: 'unknown', why });
/** There is nothing to judge. */
export const notAsked = (why: string): CheckResult => ({ kind: 'not_asked', why });

/** What was found; with no findings, that all is well with what was seen. */
export function found(findings: readonly Finding[], seen: string): CheckResult {
  return findings.length === 0 ? ok(seen) : { kind: 'found', findings };
}

/** A check of the one template that was found; without one it judges nothing, since another check says so. */
export function onTarget(judge: (target: TargetFacts, inputs: CheckInputs) => CheckResult): Check['judge'] {
  return (inputs) => {
    if (inputs.facts.target !== null) return judge(inputs.facts.target, inputs);
    return notAsked(
      inputs.facts.templateAsked ? 'no template was found' : 'needs a template: add --template (-t)',
    );
  };
}

/** A check of a storm of a certain size. */
export function onCount(judge: (workspaceCount: number, inputs: CheckInputs) => CheckResult): Check['judge'] {
  return (inputs) =>
    inputs.plan.workspaceCount === null
      ? notAsked('needs the number of workspaces: add --workspace-count (-c)')
      : judge(inputs.plan.workspaceCount, inputs);
}
