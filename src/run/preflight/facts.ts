import {
  CoderApiError,
  type CoderClient,
  type Organization,
  type ProvisionerDaemon,
  type ProvisionerTags,
  type Template,
  type TemplateVersionParameter,
  type User,
} from '../../codersdk/index.js';
import { countLiveProvisioners } from '../live-provisioners.js';

/** What preflight saw of a deployment, before anything was judged. */
export interface DeploymentFacts {
  readonly serverVersion: string;
  readonly me: User;
  /** When the token in use ends; `null`: it cannot be told. */
  readonly tokenExpiresAtMs: number | null;
  readonly organizations: readonly Organization[];
  /** Every template that the name or id fits; more than one when organizations share a name. */
  readonly templates: readonly Template[];
  /** What is known of the one template; `null` where there is none, or more than one. */
  readonly target: TargetFacts | null;
  /** Users on the deployment whose name does not mark them as a load test's. */
  readonly otherUsers: number;
  readonly passwordUsers: boolean;
}

export interface TargetFacts {
  readonly template: Template;
  readonly versionStatus: string;
  readonly parameters: readonly TemplateVersionParameter[];
  /** External accounts that every owner must have linked. */
  readonly requiredAccounts: readonly string[];
  readonly daemons: readonly ProvisionerDaemon[];
  /** Tags of every job of its workspaces; `null`: not known. */
  readonly jobTags: ProvisionerTags | null;
  /** Daemons that take its jobs, and that the deployment calls idle or busy; also those that died within 90 s. */
  readonly liveProvisioners: number;
}

export interface FactsWanted {
  readonly template: string | null;
  readonly organization: string | null;
  readonly token: string;
}

/** Reads everything that preflight judges: a dozen requests, whatever the size of the storm. */
export async function readFacts(
  client: CoderClient,
  wanted: FactsWanted,
  signal: AbortSignal,
): Promise<DeploymentFacts> {
  const { version } = await client.deployment.buildInfo({ signal });
  const me = await client.users.me({ signal });
  const [tokenExpiresAtMs, organizations, all, users, methods] = await Promise.all([
    readTokenExpiry(client, wanted.token, signal),
    client.organizations.list({ signal }),
    client.templates.list(undefined, { signal }),
    client.users.list({ limit: 1 }, { signal }),
    client.users.authMethods({ signal }),
  ]);
  const scaletestUsers = await client.users.list({ q: 'scaletest-', limit: 1 }, { signal });
  const templates = matchingTemplates(all, organizations, wanted);
  const only = templates.length === 1 ? templates[0] : undefined;
  return {
    serverVersion: version,
    me,
    tokenExpiresAtMs,
    organizations,
    templates,
    target: only === undefined ? null : await readTarget(client, only, signal),
    otherUsers: Math.max(0, users.count - scaletestUsers.count - 1),
    passwordUsers: methods.password,
  };
}

/** A name may be given in any case; an id names one template anywhere. `null` takes the first there is. */
function matchingTemplates(
  all: readonly Template[],
  organizations: readonly Organization[],
  wanted: FactsWanted,
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

async function readTarget(
  client: CoderClient,
  template: Template,
  signal: AbortSignal,
): Promise<TargetFacts> {
  const [version, parameters, accounts, daemons] = await Promise.all([
    client.templates.version(template.activeVersionId, { signal }),
    client.templates.parameters(template.activeVersionId, { signal }),
    client.templates.externalAuth(template.activeVersionId, { signal }),
    readDaemons(client, template.organizationId, signal),
  ]);
  const distinct = [...new Map(daemons.map((daemon) => [daemon.id, daemon])).values()];
  return {
    template,
    versionStatus: version.jobStatus,
    parameters,
    requiredAccounts: accounts.filter((account) => !account.optional).map((account) => account.displayName),
    daemons: distinct,
    jobTags: version.jobTags,
    liveProvisioners: countLiveProvisioners(distinct, version.jobTags),
  };
}

/** A member may not see them; that the token is a member's is found by another check. */
async function readDaemons(
  client: CoderClient,
  organizationId: string,
  signal: AbortSignal,
): Promise<readonly ProvisionerDaemon[]> {
  try {
    return await client.provisioners.daemons(organizationId, { limit: 0 }, { signal });
  } catch (error) {
    if (error instanceof CoderApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}

async function readTokenExpiry(
  client: CoderClient,
  token: string,
  signal: AbortSignal,
): Promise<number | null> {
  const keyId = token.split('-')[0] ?? '';
  try {
    const key = await client.users.apiKey('me', keyId, { signal });
    return key.expiresAt.us / 1000;
  } catch (error) {
    if (error instanceof CoderApiError) return null;
    throw error;
  }
}
