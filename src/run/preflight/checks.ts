import type { PreflightFinding } from '../../storm/index.js';
import { formatDurationMs } from '../../time/index.js';
import type { RunEstimate } from '../estimate.js';
import type { RunPlan } from '../run-plan.js';
import type { DeploymentFacts, TargetFacts } from './facts.js';

/** More other users than this look like people at work. */
const OTHER_USERS_WITHOUT_ASKING = 20;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

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

const none: readonly never[] = [];

function onTarget(
  find: (target: TargetFacts, inputs: CheckInputs) => ReturnType<Check['find']>,
): Check['find'] {
  return (inputs) => (inputs.facts.target === null ? none : find(inputs.facts.target, inputs));
}

const owner: Check = {
  name: 'owner',
  skippable: false,
  find: ({ facts }) =>
    facts.me.roles.includes('owner')
      ? none
      : [
          {
            message: `the token belongs to ${facts.me.username}, who is not an owner`,
            mend: 'log in as a user with the site role "owner": only an owner creates users and is free of rate limits',
          },
        ],
};

const template: Check = {
  name: 'template',
  skippable: false,
  find({ plan, facts }) {
    const wanted = plan.template ?? 'any';
    const names = facts.templates.map((one) => `${one.organizationName}/${one.name}`);
    if (names.length > 1) {
      const mend = `name one with --org: ${facts.templates.map((one) => one.organizationName).join(' or ')}`;
      return [
        { message: `template ${wanted} (--template) exists more than once: ${names.join(', ')}`, mend },
      ];
    }
    const [only] = facts.templates;
    if (only === undefined) {
      const place = plan.organization === null ? '' : ` in organization ${plan.organization} (--org)`;
      return [
        {
          message: `there is no template ${wanted} (--template)${place}`,
          mend: 'take a name from `coder templates list`',
        },
      ];
    }
    if (only.deprecated) {
      return [{ message: `template ${only.name} is deprecated`, mend: 'choose another with --template' }];
    }
    return none;
  },
};

const templateVersion: Check = {
  name: 'template-version',
  skippable: false,
  find: onTarget((target) =>
    target.versionStatus === 'succeeded'
      ? none
      : [
          {
            message: `the active version of template ${target.template.name} was not imported: ${target.versionStatus}`,
            mend: 'wait for its import, or push a version that succeeds',
          },
        ],
  ),
};

const autostart: Check = {
  name: 'autostart',
  skippable: true,
  find: onTarget((target, { nowMs, plan, estimate }) => {
    const { name, allowUserAutostart, autostartDaysOfWeek } = target.template;
    if (!allowUserAutostart) {
      const mend = 'allow it in the template settings, or choose another template with --template';
      return [{ message: `template ${name} does not let users schedule a start`, mend }];
    }
    const scheduledAtMs = nowMs + (estimate?.setupMs ?? 0) + plan.autostartDelayMs;
    const today = WEEKDAYS[new Date(scheduledAtMs).getUTCDay()] ?? '';
    if (autostartDaysOfWeek.length > 0 && !autostartDaysOfWeek.includes(today)) {
      const days = autostartDaysOfWeek.join(', ');
      return [
        {
          message: `template ${name} allows starts on ${days} only, and it will be ${today} (UTC)`,
          mend: 'run on one of these days, or allow this one in the template settings',
        },
      ];
    }
    return none;
  }),
};

const parameters: Check = {
  name: 'parameters',
  skippable: false,
  find: onTarget((target, { plan }) => {
    const given = new Map(plan.parameters.map((parameter) => [parameter.name, parameter.value]));
    const known = new Map(target.parameters.map((parameter) => [parameter.name, parameter]));
    const list = [...known.keys()].join(', ') || 'none';
    const unknown = [...given.keys()]
      .filter((name) => !known.has(name))
      .map((name) => ({
        message: `template ${target.template.name} has no parameter ${name} (--parameter)`,
        mend: `its parameters: ${list}`,
      }));
    const missing = [...known.values()]
      .filter((parameter) => parameter.required && !given.has(parameter.name))
      .map((parameter) => ({
        message: `template ${target.template.name} requires the parameter ${parameter.name}`,
        mend: `add --parameter ${parameter.name}=<value>`,
      }));
    const outside = [...known.values()].flatMap((parameter) => {
      const value = given.get(parameter.name);
      const options = parameter.options.map((option) => option.value);
      if (value === undefined || options.length === 0 || parameter.type.startsWith('list')) return [];
      if (options.includes(value)) return [];
      return [
        {
          message: `--parameter ${parameter.name}: not one of the values that the template offers`,
          mend: `choose from ${options.join(', ')}`,
        },
      ];
    });
    return [...unknown, ...missing, ...outside];
  }),
};

const externalAuth: Check = {
  name: 'external-auth',
  skippable: true,
  find: onTarget((target) =>
    target.requiredAccounts.map((account) => ({
      message: `template ${target.template.name} requires every owner to have linked ${account}, which created users have not`,
      mend: 'make that account optional in a template for load tests',
    })),
  ),
};

