import type { CoderClient } from '../../codersdk/index.js';
import { PreflightError } from '../../storm/index.js';
import { estimateRun, type RunEstimate } from '../estimate.js';
import type { RunPlan } from '../run-plan.js';
import { buildsAllowed } from '../set-up/index.js';
import { findProblems } from './checks.js';
import { type DeploymentFacts, readFacts, type TargetFacts } from './facts.js';

/** A run that may begin. */
export interface PreflightResult {
  readonly facts: DeploymentFacts;
  readonly target: TargetFacts;
  readonly estimate: RunEstimate;
  /** How created users will authenticate. */
  readonly userAuth: 'password' | 'none';
}

/**
 * Reads the deployment and judges the plan. Creates nothing.
 * @throws PreflightError with every finding at once, each with its mend.
 */
export async function runPreflight(
  client: CoderClient,
  plan: RunPlan,
  token: string,
  nowMs: number,
  signal: AbortSignal,
): Promise<PreflightResult> {
  const facts = await readFacts(
    client,
    { template: plan.template, organization: plan.organization, token },
    signal,
  );
  const userAuth = plan.userAuth === 'auto' ? (facts.passwordUsers ? 'password' : 'none') : plan.userAuth;
  const { target } = facts;
  const estimate = target === null ? null : estimateFor(plan, target, userAuth === 'password');
  const findings = findProblems({ plan, facts, estimate, nowMs });
  if (target === null || estimate === null || findings.length > 0) throw new PreflightError(findings);
  return { facts, target, estimate, userAuth };
}

function estimateFor(plan: RunPlan, target: TargetFacts, passwordUsers: boolean): RunEstimate {
  return estimateRun({
    workspaceCount: plan.workspaceCount,
    provisioners: target.liveProvisioners,
    buildTimeStats: target.template.buildTimeStats,
    scheduleWindowMinutes: plan.scheduleWindowMinutes,
    setupConcurrency: atOnce(plan.setupConcurrency, plan, target),
    cleanupConcurrency: atOnce(plan.cleanup.concurrency, plan, target),
    passwordUsers,
    cleanup: plan.cleanup.when !== 'never',
  });
}

/** Builds in flight with a share to keep; `null`: as many as there are provisioners. */
function atOnce(
  ceiling: number | null,
  { provisionersShare }: RunPlan,
  { liveProvisioners }: TargetFacts,
): number | null {
  if (provisionersShare === null) return ceiling;
  return Math.min(buildsAllowed(liveProvisioners, provisionersShare), ceiling ?? Number.POSITIVE_INFINITY);
}
