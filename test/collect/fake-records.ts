import type { CallOptions, Workspace, WorkspaceBuild } from '../../src/codersdk/index.js';
import { CoderApiError } from '../../src/codersdk/index.js';
import type { RecordClient } from '../../src/collect/index.js';
import type { JobStatus, Transition } from '../../src/storm/index.js';
import { instantFromUs } from '../../src/time/index.js';

/** One request that the fake has received, as far as tests look at it. */
export interface FakeRequest {
  readonly kind: 'list' | 'byNumber' | 'builds' | 'jobs' | 'watch';
  readonly q: string;
  readonly offset: number;
}

interface FakeWorkspace {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  deleted: boolean;
  readonly builds: { readonly number: number; readonly transition: Transition; status: JobStatus }[];
}

const NEVER = instantFromUs(0);

const STATUS_BY_JOB = {
  start: { running: 'starting', succeeded: 'running' },
  stop: { running: 'stopping', succeeded: 'stopped' },
  delete: { running: 'deleting', succeeded: 'deleted' },
} as const;

/** The error a server answers with. */
export function apiError(status: number, retryAfterMs: number | null = null): CoderApiError {
  return new CoderApiError({
    status,
    method: 'GET',
    path: '/api/v2/fake',
    message: `fake refusal ${status}`,
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs,
  });
}

/** A deployment's records in memory, listed in the server's order: running workspaces first, then by owner. */
export class FakeRecords implements RecordClient {
  readonly requests: FakeRequest[] = [];
  /** Runs before each answer; throws to refuse it. */
  beforeAnswer: (request: FakeRequest) => void | Promise<void> = () => {};
  /** Workspaces that listings leave out although they count them. */
  readonly unlisted = new Set<string>();
  readonly #workspaces = new Map<string, FakeWorkspace>();

  /** Adds a workspace whose first build, a start, has the given status. */
  add(name: string, status: JobStatus = 'succeeded'): string {
    const id = `id-${name}`;
    const builds = [{ number: 1, transition: 'start' as const, status }];
    this.#workspaces.set(id, { id, name, owner: `owner-of-${name}`, deleted: false, builds });
    return id;
  }

  /** Adds a build; numbers count up. */
  build(id: string, transition: Transition, status: JobStatus = 'pending'): number {
    const { builds } = this.find(id);
    const number = builds.length + 1;
    builds.push({ number, transition, status });
    return number;
  }

  /** Changes the status of a build, the latest if none is named. */
  set(id: string, status: JobStatus, number?: number): void {
    const workspace = this.find(id);
    const build = workspace.builds.find((b) => b.number === (number ?? workspace.builds.length));
    if (build === undefined) throw new Error(`no build ${number} of ${id}`);
    build.status = status;
    workspace.deleted ||= build.transition === 'delete' && status === 'succeeded';
  }

  /** Removes every trace of a workspace. */
  purge(id: string): void {
    this.#workspaces.delete(id);
  }

  /** Real time, by which answers are measured. */
  nowMs: () => number = () => 0;
  /** How long the last try of a call takes, where tries before it failed; `null`: there were none. */
  lastTryMs: number | null = null;

  count(kind?: FakeRequest['kind']): number {
    return this.requests.filter((request) => kind === undefined || request.kind === kind).length;
  }