const userAuth: Check = {
  name: 'user-auth',
  skippable: false,
  find: ({ plan, facts }) =>
    plan.userAuth === 'password' && !facts.passwordUsers
      ? [
          {
            message: 'the deployment refuses users with passwords (--user-auth password)',
            mend: 'leave --user-auth out, or give --user-auth none: the owner then acts for the created users',
          },
        ]
      : none,
};

const provisioners: Check = {
  name: 'provisioners',
  skippable: true,
  find: onTarget((target) =>
    target.liveProvisioners > 0
      ? none
      : [
          {
            message: `no provisioner of organization ${target.template.organizationName} is alive (${target.daemons.length} listed)`,
            mend: 'start provisioners; with --embedded raise --provisioners',
          },
        ],
  ),
};

const timeouts: Check = {
  name: 'timeouts',
  skippable: true,
  find: onTarget((target, { plan, estimate }) => {
    if (estimate === null) return none;
    const findings = [];
    const size = `${plan.workspaceCount} workspaces on ${target.liveProvisioners} provisioners`;
    const windowMs = plan.scheduleWindowMinutes * 60_000;
    const stormMs = estimate.stormMs === null ? null : estimate.stormMs - windowMs;
    if (stormMs !== null && stormMs > plan.autostartBuildTimeoutMs) {
      findings.push({
        message:
          `${size} need about ${minutes(stormMs)} from the scheduled minute on, ` +
          `more than --autostart-build-timeout ${formatDurationMs(plan.autostartBuildTimeoutMs)}`,
        mend: 'raise --autostart-build-timeout or the provisioners (--provisioners), or lower --workspace-count',
      });
    }
    const slowest = Math.max(
      target.template.buildTimeStats.start.p95Ms ?? 0,
      target.template.buildTimeStats.stop.p95Ms ?? 0,
    );
    const waves = Math.max(
      1,
      (plan.setupConcurrency ?? target.liveProvisioners) / Math.max(1, target.liveProvisioners),
    );
    if (slowest * waves > plan.workspaceJobTimeoutMs) {
      findings.push({
        message:
          `one build of the set-up takes up to about ${minutes(slowest * waves)} with its wait, ` +
          `more than --workspace-job-timeout ${formatDurationMs(plan.workspaceJobTimeoutMs)}`,
        mend: 'raise --workspace-job-timeout, or lower --setup-concurrency',
      });
    }
    const storm = sum(estimate.setupMs, plan.autostartDelayMs, estimate.stormMs);
    if (plan.timeoutMs !== null && storm !== null && storm > plan.timeoutMs) {
      findings.push({
        message: `${size} need about ${minutes(storm)}, more than --timeout ${formatDurationMs(plan.timeoutMs)}`,
        mend: 'raise --timeout, or leave it out',
      });
    }
    return findings;
  }),
};

const tokenExpiry: Check = {
  name: 'token-expiry',
  skippable: true,
  find({ plan, facts, estimate, nowMs }) {
    const needMs = sum(
      estimate?.setupMs ?? null,
      plan.autostartDelayMs,
      estimate?.stormMs ?? null,
      estimate?.cleanupMs ?? null,
    );
    if (facts.tokenExpiresAtMs === null || needMs === null || nowMs + needMs < facts.tokenExpiresAtMs)
      return none;
    return [
      {
        message: `the token ends in ${minutes(facts.tokenExpiresAtMs - nowMs)}, the run with its cleanup needs about ${minutes(needMs)}`,
        mend: 'create a longer one with `coder tokens create --lifetime`, and pass it in CODER_SESSION_TOKEN',
      },
    ];
  },
};

const otherUsers: Check = {
  name: 'other-users',
  skippable: true,
  find: ({ plan, facts }) =>
    plan.yes || facts.otherUsers <= OTHER_USERS_WITHOUT_ASKING
      ? none
      : [
          {
            message: `${facts.otherUsers} other users are on this deployment: a storm holds up their builds`,
            mend: 'if that is what you want, add --yes',
          },
        ],
};

/** Every check, in the order in which findings are shown. */
export const CHECKS: readonly Check[] = [
  owner,
  template,
  templateVersion,
  autostart,
  parameters,
  externalAuth,
  userAuth,
  provisioners,
  timeouts,
  tokenExpiry,
  otherUsers,
];

/** What was found by checks that were not skipped, all at once. */
export function findProblems(inputs: CheckInputs): readonly PreflightFinding[] {
  return CHECKS.filter((check) => !(check.skippable && inputs.plan.skipPreflight.has(check.name))).flatMap(
    (check) => check.find(inputs).map((finding) => ({ check: check.name, ...finding })),
  );
}

function minutes(ms: number): string {
  return ms < 60_000
    ? `${Math.max(0, Math.round(ms / 1000))}s`
    : formatDurationMs(Math.round(ms / 60_000) * 60_000).replace(/0s$/, '');
}

function sum(...parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}

/** The names of all checks that may be skipped. */
export const CHECK_NAMES: readonly string[] = CHECKS.filter((check) => check.skippable).map(
  (check) => check.name,
);
