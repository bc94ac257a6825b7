import type { Workspace, WorkspaceAgent, WorkspaceBuild } from '../../../src/codersdk/index.js';
import { isActive, type WorkspaceClient } from '../../../src/scaletest/workspacebuild/index.js';
import type { JobStatus, Transition } from '../../../src/storm/index.js';
import { instantFromUs } from '../../../src/time/index.js';
import { apiError, type Fault, lostAnswer } from '../createusers/fake-users.js';

type Method = 'create' | 'byOwnerAndName' | 'get' | 'build' | 'byNumber' | 'getBuild' | 'cancel';
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What each reading of a build by its id finds its job to be; the last one stays. */
export type Course = readonly (JobStatus | { readonly agents: readonly string[] })[];

interface Held {
  readonly workspace: Workspace;
  readonly builds: WorkspaceBuild[];
}

/** The workspaces of a deployment as far as a runner sees them; jobs move on with every reading of their build. */
export class FakeWorkspaces implements WorkspaceClient {
  readonly held = new Map<string, Held>();
  readonly calls: string[] = [];
  readonly planned = new Map<Method, (Fault | undefined)[]>();
  /** Courses of the builds to come, first come first served; afterwards builds succeed at the second reading. */
  readonly courses: Course[] = [];
  /** Called when a request to create a build arrives, before anything else. */
  onBuild: (transition: Transition) => void = () => {};
  readonly #remaining = new Map<string, Course>();

  /** Faults of the next calls of a kind, in order; `undefined` for a call that goes well. */
  plan(method: Method, ...faults: readonly (Fault | undefined)[]): void {
    this.planned.set(method, [...faults]);
  }

  add(name: string, overrides: Partial<Workspace> = {}): Workspace {
    const id = `ws-${name}`;
    const builds: WorkspaceBuild[] = [];
    const workspace = {
      id,
      name,
      ownerId: 'user-7',
      ownerName: 'scaletest-k3v9q0ab-7',
      organizationId: 'org',
      organizationName: 'coder',
      templateId: 'template',
      templateName: 'plain',
      createdAt: instantFromUs(0),
      autostartSchedule: null,
      nextStartAt: null,
      dormantAt: null,
      ttlMs: null,
      templateAllowUserCancelWorkspaceJobs: false,
      ...overrides,
    };
    const withLatest = Object.defineProperty(workspace, 'latestBuild', {
      enumerable: true,
      get: () => builds.at(-1),
    }) as typeof workspace & { latestBuild: WorkspaceBuild };
    this.held.set(id, { workspace: withLatest, builds });
    this.addBuild(id, 'start');
    return { ...withLatest };
  }

  /** A new build that is pending, with the next course. */
  addBuild(
    workspaceId: string,
    transition: Transition,
    overrides: Partial<WorkspaceBuild> = {},
  ): WorkspaceBuild {
    const { workspace, builds } = this.#find(workspaceId);
    const buildNumber = builds.length + 1;
    const build = {
      id: `${workspaceId}/${buildNumber}`,
      workspaceId,
      workspaceName: workspace.name,
      workspaceOwnerId: workspace.ownerId,
      workspaceOwnerName: workspace.ownerName,
      buildNumber,
      transition,
      reason: 'initiator',
      initiatorId: workspace.ownerId,
      initiatorName: workspace.ownerName,
      createdAt: instantFromUs(0),
      status: 'pending',
      job: jobOf('pending'),
      agents: [],
      matchedProvisioners: null,
      ...overrides,
    };
    builds.push(build);
    this.#remaining.set(build.id, this.courses.shift() ?? ['running', 'succeeded']);
    return build;
  }

  /** Sets the job of the latest build. */
  setJob(workspaceId: string, status: JobStatus): void {
    this.#replace(workspaceId, { job: jobOf(status) });
  }

