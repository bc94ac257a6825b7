import type { CoderClient } from '../../codersdk/index.js';
import { PreflightError, type PreflightFinding } from '../../storm/index.js';
import { estimateRun, type RunEstimate } from '../estimate.js';
import type { RunPlan } from '../run-plan.js';
import { buildsAllowed } from '../set-up/index.js';
import { findingsOf, type JudgedCheck, judgeChecks } from './checks.js';
import { type DeploymentFacts, readFacts } from './facts.js';
import type { Known } from './known.js';
import type { PreflightPlan } from './preflight-plan.js';
import { runWindow } from './run-window.js';
import type { TargetFacts } from './target-facts.js';

/** Where and as whom preflight looks. */
export interface PreflightWorld {
  readonly client: CoderClient;
  /** A client with the owner's freedom from rate limits; only asked for when the token is an owner's. */
  readonly asOwner: () => CoderClient;
  readonly token: string;
  /** The deployment's clock. */
  readonly clock: { readonly nowMs: () => number };
  /** Whether the deployment told it; otherwise it is this machine's. */
  readonly clockAnnounced: boolean;
  /** Ids of runs of this machine that are not recorded as clean on this deployment. */
  readonly unfinishedRuns: Known<readonly string[]>;
  /** Builds of the run itself that wait for a provisioner, where it is resumed; 0 without it. */
  readonly ownPendingBuilds?: number;
  /** Whether only records are still to be read and what was made to be removed; false without it. */
  readonly onlyCollects?: boolean;
}

/** What even reading and removing take. */
const NEEDED_TO_COLLECT: ReadonlySet<string> = new Set(['deployment', 'owner']);

/** Everything that was seen, and what every check says of it. */
export interface Examination {
  readonly facts: DeploymentFacts;
  /** `null` where there is no single template, or no number of workspaces. */
  readonly estimate: RunEstimate | null;
  readonly checks: readonly JudgedCheck[];
  /** How created users will authenticate. */
  readonly userAuth: 'password' | 'none';
}

/** A run that may begin. */
export interface PreflightResult {
  readonly facts: DeploymentFacts;
  readonly target: TargetFacts;
  readonly estimate: RunEstimate;
  readonly userAuth: 'password' | 'none';
  /** What does not keep it from beginning. */
  readonly warnings: readonly PreflightFinding[];
}

/** Reads the deployment and judges the plan by every check. Creates nothing. */
export async function examine(
  plan: PreflightPlan,
  world: PreflightWorld,
  signal: AbortSignal,
): Promise<Examination> {
  // From before anything is read: on a fast clock reading takes minutes, in which nobody fell silent.
  const nowMs = world.clock.nowMs();
  const facts = await readFacts(
    world.client,
    {
      ...world,
      template: plan.template,
      // An embedded deployment has templates of its own, of which the first will do.
      templateAsked: plan.template !== null || plan.target.kind === 'embedded',
      organization: plan.organization,
      waitForAgents: plan.waitForAgents,
    },
    signal,
  );
  const userAuth = plan.userAuth === 'auto' ? (facts.passwordUsers ? 'password' : 'none') : plan.userAuth;
  const estimate = estimateFor(plan, facts.target, userAuth === 'password');
  const window = runWindow(plan, estimate, nowMs);
  return { facts, estimate, userAuth, checks: judgeChecks({ plan, facts, estimate, window, nowMs }) };
}

/**
 * Reads the deployment and judges the plan. Creates nothing.
 * @throws PreflightError with every finding at once, each with its mend.
 */
export async function runPreflight(
  plan: RunPlan,
  world: PreflightWorld,
  signal: AbortSignal,
): Promise<PreflightResult> {
  const { facts, estimate, checks, userAuth } = await examine(plan, world, signal);
  const found = findingsOf(checks, 'refuses');
  const refusals = found.filter(({ check }) => world.onlyCollects !== true || NEEDED_TO_COLLECT.has(check));
  const { target } = facts;
  if (refusals.length > 0) throw new PreflightError(refusals);
  if (target === null || estimate === null) throw new PreflightError(found);
  return { facts, target, estimate, userAuth, warnings: findingsOf(checks, 'warns') };
}

function estimateFor(
  plan: PreflightPlan,
  target: TargetFacts | null,
  passwordUsers: boolean,
): RunEstimate | null {
  if (target === null || plan.workspaceCount === null) return null;
  return estimateRun({
    workspaceCount: plan.workspaceCount,
    provisioners: target.liveProvisioners,
    buildTimeStats: target.template.buildTimeStats,
    scheduleWindowMinutes: plan.scheduleWindowMinutes,
    setupConcurrency: atOnce(plan.setupConcurrency, plan, target),
    cleanupConcurrency: atOnce(plan.cleanup.concurrency, plan, target),
    passwordUsers,
    cleanup: plan.cleanup.when !== 'never',
    agents: plan.waitForAgents === 'none' ? { count: 0, slowestMs: null } : target.agents,
  });
}

/** Builds in flight with a share to keep; `null`: as many as there are provisioners. */
function atOnce(
  ceiling: number | null,
  { provisionersShare }: PreflightPlan,
  { liveProvisioners }: TargetFacts,
): number | null {
  if (provisionersShare === null) return ceiling;
  return Math.min(buildsAllowed(liveProvisioners, provisionersShare), ceiling ?? Number.POSITIVE_INFINITY);
}
