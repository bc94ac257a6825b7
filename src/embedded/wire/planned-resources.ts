import type { ModelAgent } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import type { AgentJson } from '../schemas/agents.js';
import type { ResourceJson } from '../schemas/workspaces.js';
import { agentJson } from './agent.js';

/** After a job's completion its resources are stored, and after each resource its agents: as recorded. */
const DELAY_US = { start: 50, stop: 4600, agent: 300 };
/** More agents than a template can have. */
const AGENTS = 16;

/** What the import of a template's version found that its workspaces consist of: started, and stopped. */
export function versionResources(deployment: Deployment, template: TemplateRecord): ResourceJson[] {
  const { completedUs } = importTimesUs(template);
  const { importJobId, version } = template;
  const number = version.index * 2;
  return [
    plannedResource(deployment, template, {
      number,
      jobId: importJobId,
      createdUs: completedUs + DELAY_US.start,
      transition: 'start',
    }),
    plannedResource(deployment, template, {
      number: number + 1,
      jobId: importJobId,
      createdUs: completedUs + DELAY_US.stop,
      transition: 'stop',
    }),
  ];
}

/** Numbers of dry-runs' resources begin behind those of all versions. */
const FIRST_DRY_RUN = 1e6;

/** What a dry-run found that the workspace would consist of. */
export function dryRunResources(
  deployment: Deployment,
  template: TemplateRecord,
  dryRun: { readonly number: number; readonly id: string; readonly completedUs: number },
): ResourceJson[] {
  return [
    plannedResource(deployment, template, {
      number: FIRST_DRY_RUN + dryRun.number,
      jobId: dryRun.id,
      createdUs: dryRun.completedUs + DELAY_US.start,
      transition: 'start',
    }),
  ];
}

function plannedResource(
  deployment: Deployment,
  { version }: TemplateRecord,
  resource: {
    readonly number: number;
    readonly jobId: string;
    readonly createdUs: number;
    readonly transition: 'start' | 'stop';
  },
): ResourceJson {
  const { number, createdUs } = resource;
  const id = deployment.identities.once('plan-resource', number);
  const { connectionTimeoutUs: timeoutUs = 0, names = [] } =
    deployment.parameters.templates[version.index]?.agents ?? {};
  const agents = names.map((name, index) =>
    plannedAgent(deployment, { number: number * AGENTS + index, name, resourceId: id, createdUs, timeoutUs }),
  );
  return {
    id,
    created_at: formatInstantUs(createdUs),
    job_id: resource.jobId,
    workspace_transition: resource.transition,
    type: 'null_resource',
    name: 'workspace',
    hide: false,
    icon: '',
    ...(agents.length === 0 ? {} : { agents }),
    daily_cost: 0,
  };
}

function plannedAgent(
  deployment: Deployment,
  agent: {
    readonly number: number;
    readonly name: string;
    readonly resourceId: string;
    readonly createdUs: number;
    readonly timeoutUs: number;
  },
): AgentJson {
  const createdUs = agent.createdUs + DELAY_US.agent;
  const createdAt = formatInstantUs(createdUs);
  const planned: ModelAgent = {
    name: agent.name,
    createdUs,
    firstConnectedUs: null,
    startedUs: null,
    readyUs: null,
    failed: false,
    disconnectedUs: null,
    timeoutUs: agent.timeoutUs,
  };
  return {
    ...agentJson(planned, { status: 'connecting', lifecycle: 'created' }),
    id: deployment.identities.once('plan-agent', agent.number),
    created_at: createdAt,
    updated_at: createdAt,
    resource_id: agent.resourceId,
  };
}
