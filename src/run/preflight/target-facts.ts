import type {
  CoderClient,
  Organization,
  ProvisionerDaemon,
  ProvisionerTags,
  Template,
  TemplatePreset,
  TemplateVersion,
  TemplateVersionParameter,
} from '../../codersdk/index.js';
import type { AgentWait } from '../../storm/index.js';
import { countLiveProvisioners } from '../live-provisioners.js';
import { readAgentTime } from './agent-times.js';
import { asked, type Known, known } from './known.js';

/** What is known of the one template of a run, and of who builds it. */
export interface TargetFacts {
  readonly template: Template;
  readonly version: TemplateVersion;
  /** Not known while the version is still being imported. */
  readonly parameters: Known<readonly TemplateVersionParameter[]>;
  readonly presets: Known<readonly TemplatePreset[]>;
  /** External accounts that every owner must have linked. */
  readonly requiredAccounts: Known<readonly string[]>;
  /** All of the organization. */
  readonly daemons: Known<readonly ProvisionerDaemon[]>;
  /** Tags of every job of its workspaces; `null`: not known. */
  readonly jobTags: ProvisionerTags | null;
  /** Daemons that take its jobs, and that the deployment calls idle or busy; also those that died within 90 s. */
  readonly liveProvisioners: number;
  readonly agents: AgentFacts;
}

/** What is known of the agents that a workspace of the template has, as far as they are waited for. */
export interface AgentFacts {
  /** `null`: not known, or not waited for. */
  readonly count: number | null;
  /** From the end of a build to the agents of the slowest running workspace; `null`: not known. */
  readonly slowestMs: number | null;
}

/** Which template is wanted. */
export interface TemplateWanted {
  /** Name or id; `null` takes the first there is. */
  readonly template: string | null;
  readonly organization: string | null;
}

/** A name may be given in any case; an id names one template anywhere. */
export function matchingTemplates(
  all: readonly Template[],
  organizations: readonly Organization[],
  wanted: TemplateWanted,
): readonly Template[] {
  const inOrganization = all.filter((template) => {
    if (wanted.organization === null) return true;
    const organization = organizations.find((one) => one.id === template.organizationId);
    return [organization?.id, organization?.name].includes(wanted.organization);
  });
  if (wanted.template === null) return inOrganization.slice(0, 1);
  const text = wanted.template.toLowerCase();
  return inOrganization.filter((template) => template.id === text || template.name.toLowerCase() === text);
}

/** Reads what is known of a template: five requests, and two where agents are waited for. */
export async function readTarget(
  client: CoderClient,
  template: Template,
  wait: AgentWait,
  signal: AbortSignal,
): Promise<TargetFacts> {
  const [version, parameters, accounts, presets, daemons, agents] = await Promise.all([
    client.templates.version(template.activeVersionId, { signal }),
    asked(client.templates.parameters(template.activeVersionId, { signal })),
    asked(client.templates.externalAuth(template.activeVersionId, { signal })),
    asked(client.templates.presets(template.activeVersionId, { signal })),
    asked(client.provisioners.daemons(template.organizationId, { limit: 0 }, { signal })),
    readAgents(client, template, wait, signal),
  ]);
  return {
    template,
    version,
    parameters,
    presets,
    requiredAccounts: accounts.known
      ? known(accounts.value.filter(({ optional }) => !optional).map(({ displayName }) => displayName))
      : accounts,
    daemons,
    jobTags: version.jobTags,
    liveProvisioners: daemons.known ? countLiveProvisioners(daemons.value, version.jobTags) : 0,
    agents,
  };
}

/** Whether the deployment calls it idle or busy. */
export function isAlive({ status }: ProvisionerDaemon): boolean {
  return status !== 'offline';
}

async function readAgents(
  client: CoderClient,
  template: Template,
  wait: AgentWait,
  signal: AbortSignal,
): Promise<AgentFacts> {
  if (wait === 'none') return { count: null, slowestMs: null };
  const count = await asked(client.templates.agentCount(template.activeVersionId, { signal }));
  if (!count.known) return { count: null, slowestMs: null };
  const slowest =
    count.value === 0 ? known(null) : await asked(readAgentTime(client, template, wait, signal));
  return { count: count.value, slowestMs: slowest.known ? slowest.value : null };
}
