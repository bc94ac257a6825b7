import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import type { PlannedResourceJson } from '../schemas/planned-resources.js';

/** After a job's completion its resources are stored, and after each resource its agents: as recorded. */
const DELAY_US = { start: 50, stop: 4600, agent: 300 };
/** More agents than a template can have. */
const AGENTS = 16;

type PlannedAgentJson = NonNullable<PlannedResourceJson['agents']>[number];

/** What the import of a template's version found that its workspaces consist of: started, and stopped. */
export function versionResources(deployment: Deployment, template: TemplateRecord): PlannedResourceJson[] {
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
): PlannedResourceJson[] {
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
): PlannedResourceJson {
  const { number, createdUs } = resource;
  const id = deployment.identities.once('plan-resource', number);
  const agents = version.agentNames.map((name, index) =>
    plannedAgent(deployment, { number: number * AGENTS + index, name, resourceId: id, createdUs }),
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
  },
): PlannedAgentJson {
  const createdAt = formatInstantUs(agent.createdUs + DELAY_US.agent);
  return {
    id: deployment.identities.once('plan-agent', agent.number),
    parent_id: null,
    created_at: createdAt,
    updated_at: createdAt,
    status: 'connecting',
    lifecycle_state: 'created',
    name: agent.name,
    resource_id: agent.resourceId,
    architecture: '',
    environment_variables: null,
    operating_system: '',
    logs_length: 0,
    logs_overflowed: false,
    version: '',
    api_version: '',
    apps: [],
    connection_timeout_seconds: 0,
    troubleshooting_url: 'https://coder.com/docs/admin/templates/troubleshooting',
    subsystems: [],
    health: { healthy: false, reason: 'agent has not yet connected' },
    display_apps: [],
    log_sources: [],
    scripts: [],
    startup_script_behavior: 'non-blocking',
  };
}
