import { jobStatus, type ModelBuild } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import { stagePlan, stagesOf } from '../build-stages.js';
import type { Deployment } from '../deployment.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { TimingsJson } from '../schemas/timings.js';
import { agentId } from './agent.js';

type ProvisionerTiming = TimingsJson['provisioner_timings'][number];

/** A startup that took less ran no script: so it was with the agent that was recorded. */
const SHORTEST_SCRIPT_US = 10_000;

/**
 * How long the parts of a build took, as far as they have ended by `nowUs`: the stages of a job that succeeded as whole
 * rows (Coder API contract, timings), the connecting of agents, and their startup scripts.
 */
export function timingsJson(
  deployment: Deployment,
  workspace: WorkspaceRecord,
  build: ModelBuild,
  nowUs: number,
): TimingsJson {
  const timings: TimingsJson = {
    provisioner_timings: stageTimings(deployment, workspace, build),
    agent_script_timings: [],
    agent_connection_timings: [],
  };
  build.agents.forEach((agent, place) => {
    const { createdUs, failed, firstConnectedUs, readyUs, startedUs } = agent;
    const of = { workspace_agent_id: agentId(deployment, build, place), workspace_agent_name: agent.name };
    if (firstConnectedUs !== null && firstConnectedUs <= nowUs) {
      timings.agent_connection_timings.push({
        ...interval(createdUs, firstConnectedUs),
        stage: 'connect',
        ...of,
      });
    }
    if (startedUs === null || readyUs === null || readyUs > nowUs) return;
    if (readyUs - startedUs < SHORTEST_SCRIPT_US) return;
    timings.agent_script_timings.push({
      ...interval(startedUs, readyUs),
      exit_code: failed ? 1 : 0,
      stage: 'start',
      status: failed ? 'exit_failure' : 'ok',
      display_name: 'Startup Script',
      ...of,
    });
  });
  return timings;
}

function stageTimings(
  deployment: Deployment,
  workspace: WorkspaceRecord,
  build: ModelBuild,
): ProvisionerTiming[] {
  const plan = stagePlan(deployment, workspace, build);
  if (plan.kind === 'echo' || jobStatus(build) !== 'succeeded') return [];
  const stages = stagesOf(build, plan);
  return stages.flatMap(({ atUs, stage }, index): ProvisionerTiming[] => {
    const next = stages[index + 1];
    if (next === undefined || stage === 'setup' || stage === 'cleanup') return [];
    return [
      {
        job_id: deployment.builds.jobIdOf(build),
        ...interval(atUs, next.atUs),
        stage,
        source: 'coder',
        action: 'terraform',
        resource: `coder_stage_${stage}`,
      },
    ];
  });
}

function interval(
  startUs: number,
  endUs: number,
): { readonly started_at: string; readonly ended_at: string } {
  return { started_at: formatInstantUs(startUs), ended_at: formatInstantUs(endUs) };
}
