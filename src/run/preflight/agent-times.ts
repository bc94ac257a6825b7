import type { CoderClient, Workspace, WorkspaceAgent } from '../../codersdk/index.js';
import type { AgentWait } from '../../storm/index.js';

/** Workspaces that are looked at: their rows hold all of their agents. */
const SAMPLE = 20;

/**
 * How long the slowest of some running workspaces of a template was between the end of its start build and its agents
 * being as far as they are waited for, in milliseconds: one request. `null`: no such workspace runs.
 */
export async function readAgentTime(
  client: CoderClient,
  template: { readonly id: string; readonly name: string },
  wait: Exclude<AgentWait, 'none'>,
  signal: AbortSignal,
): Promise<number | null> {
  const { workspaces } = await client.workspaces.list(
    { q: `template:${template.name} status:running`, limit: SAMPLE },
    { signal },
  );
  const times = workspaces
    .filter(({ templateId }) => templateId === template.id)
    .flatMap((workspace) => agentTimeMs(workspace, wait));
  return times.length === 0 ? null : Math.max(...times);
}

function agentTimeMs({ latestBuild }: Workspace, wait: Exclude<AgentWait, 'none'>): readonly number[] {
  const endUs = latestBuild.job.completedAt?.us;
  const agents = latestBuild.agents.filter(({ parentId }) => parentId === null);
  if (latestBuild.transition !== 'start' || endUs === undefined || agents.length === 0) return [];
  const reachedUs = agents.map((agent) => reachedAtUs(agent, wait));
  // Agents report their readiness by their own clocks.
  return reachedUs.includes(null) ? [] : [Math.max(0, ...reachedUs.map((us) => ((us ?? 0) - endUs) / 1000))];
}

function reachedAtUs(agent: WorkspaceAgent, wait: Exclude<AgentWait, 'none'>): number | null {
  const instant = wait === 'connected' ? agent.firstConnectedAt : agent.readyAt;
  return instant === null ? null : instant.us;
}
