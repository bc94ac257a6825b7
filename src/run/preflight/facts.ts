import type {
  CoderClient,
  DeploymentConfig,
  Entitlements,
  Organization,
  RateLimitStanding,
  Template,
  User,
} from '../../codersdk/index.js';
import { SCALETEST_PREFIX } from '../../scaletest/names/index.js';
import type { AgentWait } from '../../storm/index.js';
import { type DueSchedules, readDueSchedules } from './due-schedules.js';
import { asked, askedOfSome, type Known } from './known.js';
import { matchingTemplates, readTarget, type TargetFacts, type TemplateWanted } from './target-facts.js';

/** What preflight saw of a deployment, before anything was judged. */
export interface DeploymentFacts {
  readonly serverVersion: string;
  readonly clock: ClockFacts;
  readonly me: User;
  /** When the token in use ends; `null`: it cannot be told. */
  readonly tokenExpiresAtMs: number | null;
  readonly organizations: readonly Organization[];
  /** Whether any template was asked for. */
  readonly templateAsked: boolean;
  /** Every template that the name or id fits; more than one when organizations share a name. */
  readonly templates: readonly Template[];
  /** What is known of the one template; `null` where there is none, or more than one. */
  readonly target: TargetFacts | null;
  readonly passwordUsers: boolean;
  /** Names of the experiments that are on. */
  readonly experiments: Known<readonly string[]>;
  readonly config: Known<DeploymentConfig>;
  /** `null`: an edition without licences. */
  readonly entitlements: Known<Entitlements | null>;
  /** `null`: a server that sends no notifications. */
  readonly notifications: Known<{ readonly paused: boolean } | null>;
  /** Owners and user admins, who are told of every created user; who is both is counted twice. */
  readonly userAdmins: Known<number>;
  /** Users on the deployment whose name does not mark them as a load test's, without ourselves. */
  readonly otherUsers: number;
  /** Users and workspaces whose name marks them as a load test's. */
  readonly scaletest: { readonly users: number; readonly workspaces: number };
  readonly dueSchedules: Known<DueSchedules>;
  /** Builds that wait for a provisioner, of the whole deployment, without the run's own. */
  readonly pendingBuilds: Known<number>;
  readonly bypass: Known<BypassFacts>;
  /** Ids of runs of this machine that are not recorded as clean on this deployment. */
  readonly unfinishedRuns: Known<readonly string[]>;
}

/** How far this machine's clock is from the deployment's, in milliseconds; positive: the deployment is ahead. */
export type ClockFacts =
  | { readonly kind: 'announced' }
  | { readonly kind: 'bounded'; readonly leastMs: number; readonly mostMs: number }
  | { readonly kind: 'not_told' };

/** Whether the owner's requests pass the rate limit. */
export interface BypassFacts {
  /** `null`: no limit is in force, or what stands in between takes the headers away that tell of it. */
  readonly standing: RateLimitStanding | null;
}

/** What is wanted to be known, and how. */
export interface FactsWanted extends TemplateWanted {
  readonly templateAsked: boolean;
  readonly waitForAgents: AgentWait;
  readonly token: string;
  readonly clock: { readonly nowMs: () => number };
  readonly clockAnnounced: boolean;
  /** A client with the owner's freedom from rate limits; only asked for when the token is an owner's. */
  readonly asOwner: () => CoderClient;
  readonly unfinishedRuns: Known<readonly string[]>;
  /** Builds of the run itself that wait for a provisioner; 0 without it. */
  readonly ownPendingBuilds?: number;
}

const OWNER = 'owner';
const USER_ADMIN = 'user-admin';

