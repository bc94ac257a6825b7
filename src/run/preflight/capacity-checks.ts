import { formatDurationMs } from '../../time/index.js';
import { type Check, minutes, none, onTarget, sum } from './check.js';

/** Somebody builds. */
export const provisioners: Check = {
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

/** Set-up and storm fit their time limits. */
export const timeouts: Check = {
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
    const cleanupMs = plan.cleanup.when !== 'never' ? estimate.cleanupMs : 0;
    if (plan.cleanup.timeoutMs !== null && cleanupMs !== null && cleanupMs > plan.cleanup.timeoutMs) {
      findings.push({
        message: `deleting ${size.replace(' on ', ' with ')} takes about ${minutes(cleanupMs)}, more than --cleanup-timeout ${formatDurationMs(plan.cleanup.timeoutMs)}`,
        mend: 'raise --cleanup-timeout, or leave it out',
      });
    }
    return findings;
  }),
};