  readonly workspaces: WorkspaceClient['workspaces'] = {
    create: (userRef, body) =>
      this.#call('create', `POST users/${userRef}/workspaces ${JSON.stringify(body)}`, () => {
        const taken = [...this.held.values()].some(({ workspace }) => workspace.name === body.name);
        if (taken) throw apiError('POST', 'workspaces', 409);
        return this.add(body.name, { ownerId: userRef, templateId: body.templateId });
      }),
    byOwnerAndName: (userRef, name) =>
      this.#call('byOwnerAndName', `GET users/${userRef}/workspace/${name}`, () => {
        const found = [...this.held.values()].find(
          ({ workspace, builds }) => workspace.name === name && !isDeleted(builds),
        );
        if (found === undefined) throw apiError('GET', name, 404);
        return { ...found.workspace };
      }),
    get: (id) =>
      this.#call('get', `GET workspaces/${id}`, () => {
        const { workspace, builds } = this.#find(id);
        if (isDeleted(builds)) throw apiError('GET', id, 410);
        return { ...workspace };
      }),
  };

  readonly builds: WorkspaceClient['builds'] = {
    create: (id, body) => {
      this.onBuild(body.transition);
      return this.#call('build', `POST workspaces/${id}/builds ${JSON.stringify(body)}`, () => {
        const latest = this.#find(id).builds.at(-1);
        if (latest !== undefined && isActive(latest)) throw apiError('POST', id, 409);
        return this.addBuild(id, body.transition);
      });
    },
    byNumber: (ownerRef, name, number) =>
      this.#call('byNumber', `GET users/${ownerRef}/workspace/${name}/builds/${number}`, () => {
        const build = this.#find(`ws-${name}`).builds[number - 1];
        if (build === undefined) throw apiError('GET', name, 404);
        return build;
      }),
    get: (buildId) =>
      this.#call('getBuild', `GET workspacebuilds/${buildId}`, () => {
        const workspaceId = buildId.slice(0, buildId.lastIndexOf('/'));
        const [next, ...later] = this.#remaining.get(buildId) ?? [];
        if (later.length > 0) this.#remaining.set(buildId, later);
        if (typeof next === 'string') this.#replace(workspaceId, { job: jobOf(next) });
        else if (next !== undefined) this.#replace(workspaceId, { agents: next.agents.map(agentOf) });
        return this.#find(workspaceId).builds.at(-1)!;
      }),
    cancel: (buildId, options) =>
      this.#call('cancel', `PATCH workspacebuilds/${buildId}/cancel ${options?.expectStatus ?? ''}`, () => {
        const workspaceId = buildId.slice(0, buildId.lastIndexOf('/'));
        const status = this.#find(workspaceId).builds.at(-1)!.job.status;
        if (options?.expectStatus !== undefined && options.expectStatus !== status) {
          throw apiError('PATCH', buildId, 412);
        }
        this.setJob(workspaceId, status === 'pending' ? 'canceled' : 'canceling');
        this.#remaining.set(buildId, []);
      }),
  };

  #find(workspaceId: string): Held {
    const found = this.held.get(workspaceId);
    if (found === undefined) throw apiError('GET', workspaceId, 404);
    return found;
  }

  #replace(workspaceId: string, change: Partial<Mutable<WorkspaceBuild>>): void {
    const { builds } = this.#find(workspaceId);
    builds.push({ ...builds.pop()!, ...change });
  }

  async #call<T>(method: Method, text: string, act: () => T): Promise<T> {
    this.calls.push(text);
    const fault = this.planned.get(method)?.shift();
    if (fault === undefined) return act();
    if (fault.done) act();
    throw fault.kind === 'lost' ? lostAnswer() : apiError(method, text, fault.status);
  }
}

function isDeleted(builds: readonly WorkspaceBuild[]): boolean {
  const latest = builds.at(-1);
  return latest?.transition === 'delete' && latest.job.status === 'succeeded';
}

/** A job in this state, with the times and the error that belong to it. */
export function jobOf(status: JobStatus): WorkspaceBuild['job'] {
  const isTaken = status !== 'pending';
  const hasEnded = status === 'succeeded' || status === 'failed' || status === 'canceled';
  return {
    id: 'job',
    createdAt: instantFromUs(0),
    startedAt: isTaken ? instantFromUs(1_000_000) : null,
    completedAt: hasEnded ? instantFromUs(2_000_000) : null,
    canceledAt: status === 'canceled' || status === 'canceling' ? instantFromUs(1_500_000) : null,
    error: status === 'failed' ? 'terraform said no' : null,
    errorCode: null,
    status,
    workerId: isTaken ? 'worker' : null,
    queuePosition: 0,
    queueSize: 0,
  };
}

function agentOf(status: string): WorkspaceAgent {
  return {
    id: 'agent',
    name: 'main',
    status,
    lifecycleState: 'ready',
    createdAt: instantFromUs(0),
    parentId: null,
    firstConnectedAt: null,
    disconnectedAt: null,
    startedAt: null,
    readyAt: null,
  };
}