/** Reads everything that preflight judges: some thirty requests, whatever the size of storm and deployment. */
export async function readFacts(
  client: CoderClient,
  wanted: FactsWanted,
  signal: AbortSignal,
): Promise<DeploymentFacts> {
  const sentMs = wanted.clock.nowMs();
  const build = await client.deployment.buildInfo({ signal });
  const clock = wanted.clockAnnounced
    ? ({ kind: 'announced' } as const)
    : clockBounds(build.dateMs, sentMs, wanted.clock.nowMs());
  const me = await client.users.me({ signal });
  const [tokenExpiresAtMs, organizations, all, users, methods] = await Promise.all([
    readTokenExpiry(client, wanted.token, signal),
    client.organizations.list({ signal }),
    wanted.templateAsked ? client.templates.list(undefined, { signal }) : [],
    client.users.list({ limit: 1 }, { signal }),
    client.users.authMethods({ signal }),
  ]);
  const templates = matchingTemplates(all, organizations, wanted);
  const only = templates.length === 1 ? templates[0] : undefined;
  const target = only === undefined ? null : await readTarget(client, only, wanted.waitForAgents, signal);
  const scaletest = await readScaletest(client, signal);
  const organizationId = target?.template.organizationId ?? organizations[0]?.id;
  return {
    serverVersion: build.version,
    clock,
    me,
    tokenExpiresAtMs,
    organizations,
    templateAsked: wanted.templateAsked,
    templates,
    target,
    passwordUsers: methods.password,
    ...(await readSettings(client, signal)),
    userAdmins: await asked(readUserAdmins(client, signal)),
    otherUsers: Math.max(0, users.count - scaletest.users - 1),
    scaletest,
    dueSchedules: await asked(readDueSchedules(client, signal)),
    pendingBuilds: await readPendingBuilds(client, organizationId, wanted.ownPendingBuilds ?? 0, signal),
    bypass: await readBypass(me, wanted, signal),
    unfinishedRuns: wanted.unfinishedRuns,
  };
}

/** A `Date` is cut to the second, and was written between our sending and our receiving. */
function clockBounds(dateMs: number | null, sentMs: number, receivedMs: number): ClockFacts {
  return dateMs === null
    ? { kind: 'not_told' }
    : { kind: 'bounded', leastMs: dateMs - receivedMs, mostMs: dateMs + 1000 - sentMs };
}

async function readSettings(
  client: CoderClient,
  signal: AbortSignal,
): Promise<Pick<DeploymentFacts, 'experiments' | 'config' | 'entitlements' | 'notifications'>> {
  const { deployment } = client;
  const [experiments, config, entitlements, notifications] = await Promise.all([
    asked(deployment.experiments({ signal })),
    asked(deployment.config({ signal })),
    askedOfSome(deployment.entitlements({ signal })),
    askedOfSome(deployment.notificationSettings({ signal })),
  ]);
  return { experiments, config, entitlements, notifications };
}

async function readScaletest(
  client: CoderClient,
  signal: AbortSignal,
): Promise<DeploymentFacts['scaletest']> {
  const [users, workspaces] = await Promise.all([
    client.users.list({ q: SCALETEST_PREFIX, limit: 1 }, { signal }),
    client.workspaces.list({ q: `name:${SCALETEST_PREFIX}`, limit: 1 }, { signal }),
  ]);
  return { users: users.count, workspaces: workspaces.count };
}

async function readUserAdmins(client: CoderClient, signal: AbortSignal): Promise<number> {
  const [owners, admins] = await Promise.all(
    [OWNER, USER_ADMIN].map((role) => client.users.list({ q: `role:${role}`, limit: 1 }, { signal })),
  );
  return (owners?.count ?? 0) + (admins?.count ?? 0);
}

/** Every row of the queue says how long it is, in the whole deployment. */
async function readPendingBuilds(
  client: CoderClient,
  organizationId: string | undefined,
  ownCount: number,
  signal: AbortSignal,
): Promise<Known<number>> {
  if (organizationId === undefined) return { known: false, why: 'this token sees no organization' };
  const pending = await asked(
    client.provisioners.jobs(organizationId, { limit: 1, status: 'pending' }, { signal }),
  );
  return pending.known
    ? { known: true, value: Math.max(0, (pending.value[0]?.queueSize ?? 0) - ownCount) }
    : pending;
}

/** Of two requests to one path the second has one less left, unless they pass the limit. */
async function readBypass(me: User, wanted: FactsWanted, signal: AbortSignal): Promise<Known<BypassFacts>> {
  if (!me.roles.includes(OWNER)) return { known: false, why: 'the token is not an owner’s' };
  const { deployment } = wanted.asOwner();
  await deployment.buildInfo({ signal });
  const { rateLimit } = await deployment.buildInfo({ signal });
  return { known: true, value: { standing: rateLimit } };
}

async function readTokenExpiry(
  client: CoderClient,
  token: string,
  signal: AbortSignal,
): Promise<number | null> {
  const keyId = token.split('-')[0] ?? '';
  const key = await asked(client.users.apiKey('me', keyId, { signal }));
  return key.known ? key.value.expiresAt.us / 1000 : null;
}