  readonly workspaces: RecordClient['workspaces'] = {
    list: async ({ q = '', limit = 0, offset = 0 }, options) => {
      await this.answer({ kind: 'list', q, offset }, options);
      const matching = [...this.#workspaces.values()]
        .filter((w) => !w.deleted && matches(w, q))
        .sort(byListOrder);
      const page = matching.slice(offset, limit === 0 ? undefined : offset + limit);
      const listed = page.filter((w) => !this.unlisted.has(w.id)).map((w) => this.#row(w));
      return { workspaces: listed, count: matching.length };
    },
  };

  readonly builds: RecordClient['builds'] = {
    byNumber: async (owner, name, number, options) => {
      await this.answer({ kind: 'byNumber', q: `${owner}/${name}/${number}`, offset: 0 }, options);
      const workspace = [...this.#workspaces.values()].find(
        (w) => w.name === name && w.owner === owner && !w.deleted,
      );
      const build = workspace && this.#builds(workspace).find((b) => b.buildNumber === number);
      if (build === undefined) throw apiError(404);
      return build;
    },
    list: async (id, _query, options) => {
      await this.answer({ kind: 'builds', q: id, offset: 0 }, options);
      return this.#builds(this.find(id)).reverse();
    },
  };

  protected find(id: string): FakeWorkspace {
    const workspace = this.#workspaces.get(id);
    if (workspace === undefined) throw apiError(404);
    return workspace;
  }

  protected all(): Iterable<FakeWorkspace> {
    return this.#workspaces.values();
  }

  protected async answer(request: FakeRequest, options?: CallOptions): Promise<void> {
    this.requests.push(request);
    const sentMs = this.nowMs();
    await Promise.resolve();
    await this.beforeAnswer(request);
    options?.signal?.throwIfAborted();
    options?.onAnswered?.(this.lastTryMs ?? this.nowMs() - sentMs);
  }

  #builds({ id, name, owner, builds }: FakeWorkspace): WorkspaceBuild[] {
    return builds.map(({ number, transition, status }) => ({
      id: `${id}-build-${number}`,
      workspaceId: id,
      workspaceName: name,
      workspaceOwnerId: `id-${owner}`,
      workspaceOwnerName: owner,
      buildNumber: number,
      transition,
      reason: 'initiator',
      initiatorId: `id-${owner}`,
      initiatorName: owner,
      createdAt: NEVER,
      status: workspaceStatus(transition, status),
      job: {
        id: `${id}-job-${number}`,
        createdAt: NEVER,
        startedAt: null,
        completedAt: null,
        canceledAt: null,
        error: null,
        errorCode: null,
        status,
        workerId: null,
        queuePosition: 0,
        queueSize: 0,
      },
      agents: [],
      matchedProvisioners: null,
    }));
  }

  #row(workspace: FakeWorkspace): Workspace {
    const latestBuild = this.#builds(workspace).at(-1);
    if (latestBuild === undefined) throw new Error('a workspace has at least one build');
    return {
      id: workspace.id,
      name: workspace.name,
      ownerId: `id-${workspace.owner}`,
      ownerName: workspace.owner,
      organizationId: 'org',
      organizationName: 'coder',
      templateId: 'template',
      templateName: 'template',
      createdAt: NEVER,
      latestBuild,
      autostartSchedule: null,
      nextStartAt: null,
      dormantAt: null,
      ttlMs: null,
      templateAllowUserCancelWorkspaceJobs: true,
    };
  }
}

function workspaceStatus(transition: Transition, status: JobStatus): string {
  return status === 'running' || status === 'succeeded' ? STATUS_BY_JOB[transition][status] : status;
}

function latestStatus({ builds }: FakeWorkspace): string {
  const latest = builds.at(-1);
  return latest === undefined ? 'unknown' : workspaceStatus(latest.transition, latest.status);
}

function matches(workspace: FakeWorkspace, q: string): boolean {
  return q
    .split(' ')
    .filter((term) => term !== '')
    .every((term) => {
      const [key, value = ''] = term.split(':');
      switch (key) {
        case 'name':
          return workspace.name.includes(value);
        case 'status':
          return latestStatus(workspace) === value;
        case 'id':
          return value.split(',').includes(workspace.id);
        default:
          throw apiError(400);
      }
    });
}

function byListOrder(a: FakeWorkspace, b: FakeWorkspace): number {
  const rank = (w: FakeWorkspace): number => (latestStatus(w) === 'running' ? 0 : 1);
  return rank(a) - rank(b) || a.owner.localeCompare(b.owner, 'en', { numeric: true });
}
