import {
  type CallOptions,
  type ProvisionerDaemon,
  type QueuedJob,
  type Template,
  takesJobs,
  type Workspace,
  type WorkspaceBuild,
} from '../codersdk/index.js';
import type { BuildHistory } from '../plan/index.js';
import type { UniformDraw } from '../stats/index.js';
import { counted } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import { forEachBounded } from './bounded.js';
import { chooseSome } from './choose-some.js';
import { autostartCreations, observedBuild, observedJobs, reportedTimes } from './observed-records.js';
import type { WorkspaceListClient } from './record-client.js';
import { RequestCount } from './request-count.js';
import { PAGE_SIZE, workspacePages } from './workspace-pages.js';

/** What reading a deployment's history needs of a Coder client. It only reads. */
export interface HistoryClient extends WorkspaceListClient {
  readonly builds: {
    list(
      workspaceId: string,
      query: { readonly limit?: number; readonly since?: string },
      options?: CallOptions,
    ): Promise<readonly WorkspaceBuild[]>;
  };
  readonly provisioners: {
    jobs(
      organization: string,
      query: { readonly limit?: number },
      options?: CallOptions,
    ): Promise<readonly QueuedJob[]>;
    daemons(
      organization: string,
      query?: { readonly limit?: number },
      options?: CallOptions,
    ): Promise<readonly ProvisionerDaemon[]>;
  };
  readonly templates: { list(q?: string, options?: CallOptions): Promise<readonly Template[]> };
}

/** How far back, and how much. */
export interface DeploymentHistoryOptions {
  /** Builds created since then; milliseconds since the epoch, the deployment's clock. */
  readonly sinceMs: number;
  /** Chooses the workspaces whose builds are listed. */
  readonly random: UniformDraw;
  readonly signal: AbortSignal;
}

/** A deployment's own past, as far as few requests tell it. */
export interface DeploymentHistory {
  readonly history: BuildHistory;
  /** All that the token may see, up to the limit. */
  readonly workspaces: readonly Workspace[];
  readonly templates: readonly Template[];
  /** Untagged provisioners that are alive; `null` where no organization lets them be read. */
  readonly liveProvisioners: number | null;
  readonly requests: number;
  /** What was left out or refused, each a whole sentence. */
  readonly notes: readonly string[];
}

const MAX_PAGES = 40;
const MAX_LISTS = 100;
const MAX_ORGANIZATIONS = 5;
const BUILDS_PER_LIST = 100;
const JOBS_PER_ORGANIZATION = 1_000;
const AT_ONCE = 4;

/** The most requests that {@link readDeploymentHistory} makes, repeated ones not counted. */
export const MAX_HISTORY_REQUESTS = 1 + MAX_PAGES + MAX_LISTS + 2 * MAX_ORGANIZATIONS;

/**
 * Reads what a deployment remembers of its builds; it changes nothing.
 *
 * | request | how often at most | gives |
 * |---|---|---|
 * | templates | 1 | build times that the server reports itself |
 * | workspaces, 500 to a page | 40 | the latest build of each with its agents |
 * | builds of one workspace, the newest 100 since then | 100, of workspaces with a schedule first | earlier mornings |
 * | provisioner jobs of an organization, the newest 1,000 | 5 | all that provisioners did lately, and how fast starts were created |
 * | provisioners of an organization | 5 | how many are alive |
 *
 * How often builds fail is taken from lists of builds alone: a workspace whose start failed keeps that for its latest
 * build, where the one that started has its stop.
 *
 * A token that may not read one of these (403, or 404 where a server hides what is forbidden) gets the rest, and a note.
 * @throws CoderApiError when not even workspaces can be listed; ConnectionError, or the signal's reason.
 */
