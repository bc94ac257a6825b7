import { formatDurationMs } from '../../time/index.js';
import type { RunEstimate } from '../estimate.js';
import type { RunPlan } from '../run-plan.js';
import type { DeploymentFacts, TargetFacts } from './facts.js';

/** What the checks judge. */
export interface CheckInputs {
  readonly plan: RunPlan;
  readonly facts: DeploymentFacts;
  /** `null` where there is no single template to estimate for. */
  readonly estimate: RunEstimate | null;
  /** The deployment's clock, in milliseconds. */
  readonly nowMs: number;
}

/** One check: its name, as `--skip-preflight` takes it, whether it may be skipped, and what it finds. */
export interface Check {
  readonly name: string;
  readonly skippable: boolean;
  readonly find: (inputs: CheckInputs) => readonly { readonly message: string; readonly mend: string }[];
}

/** A check that found nothing. */
export const none: readonly never[] = [];

/** A check of the one template that was found; without one it finds nothing, since another check says so. */
export function onTarget(
  find: (target: TargetFacts, inputs: CheckInputs) => ReturnType<Check['find']>,
): Check['find'] {
  return (inputs) => (inputs.facts.target === null ? none : find(inputs.facts.target, inputs));
}

/** A time for a person: whole minutes, or seconds below a minute. */
export function minutes(ms: number): string {
  return ms < 60_000
    ? `${Math.max(0, Math.round(ms / 1000))}s`
    : formatDurationMs(Math.round(ms / 60_000) * 60_000).replace(/0s$/, '');
}

/** The sum; unknown where a part is. */
export function sum(...parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}
