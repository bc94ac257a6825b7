import { ConfigError } from '../../storm/index.js';
import { formatDurationMs } from '../../time/index.js';
import type { AutostartConfig, AutostartSettings } from './config.js';

/** The shortest delay that Coder's tool accepts: the server plans autostarts by the minute. */
export const MIN_AUTOSTART_DELAY_MS = 120_000;

/** One field that is wrong; the path is that of the TypeScript configuration. */
export interface SettingsProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Refuses a configuration that cannot work.
 * @throws ConfigError naming every bad field by its path, e.g. `user.organizationId`.
 */
export function validateAutostartConfig(config: AutostartConfig): void {
  const problems = [...settingsProblems(config)];
  if (!config.setupBarrier) {
    problems.push({ path: ['setupBarrier'], message: 'is required: it decides the schedule of all runners' });
  }
  if (!config.buildUpdates) {
    problems.push({ path: ['buildUpdates'], message: 'is required, e.g. the channel of a dispatcher' });
  }
  if (problems.length > 0) {
    throw new ConfigError(problems.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
}

/** Everything that is wrong with the part of a configuration that has a JSON form. */
export function settingsProblems(settings: AutostartSettings): readonly SettingsProblem[] {
  const { user, workspace, workspaceJobTimeoutMs, autostartDelayMs, autostartBuildTimeoutMs } = settings;
  const problems: SettingsProblem[] = [];
  const refuse = (message: string, ...path: string[]) => problems.push({ path, message });
  if (!user?.organizationId) {
    refuse('is required: the id of the organization that the user joins', 'user', 'organizationId');
  }
  if (!workspace?.templateId) {
    refuse('is required: the id of the template to create workspaces from', 'workspace', 'templateId');
  }
  for (const [field, why] of NOT_OURS) {
    if (workspace?.[field]) refuse(why, 'workspace', field);
  }
  if (!isPositive(workspaceJobTimeoutMs)) refuse('must be longer than 0, e.g. 5m', 'workspaceJobTimeoutMs');
  if (!(autostartDelayMs >= MIN_AUTOSTART_DELAY_MS && autostartDelayMs < Number.POSITIVE_INFINITY)) {
    refuse(
      `must be at least ${formatDurationMs(MIN_AUTOSTART_DELAY_MS)}: the server plans autostarts by the minute`,
      'autostartDelayMs',
    );
  }
  if (!isPositive(autostartBuildTimeoutMs)) {
    refuse('must be longer than 0, e.g. 15m', 'autostartBuildTimeoutMs');
  } else if (isPositive(workspaceJobTimeoutMs) && autostartBuildTimeoutMs <= workspaceJobTimeoutMs) {
    refuse(
      `must be longer than the workspace job timeout (${formatDurationMs(workspaceJobTimeoutMs)}): ` +
        'it includes the time in the queue',
      'autostartBuildTimeoutMs',
    );
  }
  return problems;
}

/** What a workspace build has and a storm does not: asked for, it is refused, because it would be passed over. */
const NOT_OURS = [
  ['noWaitForBuild', 'cannot be asked for: a storm has to know how each build ended; leave it out'],
  ['noWaitForAgents', 'cannot be asked for: no agents are waited for in any case; leave it out'],
  ['retry', 'cannot be asked for: every workspace counts once, as it went; leave it out'],
] as const;

function isPositive(ms: number): boolean {
  return ms > 0 && ms < Number.POSITIVE_INFINITY;
}
