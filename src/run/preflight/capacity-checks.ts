import { formatDurationMs } from '../../time/index.js';
import { sum } from '../estimate.js';
import { type Check, type Finding, found, notAsked, ok, onTarget, unknown } from './check.js';
import { isAlive } from './target-facts.js';
import { minutes, tagText } from './words.js';

/** Somebody builds. */
export const provisioners: Check = {
  name: 'provisioners',
  rank: 'refuses',
  skippable: true,
  judge: onTarget((target, { facts }) => {
    const { template, daemons, liveProvisioners, jobTags } = target;
    const organization = template.organizationName;
    if (!daemons.known) {
      // Without their number nobody knows how many builds to have in flight.
      if (!facts.me.roles.includes('owner')) return unknown(daemons.why);
      const mend = 'ask as an owner, or as an administrator of the organization';
      return found([{ message: `its provisioners cannot be counted: ${daemons.why}`, mend }], '');
    }
    const alive = daemons.value.filter(isAlive).length;
    if (liveProvisioners > 0)
      return ok(
        `${liveProvisioners} of the ${alive} live provisioners of organization ${organization} build it`,
      );
    if (alive === 0) {
      return found(
        [
          {
            message: `no provisioner of organization ${organization} is alive (${daemons.value.length} listed)`,
            mend: 'start provisioners; with --embedded raise --provisioners',
          },
        ],
        '',
      );
    }
    return found(
      [
        {
          message: `none of the ${alive} live provisioners of organization ${organization} takes jobs with ${tagText(jobTags ?? {})}, as template ${template.name} has`,
          mend: 'start provisioners with these tags (`coder provisioner start --tag`), or choose another template',
        },
      ],
      '',
    );
  }),
};

/** A provisioner is heard of once a minute, and listed for 90 s after it was last heard of: it may be dead by then. */
const HEARTBEAT_MS = 60_000;
/** Clocks may differ by that much before the run has measured by how much. */
const GRACE_MS = 10_000;

/** The provisioners are heard of. */
export const heartbeats: Check = {
  name: 'provisioner-heartbeats',
  rank: 'warns',
  skippable: true,
  judge: onTarget(({ daemons }, { nowMs }) => {
    if (!daemons.known) return unknown(daemons.why);
    const alive = daemons.value.filter(isAlive);
    const silent = alive.filter(
      ({ lastSeenAt }) => lastSeenAt !== null && nowMs - lastSeenAt.us / 1000 > HEARTBEAT_MS + GRACE_MS,
    ).length;
    return found(
      silent === 0
        ? []
        : [
            {
              message: `${silent} of ${alive.length} provisioners were not heard of for over a minute: they may be dead`,
              mend: 'see whether their machines run (`coder provisioner list`)',
            },
          ],
      `all ${alive.length} were heard of within the last minute`,
    );
  }),
};

/** Set-up and storm fit their time limits. */
export const timeouts: Check = {
  name: 'timeouts',
  rank: 'refuses',
  skippable: true,
  judge: onTarget((target, { plan, estimate }) => {
    if (estimate === null) return notAsked('needs the number of workspaces: add --workspace-count (-c)');
    if (estimate.stormMs === null)
      return unknown(`template ${target.template.name} has no build times yet, or nobody builds it`);
    const findings: Finding[] = [];
    const size = `${plan.workspaceCount} workspaces on ${target.liveProvisioners} provisioners`;
    const windowMs = plan.scheduleWindowMinutes * 60_000;
    const stormMs = estimate.stormMs - windowMs;
    if (stormMs > plan.autostartBuildTimeoutMs) {
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
    if (estimate.agentMs !== null && estimate.agentMs > plan.agentTimeoutMs) {
      findings.push({
        message:
          `agents of running workspaces took up to ${minutes(estimate.agentMs)} after their builds, ` +
          `more than --agent-timeout ${formatDurationMs(plan.agentTimeoutMs)}`,
        mend: 'raise --agent-timeout, or wait for less with --wait-for-agents',
      });
    }
    const storm = sum(estimate.setupMs, plan.autostartDelayMs, estimate.stormMs, estimate.agentMs ?? 0);
    if (plan.timeoutMs !== null && storm !== null && storm > plan.timeoutMs) {
      findings.push({
        message: `${size} need about ${minutes(storm)}, more than --timeout ${formatDurationMs(plan.timeoutMs)}`,
        mend: 'raise --timeout, or leave it out',
      });
    }
    const cleanupMs = plan.cleanup.when !== 'never' ? estimate.cleanupMs : 0;
    if (plan.cleanup.timeoutMs !== null && cleanupMs !== null && cleanupMs > plan.cleanup.timeoutMs) {
      findings.push({
        message: `deleting ${size.replace(' on ', ' with ')} takes about ${minutes(cleanupMs)}, more than --cleanup-timeout ${formatDurationMs(plan.cleanup.timeoutMs)}`,
        mend: 'raise --cleanup-timeout, or leave it out',
      });
    }
    return found(findings, `the storm needs about ${minutes(stormMs)} from its minute on, within the limits`);
  }),
};
