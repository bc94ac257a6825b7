import type {
  User,
  Workspace,
  WorkspaceAgent,
  WorkspaceBuild,
  WorkspaceBuildUpdate,
} from '../../../src/codersdk/index.js';
import { CoderApiError } from '../../../src/codersdk/index.js';
import type { AutostartClient } from '../../../src/scaletest/autostart/index.js';
import { UpdateChannel } from '../../../src/scaletest/autostart/index.js';
import type { JobStatus, Transition } from '../../../src/storm/index.js';
import { instantFromUs, nextOccurrenceMs, parseSchedule, VirtualClock } from '../../../src/time/index.js';

/** How the job of one build goes; times from its creation. Never started without `startMs`, never ended without `endMs`. */
export interface JobPlan {
  readonly startMs?: number;
  readonly endMs?: number;
  readonly status?: 'succeeded' | 'failed' | 'canceled';
  readonly error?: string;
  /** What the updates say and when, from the creation; by default the status, at the end. */
  readonly told?: readonly { readonly atMs: number; readonly status: JobStatus }[];
  /** Marks of an unusual job. */
  readonly canceledAtMs?: number;
  readonly reason?: string;
  /** Of the build's one agent, if it has one; times from the creation of the build. */
  readonly agent?: { readonly connectedMs?: number; readonly readyMs?: number; readonly lifecycle?: string };
}

type Draft = { -readonly [K in keyof WorkspaceBuild]: WorkspaceBuild[K] };

/** Begins on 2026-11-23 at 09:28:30 UTC; the tick comes ten seconds after the minute. */
export const BEGIN_MS = Date.UTC(2026, 10, 23, 9, 28, 30);
export const TICK_DELAY_MS = 10_000;

/**
 * A deployment of one user's worth, on a virtual clock: enough of Coder for a runner to work against, and every
 * way to go wrong. Builds go as `plan` says; requests that `fail` names meet that error, once or always.
 */
export class FakeDeployment {
  readonly clock: VirtualClock;
  readonly updates = new UpdateChannel();
  readonly calls: string[] = [];
  readonly builds: WorkspaceBuild[] = [];
  readonly fail = new Map<string, () => Error | null>();
  /** Called on every request, before it is carried out. */
  onCall: (call: string) => void = () => {};
  plan: (build: WorkspaceBuild) => JobPlan = () => ({ startMs: 1_000, endMs: 3_000 });
  tell: (update: WorkspaceBuildUpdate) => void = (update) => this.updates.push(update);
  autostarts = true;
  /** What the server makes of the stored schedule, if not what the schedule says. */
  nextStartMs: number | null = null;
  dormantAtMs: number | null = null;
  gone = false;
  schedule: string | null = null;
  userExists = false;
  userStatus = 'active';

  readonly client: AutostartClient = this.#clientOf('owner');
  readonly #id: string;

  /** @param id - Of the workspace and its user: `w-1` and `u-1`, with build `b-1`; of another, `b-2-1`. */
  constructor(clock = new VirtualClock(BEGIN_MS), id = '1') {
    this.clock = clock;
    this.#id = id;
  }

  get latest(): WorkspaceBuild | undefined {
    return this.builds.at(-1);
  }

  workspace(): Workspace {
    const latestBuild = this.latest;
    if (latestBuild === undefined) throw new Error('no workspace yet');
    return {
      id: `w-${this.#id}`,
      name: latestBuild.workspaceName,
      ownerId: `u-${this.#id}`,
      ownerName: 'scaletest-x-1',
      organizationId: 'o-1',
      organizationName: 'coder',
      templateId: 't-1',
      templateName: 'plain',
      createdAt: this.builds[0]?.createdAt ?? latestBuild.createdAt,
      latestBuild: snapshot(latestBuild),
      autostartSchedule: this.schedule,
      nextStartAt: this.nextStartMs === null ? null : this.#instant(this.nextStartMs),
      dormantAt: this.dormantAtMs === null ? null : this.#instant(this.dormantAtMs),
      ttlMs: null,
      templateAllowUserCancelWorkspaceJobs: true,
    };
  }

  /** Creates a build as the executor, or as somebody else. */
  createBuild(
    transition: Transition,
    reason: string,
    name = 'scaletest-x-1',
    initiatorName = 'scaletest-x-1',
  ) {
    const nowMs = this.clock.nowMs();
    const number = this.builds.length + 1;
    const createdAt = this.#instant(nowMs);
    const build: Draft = {
      id: this.#id === '1' ? `b-${number}` : `b-${this.#id}-${number}`,
      workspaceId: `w-${this.#id}`,
      workspaceName: name,
      workspaceOwnerId: `u-${this.#id}`,
      workspaceOwnerName: 'scaletest-x-1',
      buildNumber: number,
      transition,
      reason,
      initiatorId: 'u-1',
      initiatorName,
      createdAt,
      status: 'pending',
      agents: [],
      matchedProvisioners: null,
      job: {
        id: `j-${number}`,
        createdAt,
        startedAt: null,
        completedAt: null,
        canceledAt: null,
        error: null,
        errorCode: null,
        status: 'pending',
        workerId: null,
        queuePosition: 0,
        queueSize: 0,
      },
    };
    this.builds.push(build);
    this.#carryOut(build, this.plan(build));
    return build;
  }

