import type { ProvisionerDaemon, Template, User } from '../../../../src/codersdk/index.js';
import { estimateRun } from '../../../../src/run/estimate.js';
import { findingsOf, type JudgedCheck, judgeChecks } from '../../../../src/run/preflight/checks.js';
import type { DeploymentFacts } from '../../../../src/run/preflight/facts.js';
import { known } from '../../../../src/run/preflight/known.js';
import type { PreflightPlan } from '../../../../src/run/preflight/preflight-plan.js';
import { runWindow } from '../../../../src/run/preflight/run-window.js';
import type { TargetFacts } from '../../../../src/run/preflight/target-facts.js';
import { instantFromUs } from '../../../../src/time/index.js';
import { runPlan } from '../../support/run-plan.js';

/** A Tuesday. */
export const NOW_MS = Date.parse('2026-11-24T09:00:00Z');
const stats = { p50Ms: 45_000, p95Ms: 90_000 };

export const template: Template = {
  id: 'aaaaaaaa-0000-4000-8000-000000000001',
  name: 'docker',
  organizationId: 'org-1',
  organizationName: 'coder',
  activeVersionId: 'version-1',
  deprecated: false,
  allowUserAutostart: true,
  autostartDaysOfWeek: [],
  allowUserCancelWorkspaceJobs: true,
  defaultTtlMs: 0,
  useClassicParameterFlow: true,
  requireActiveVersion: false,
  buildTimeStats: { start: stats, stop: stats, delete: stats },
};

/** Facts of a template that 20 provisioners build. */
export function targetFacts(overrides: Partial<TargetFacts> = {}): TargetFacts {
  return {
    template,
    version: { id: 'version-1', name: 'v1', jobStatus: 'succeeded', jobTags: {} },
    parameters: known([]),
    presets: known([]),
    requiredAccounts: known([]),
    daemons: known([]),
    jobTags: {},
    liveProvisioners: 20,
    agents: { count: 0, slowestMs: null },
    ...overrides,
  };
}

/** Facts of a deployment at rest, as an owner sees it. */
export function deploymentFacts(overrides: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    serverVersion: 'v2.34.0',
    clock: { kind: 'bounded', leastMs: -900, mostMs: 120 },
    me: { username: 'admin', roles: ['owner'] } as unknown as User,
    tokenExpiresAtMs: null,
    organizations: [],
    templateAsked: true,
    templates: [template],
    target: targetFacts(),
    passwordUsers: true,
    experiments: known(['workspace-build-updates']),
    config: { known: false, why: 'hidden' },
    entitlements: known(null),
    notifications: known({ paused: true }),
    userAdmins: known(2),
    otherUsers: 0,
    scaletest: { users: 0, workspaces: 0 },
    dueSchedules: known({ stopped: 0, looked: 0, nextStartsMs: [] }),
    pendingBuilds: known(0),
    bypass: known({ standing: { limit: 512, remaining: 511 } }),
    unfinishedRuns: known([]),
    ...overrides,
  };
}

/** What is given to be judged; the rest is as in {@link deploymentFacts}. */
export interface Given {
  readonly plan?: Partial<PreflightPlan>;
  readonly facts?: Partial<DeploymentFacts>;
  readonly target?: Partial<TargetFacts>;
}

/** What every check says. */
export function judged(given: Given): readonly JudgedCheck[] {
  const { workspaceCount, ...rest } = given.plan ?? {};
  const plan: PreflightPlan = {
    ...runPlan(rest),
    workspaceCount: workspaceCount === undefined ? runPlan().workspaceCount : workspaceCount,
  };
  const target = targetFacts(given.target);
  const facts = deploymentFacts({ target, ...given.facts });
  const estimate =
    facts.target === null || plan.workspaceCount === null
      ? null
      : estimateRun({
          workspaceCount: plan.workspaceCount,
          provisioners: target.liveProvisioners,
          buildTimeStats: target.template.buildTimeStats,
          scheduleWindowMinutes: plan.scheduleWindowMinutes,
          setupConcurrency: plan.setupConcurrency,
          passwordUsers: true,
          cleanup: plan.cleanup.when !== 'never',
          agents: target.agents,
        });
  const window = runWindow(plan, estimate, NOW_MS);
  return judgeChecks({ plan, facts, estimate, window, nowMs: NOW_MS });
}

/** What keeps a run from beginning. */
export const problems = (given: Given) => findingsOf(judged(given), 'refuses');
/** What is only told. */
export const warnings = (given: Given) => findingsOf(judged(given), 'warns');

/** What one check says. */
export function resultOf(name: string, given: Given): JudgedCheck['result'] | undefined {
  return judged(given).find((check) => check.name === name)?.result;
}

/** A provisioner last heard of so long ago. */
export function daemon(overrides: Partial<ProvisionerDaemon> & { readonly silentMs?: number } = {}) {
  const { silentMs = 0, ...rest } = overrides;
  return {
    id: `d-${silentMs}`,
    name: 'p',
    status: 'idle',
    lastSeenAt: instantFromUs((NOW_MS - silentMs) * 1000),
    tags: {},
    provisioners: ['terraform'],
    version: '',
    ...rest,
  } satisfies ProvisionerDaemon;
}