export async function readDeploymentHistory(
  client: HistoryClient,
  { random, signal, sinceMs }: DeploymentHistoryOptions,
): Promise<DeploymentHistory> {
  const requests = new RequestCount();
  const templates = await requests.allowed({ what: 'templates' }, () =>
    client.templates.list(undefined, { signal }),
  );
  const workspaces = await readWorkspaces(client, requests, signal);
  const sinceUs = Math.ceil(sinceMs) * 1_000;
  const builds = new Map<string, { readonly build: WorkspaceBuild; readonly template: string }>();
  const keep = (build: WorkspaceBuild, { templateName }: Workspace): void => {
    if (build.createdAt.us > sinceUs) builds.set(build.id, { build, template: templateName });
  };
  for (const workspace of workspaces) keep(workspace.latestBuild, workspace);
  const scheduled = workspaces.filter(({ autostartSchedule }) => autostartSchedule !== null);
  const others = workspaces.filter(({ autostartSchedule }) => autostartSchedule === null);
  const chosen = chooseSome(scheduled, MAX_LISTS, random);
  chosen.push(...chooseSome(others, MAX_LISTS - chosen.length, random));
  const since = formatInstantUs(sinceUs);
  const listedIds = new Set<string>();
  await forEachBounded(chosen, AT_ONCE, async (workspace) => {
    const listed = await requests.allowed({ what: 'builds of workspaces' }, () =>
      client.builds.list(workspace.id, { limit: BUILDS_PER_LIST, since }, { signal }),
    );
    for (const build of listed ?? []) {
      listedIds.add(build.id);
      keep(build, workspace);
    }
  });
  const { jobs, liveProvisioners } = await readProvisioners(client, workspaces, requests, {
    sinceUs,
    signal,
  });
  if (chosen.length < workspaces.length) {
    requests.notes.push(
      `Earlier builds were read of ${chosen.length} of ${workspaces.length} workspaces, drawn at random, those with a schedule first; of the others only the latest.`,
    );
  }
  // Requests overlap, and their answers come in any order.
  const observed = [...builds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { build, template }]) => ({ id, build: observedBuild(build, template) }));
  return {
    history: {
      builds: observed.map(({ build }) => build),
      ratesFrom: observed.flatMap(({ build, id }) => (listedIds.has(id) ? build : [])),
      jobs: jobs === null ? null : observedJobs(jobs),
      creations: jobs === null ? null : autostartCreations(jobs, builds),
      creationsAre: 'starts of which it is not known that somebody asked for them',
      reported: (templates ?? []).map(reportedTimes),
    },
    workspaces,
    templates: templates ?? [],
    liveProvisioners,
    requests: requests.made,
    notes: requests.notes,
  };
}

/** A deployment's workspaces with their schedules, and the templates that decide about them. */
export type DeploymentSchedules = Pick<DeploymentHistory, 'workspaces' | 'templates' | 'requests' | 'notes'>;

/**
 * The part of {@link readDeploymentHistory} that says who is due: templates and workspaces.
 * @throws The same.
 */
export async function readDeploymentSchedules(
  client: Pick<HistoryClient, 'templates' | 'workspaces'>,
  signal: AbortSignal,
): Promise<DeploymentSchedules> {
  const requests = new RequestCount();
  const templates = await requests.allowed({ what: 'templates' }, () =>
    client.templates.list(undefined, { signal }),
  );
  const workspaces = await readWorkspaces(client, requests, signal);
  return { workspaces, templates: templates ?? [], requests: requests.made, notes: requests.notes };
}

async function readWorkspaces(
  client: WorkspaceListClient,
  requests: RequestCount,
  signal: AbortSignal,
): Promise<readonly Workspace[]> {
  const found = new Map<string, Workspace>();
  let [pages, count] = [0, 0];
  for await (const page of workspacePages(client, '', PAGE_SIZE, signal)) {
    requests.made += 1;
    pages += 1;
    count = page.count;
    for (const workspace of page.workspaces) found.set(workspace.id, workspace);
    if (pages === MAX_PAGES) break;
  }
  if (found.size < count) {
    requests.notes.push(
      `${found.size} of ${count} workspaces were read: those who are due are undercounted by their schedules.`,
    );
  }
  // In an order that does not change with what builds, so that the same draws choose the same.
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What provisioners did, and how many there are; `null` where no organization lets that be read. */
async function readProvisioners(
  client: HistoryClient,
  workspaces: readonly Workspace[],
  requests: RequestCount,
  { signal, sinceUs }: { readonly signal: AbortSignal; readonly sinceUs: number },
): Promise<{ readonly jobs: readonly QueuedJob[] | null; readonly liveProvisioners: number | null }> {
  const organizations = new Map(
    workspaces.map(({ organizationId, organizationName }) => [organizationId, organizationName]),
  );
  const jobs: QueuedJob[] = [];
  let [live, tagged, answers] = [0, 0, 0];
  for (const [id, name] of [...organizations].slice(0, MAX_ORGANIZATIONS)) {
    const of = `organization ${name}`;
    const read = await requests.allowed({ what: 'provisioner jobs', of }, () =>
      client.provisioners.jobs(id, { limit: JOBS_PER_ORGANIZATION }, { signal }),
    );
    jobs.push(...(read ?? []).filter(({ createdAt }) => createdAt.us > sinceUs));
    const daemons = await requests.allowed({ what: 'provisioners', of }, () =>
      client.provisioners.daemons(id, {}, { signal }),
    );
    if (daemons === null) continue;
    answers += 1;
    const alive = daemons.filter(({ status }) => status !== 'offline');
    const untagged = alive.filter(({ tags }) => takesJobs(tags, {})).length;
    live += untagged;
    tagged += alive.length - untagged;
  }
  if (organizations.size > MAX_ORGANIZATIONS) {
    requests.notes.push(
      `Jobs and provisioners were read of ${MAX_ORGANIZATIONS} of ${organizations.size} organizations.`,
    );
  }
  if (tagged > 0) {
    requests.notes.push(
      `${counted(tagged, 'provisioner')} with tags ${tagged === 1 ? 'is' : 'are'} alive and not counted: --tagged-provisioners says who there will be.`,
    );
  }
  return { jobs: jobs.length === 0 ? null : jobs, liveProvisioners: answers === 0 ? null : live };
}
