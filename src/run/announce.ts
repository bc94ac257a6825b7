import type { PreflightFinding } from '../storm/index.js';
import { formatDurationMs } from '../time/index.js';
import { type RunEstimate, sum } from './estimate.js';
import type { PreflightResult } from './preflight/index.js';
import type { CleanupChoice, RunPlan } from './run-plan.js';

/** What will happen, before it does: lines for a person. */
export function announceRun(
  plan: RunPlan,
  preflight: PreflightResult,
  url: string,
  timeScale: number,
): readonly string[] {
  const { target, estimate, facts, userAuth, warnings } = preflight;
  const count = plan.workspaceCount;
  const where = plan.target.kind === 'embedded' ? 'the embedded deployment' : url;
  const window = plan.scheduleWindowMinutes > 1 ? `, spread over ${plan.scheduleWindowMinutes} minutes` : '';
  return [
    `${count} workspaces of template ${target.template.name} on ${where} (Coder ${facts.serverVersion}), ` +
      `${target.liveProvisioners} provisioners${window}`,
    `creates ${count} users (${userAuth === 'none' ? 'without login' : 'with passwords'}) and ${count} workspaces in organization ` +
      `${target.template.organizationName}, starts, stops and schedules them`,
    durationText(plan, estimate, timeScale),
    AFTERWARDS[plan.cleanup.when],
    ...warnings.map(warningText),
  ];
}

/** What a check found that keeps no run from beginning, as a line. */
export function warningText({ check, message, mend }: PreflightFinding): string {
  return `warning: ${check}: ${message}\n    → ${mend}`;
}

const AFTERWARDS: Readonly<Record<CleanupChoice, string>> = {
  always: 'afterwards clears the schedules and deletes every workspace and user that it created',
  'on-success':
    'afterwards clears the schedules, and deletes every workspace and user that it created unless the exit code is not 0 (--cleanup on-success)',
  never: 'afterwards clears the schedules; users and workspaces stay (--cleanup never)',
};

/** How long a run is estimated to take, and with how many requests. */
export function durationText(
  { autostartDelayMs }: Pick<RunPlan, 'autostartDelayMs'>,
  estimate: RunEstimate,
  timeScale: number,
): string {
  const { setupMs, stormMs, agentMs, cleanupMs, requests } = estimate;
  const total = sum(setupMs, autostartDelayMs, stormMs, agentMs ?? 0, cleanupMs);
  const scaled =
    timeScale === 1
      ? ''
      : ` (${about(total === null ? null : total / timeScale)} of real time: its clock runs ${timeScale} times as fast)`;
  return (
    `takes ${about(total)}${scaled}: set-up ${about(setupMs)}, ` +
    `then at least ${about(autostartDelayMs).replace('about ', '')} until the minute, ` +
    `storm up to ${about(stormMs)}${agentText(agentMs)}, cleanup ${about(cleanupMs)}; about ${requests} requests`
  );
}

/** What waiting for agents adds; where nothing is known of it, nothing is added. */
function agentText(agentMs: number | null): string {
  if (agentMs === null) return ' (agents not included: none is running whose time could be read)';
  return agentMs === 0 ? '' : `, agents up to ${about(agentMs)} more`;
}

function about(ms: number | null): string {
  if (ms === null) return 'an unknown time';
  if (ms < 90_000) return `about ${Math.max(1, Math.round(ms / 1000))}s`;
  return `about ${formatDurationMs(Math.round(ms / 60_000) * 60_000).replace(/0s$/, '')}`;
}