  #carryOut(build: Draft, plan: JobPlan): void {
    const { startMs, endMs, status = 'succeeded', error = null, canceledAtMs } = plan;
    const nowMs = this.clock.nowMs();
    const change = (afterMs: number | undefined, apply: () => void) => {
      if (afterMs === 0) apply();
      else if (afterMs !== undefined) this.clock.schedule(nowMs + afterMs, apply);
    };
    change(startMs, () => {
      build.job = { ...build.job, startedAt: this.#now(), status: 'running', workerId: 'p-1' };
    });
    change(canceledAtMs, () => {
      build.job = { ...build.job, canceledAt: this.#now(), status: 'canceling' };
    });
    change(endMs, () => {
      build.job = { ...build.job, completedAt: this.#now(), status, error };
      if (build.transition === 'delete') this.gone = true;
      if (plan.agent !== undefined) build.agents = [this.#agent()];
    });
    change(plan.agent?.connectedMs, () => {
      build.agents = build.agents.map((agent) => ({
        ...agent,
        status: 'connected',
        lifecycleState: 'starting',
        firstConnectedAt: this.#now(),
      }));
    });
    change(plan.agent?.readyMs, () => {
      const lifecycleState = plan.agent?.lifecycle ?? 'ready';
      build.agents = build.agents.map((agent) => ({ ...agent, lifecycleState, readyAt: this.#now() }));
    });
    const told = plan.told ?? (endMs === undefined ? [] : [{ atMs: endMs, status }]);
    for (const { atMs, status: jobStatus } of told) {
      change(atMs, () =>
        this.tell({
          workspaceId: build.workspaceId,
          workspaceName: build.workspaceName,
          buildId: build.id,
          transition: build.transition,
          jobStatus,
          buildNumber: build.buildNumber,
        }),
      );
    }
  }

  #agent(): WorkspaceAgent {
    return {
      id: 'a-1',
      name: 'main',
      parentId: null,
      status: 'connecting',
      lifecycleState: 'created',
      createdAt: this.#now(),
      firstConnectedAt: null,
      disconnectedAt: null,
      startedAt: null,
      readyAt: null,
    };
  }

  #clientOf(who: string): AutostartClient {
    const call = (name: string) => {
      this.calls.push(`${who} ${name}`);
      this.onCall(name);
      const error = this.fail.get(name)?.() ?? null;
      if (error !== null) throw error;
    };
    return {
      users: {
        create: async (request, options) => {
          call('users.create');
          options?.signal?.throwIfAborted();
          this.userExists = true;
          return { ...this.#user(), username: request.username, name: request.name, email: request.email };
        },
        get: async () => {
          call('users.get');
          throw answered(404);
        },
        login: async (_email, _password, options) => {
          call('users.login');
          options?.signal?.throwIfAborted();
          return 'token-1';
        },
        delete: async () => {
          call('users.delete');
          this.userExists = false;
        },
      },
      workspaces: {
        create: async (_user, request, options) => {
          call('workspaces.create');
          options?.signal?.throwIfAborted();
          this.createBuild('start', 'initiator', request.name);
          return this.workspace();
        },
        byOwnerAndName: async () => {
          call('workspaces.byOwnerAndName');
          if (this.latest === undefined || this.gone) throw answered(404);
          return this.workspace();
        },
        get: async () => {
          call('workspaces.get');
          if (this.gone) throw answered(410);
          return this.workspace();
        },
        setAutostart: async (_id, schedule) => {
          call(schedule === null ? 'workspaces.clearAutostart' : 'workspaces.setAutostart');
          this.schedule = schedule;
          if (schedule !== null) this.#planStart(schedule);
        },
      },
      builds: {
        create: async (_workspace, request, options) => {
          call(`builds.create ${request.transition}`);
          options?.signal?.throwIfAborted();
          return snapshot(this.createBuild(request.transition, 'initiator', this.latest?.workspaceName));
        },
        byNumber: async (_owner, _name, number) => {
          call(`builds.byNumber ${number}`);
          const build = this.builds[number - 1];
          if (build === undefined || this.gone) throw answered(404);
          return snapshot(build);
        },
        get: async (id) => {
          call(`builds.get ${id}`);
          const build = this.builds.find((one) => one.id === id);
          if (build === undefined) throw answered(404);
          return snapshot(build);
        },
        cancel: async () => call('builds.cancel'),
      },
      withToken: () => this.#clientOf('user'),
    };
  }

  #planStart(schedule: string): void {
    const atMs = nextOccurrenceMs(parseSchedule(schedule), this.clock.nowMs());
    if (atMs === undefined) throw new Error(`never: ${schedule}`);
    this.nextStartMs ??= atMs;
    if (!this.autostarts || this.nextStartMs !== atMs) return;
    this.clock.schedule(atMs + TICK_DELAY_MS, () => {
      if (!this.gone && this.latest?.transition === 'stop') {
        this.createBuild('start', 'autostart', this.latest.workspaceName);
      }
    });
  }

  #user(): User {
    return {
      id: `u-${this.#id}`,
      username: 'scaletest-x-1',
      name: '',
      email: '',
      createdAt: this.#now(),
      status: this.userStatus,
      loginType: 'password',
      organizationIds: ['o-1'],
      roles: [],
    };
  }

  #now() {
    return this.#instant(this.clock.nowMs());
  }

  #instant(ms: number) {
    return instantFromUs(Math.round(ms * 1000));
  }
}

/** A refusal by the server. */
export function answered(status: number): CoderApiError {
  return new CoderApiError({
    status,
    method: 'GET',
    path: '/x',
    message: `status ${status}`,
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs: null,
  });
}

function snapshot(build: WorkspaceBuild): WorkspaceBuild {
  return { ...build, job: { ...build.job } };
}
