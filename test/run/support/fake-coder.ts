import {
  CoderApiError,
  type User,
  type Workspace,
  type WorkspaceBuild,
} from '../../../src/codersdk/index.js';
import { type RunIdentity, userMark, userName } from '../../../src/scaletest/names/index.js';
import type { JobStatus, Transition } from '../../../src/storm/index.js';
import { instantFromUs, type VirtualClock } from '../../../src/time/index.js';

/** How the delete job of a workspace goes: it succeeds after this long, or fails then with this text. */
export interface DeleteJob {
  readonly takesMs: number;
  readonly error?: string;
}

interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

interface FakeBuild {
  readonly id: string;
  readonly number: number;
  readonly transition: Transition;
  status: JobStatus;
  error: string | null;
  startedMs: number | null;
  completedMs: number | null;
}

interface FakeWorkspace {
  readonly id: string;
  readonly name: string;
  readonly owner: FakeUser;
  readonly templateName: string;
  schedule: string | null;
  deleted: boolean;
  readonly builds: FakeBuild[];
}

/** The refusal of a request, as a server words it. */
export function refusal(status: number, message = `fake refusal ${status}`): CoderApiError {
  return new CoderApiError({
    status,
    method: 'GET',
    path: '/api/v2/fake',
    message,
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs: null,
  });
}

/**
 * Users and workspaces of a deployment as far as cleanup asks for them, on a clock that the test advances. Searches
 * answer as the server's do: text matches anywhere, and in any case.
 */
export class FakeCoder {
  /** Every change that was asked for, in order, e.g. `delete workspace w-0`; refused ones too. */
  readonly changes: string[] = [];
  /** Every reading, in order, e.g. `users name:nineam-…`. */
  readonly readings: string[] = [];
  /** Runs before each answer, with a line of `changes` or `readings`; throws to refuse it. */
  beforeAnswer: (request: string) => void | Promise<void> = () => undefined;
  /** Workspaces that were deleted without being destroyed. */
  readonly orphaned: string[] = [];
  /** What becomes of a running build that was canceled; it goes on until then. */
  afterCancel: (workspace: string) => void = () => undefined;
  /** How delete jobs go. */
  deleteJob: (workspace: string) => DeleteJob = () => ({ takesMs: 1_000 });
  readonly #clock: VirtualClock;
  readonly #users = new Map<string, FakeUser>();
  readonly #workspaces = new Map<string, FakeWorkspace>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** A user with the name and mark that the run gives to its runner, unless `overrides` says otherwise. */
  addUser(run: RunIdentity, index: number, overrides: Partial<FakeUser> = {}): FakeUser {
    const user = {
      id: `u-${index}`,
      username: userName(run, index),
      name: userMark(run),
      email: '',
      ...overrides,
    };
    this.#users.set(user.id, user);
    return user;
  }

  /** A stopped workspace, unless `overrides` says otherwise. */
  addWorkspace(
    owner: FakeUser,
    overrides: {
      readonly id?: string;
      readonly name?: string;
      readonly templateName?: string;
      readonly schedule?: string | null;
      readonly transition?: Transition;
      readonly status?: JobStatus;
    } = {},
  ): string {
    const id = overrides.id ?? owner.id.replace('u-', 'w-');
    const status = overrides.status ?? 'succeeded';
    this.#workspaces.set(id, {
      id,
      name: overrides.name ?? owner.username,
      owner,
      templateName: overrides.templateName ?? 'template',
      schedule: overrides.schedule ?? null,
      deleted: false,
      builds: [
        {
          id: `${id}-build-1`,
          number: 1,
          transition: overrides.transition ?? 'stop',
          status,
          error: null,
          startedMs: status === 'pending' ? null : this.#clock.nowMs(),
          completedMs: status === 'pending' || status === 'running' ? null : this.#clock.nowMs(),
        },
      ],
    });
    return id;
  }

  setSchedule(id: string, schedule: string): void {
    this.#find(id).schedule = schedule;
  }

  /** Ends the latest build of a workspace. */
  endBuild(id: string, status: JobStatus = 'succeeded'): void {
    const build = latest(this.#find(id));
    build.status = status;
    build.completedMs = this.#clock.nowMs();
  }

  /** Ids of what is still there. */
  get left(): { readonly users: string[]; readonly workspaces: string[]; readonly schedules: string[] } {
    const there = [...this.#workspaces.values()].filter(({ deleted }) => !deleted);
    return {
      users: [...this.#users.keys()],
      workspaces: there.map(({ id }) => id),
      schedules: there.filter(({ schedule }) => schedule !== null).map(({ id }) => id),
    };
  }

  readonly users = {
    list: async ({ q = '', limit = 0, offset = 0 }: { q?: string; limit?: number; offset?: number }) => {
      await this.#read(`users ${q}`);
      const wanted = q.replace(/^name:/, '').toLowerCase();
      const found = [...this.#users.values()].filter(({ name, username, email }) =>
        (q.startsWith('name:') ? name : `${username} ${email}`).toLowerCase().includes(wanted),
      );
      const page = found.slice(offset, limit === 0 ? undefined : offset + limit);
      return { users: page.map(userRow), count: page.length === 0 ? 0 : found.length };
    },
    delete: async (id: string) => {
      await this.#change(`delete user ${id}`);
      if (!this.#users.has(id)) throw refusal(404);
      for (const row of this.#workspaces.values()) {
        if (row.owner.id === id && !row.deleted) throw refusal(417);
      }
      this.#users.delete(id);
    },
  };

  readonly workspaces = {
    list: async ({ q = '', limit = 0, offset = 0 }: { q?: string; limit?: number; offset?: number }) => {
      await this.#read(`workspaces ${q}`);
      const matches = matcherOf(q);
      const found = [...this.#workspaces.values()].filter((row) => !row.deleted && matches(row));
      const page = found.slice(offset, limit === 0 ? undefined : offset + limit);
      return { workspaces: page.map(workspaceRow), count: found.length };
    },
    get: async (id: string) => {
      await this.#read(`workspace ${id}`);
      const row = this.#find(id);
      if (row.deleted) throw refusal(410);
      return workspaceRow(row);
    },
    setAutostart: async (id: string, schedule: string | null) => {
      await this.#change(`${schedule === null ? 'clear' : 'store'} schedule ${id}`);
      const row = this.#find(id);
      if (row.deleted) throw refusal(410);
      row.schedule = schedule;
    },
  };

  readonly builds = {
    create: async (id: string, { transition, orphan }: { transition: Transition; orphan?: boolean }) => {
      if (orphan === true) this.orphaned.push(id);
      await this.#change(`${transition} workspace ${id}`);
      const row = this.#find(id);
      const before = latest(row);
      if (before.completedMs === null) throw refusal(409);
      const build: FakeBuild = {
        id: `${id}-build-${before.number + 1}`,
        number: before.number + 1,
        transition,
        status: 'running',
        error: null,
        startedMs: this.#clock.nowMs(),
        completedMs: null,
      };
      row.builds.push(build);
      this.#runDelete(row, build);
      return buildRow(row, build);
    },
    cancel: async (buildId: string, options?: { expectStatus?: string | undefined }) => {
      await this.#change(`cancel build ${buildId}`);
      for (const row of this.#workspaces.values()) {
        const build = row.builds.find(({ id }) => id === buildId);
        if (build === undefined) continue;
        if (options?.expectStatus !== undefined && build.status !== options.expectStatus) throw refusal(412);
        if (build.status === 'running') {
          build.status = 'canceling';
          this.afterCancel(row.id);
          continue;
        }
        build.status = 'canceled';
        build.completedMs = this.#clock.nowMs();
      }
    },
    byNumber: async (_owner: string, name: string, number: number) => {
      await this.#read(`build ${name} ${number}`);
      const row = [...this.#workspaces.values()].find((one) => one.name === name && !one.deleted);
      const build = row?.builds.find((one) => one.number === number);
      if (row === undefined || build === undefined) throw refusal(404);
      return buildRow(row, build);
    },
    list: async (id: string) => {
      const row = this.#find(id);
      return row.builds.map((build) => buildRow(row, build)).reverse();
    },
  };

  readonly provisioners = { jobs: async () => [] };

  /** There is no socket: whoever follows builds reads them. */
  async watchAllWorkspaceBuilds(): Promise<never> {
    throw refusal(404);
  }

  #runDelete(row: FakeWorkspace, build: FakeBuild): void {
    const { takesMs, error } = this.deleteJob(row.id);
    this.#clock.schedule(this.#clock.nowMs() + takesMs, () => {
      build.completedMs = this.#clock.nowMs();
      build.status = error === undefined ? 'succeeded' : 'failed';
      build.error = error ?? null;
      row.deleted = error === undefined;
    });
  }

  #find(id: string): FakeWorkspace {
    const row = this.#workspaces.get(id);
    if (row === undefined) throw refusal(404);
    return row;
  }

  async #read(request: string): Promise<void> {
    this.readings.push(request);
    await Promise.resolve();
    await this.beforeAnswer(request);
  }

  async #change(request: string): Promise<void> {
    this.changes.push(request);
    await Promise.resolve();
    await this.beforeAnswer(request);
  }
}

function matcherOf(q: string): (row: FakeWorkspace) => boolean {
  const [key = '', value = ''] = q.split(':');
  const ids = new Set(value.split(','));
  if (key === 'name') return ({ name }) => name.includes(value);
  if (key === 'owner') return ({ owner }) => owner.username === value;
  if (key === 'id') return ({ id }) => ids.has(id);
  throw refusal(400, `the fake does not know ${q}`);
}

function latest(row: FakeWorkspace): FakeBuild {
  const build = row.builds.at(-1);
  if (build === undefined) throw new Error('a workspace has at least one build');
  return build;
}

function userRow({ id, username, name, email }: FakeUser): User {
  return {
    id,
    username,
    name,
    email,
    createdAt: instantFromUs(0),
    status: 'active',
    loginType: 'none',
    organizationIds: ['org'],
    roles: [],
  };
}

function workspaceRow(row: FakeWorkspace): Workspace {
  return {
    id: row.id,
    name: row.name,
    ownerId: row.owner.id,
    ownerName: row.owner.username,
    organizationId: 'org',
    organizationName: 'coder',
    templateId: 'template',
    templateName: row.templateName,
    createdAt: instantFromUs(0),
    latestBuild: buildRow(row, latest(row)),
    autostartSchedule: row.schedule,
    nextStartAt: null,
    dormantAt: null,
    ttlMs: null,
    templateAllowUserCancelWorkspaceJobs: false,
  };
}

function buildRow(row: FakeWorkspace, build: FakeBuild): WorkspaceBuild {
  const at = (ms: number | null) => (ms === null ? null : instantFromUs(ms * 1000));
  return {
    id: build.id,
    workspaceId: row.id,
    workspaceName: row.name,
    workspaceOwnerId: row.owner.id,
    workspaceOwnerName: row.owner.username,
    buildNumber: build.number,
    transition: build.transition,
    reason: 'initiator',
    initiatorId: 'admin',
    initiatorName: 'admin',
    createdAt: instantFromUs(0),
    status: build.status,
    job: {
      id: `${build.id}-job`,
      createdAt: instantFromUs(0),
      startedAt: at(build.startedMs),
      completedAt: at(build.completedMs),
      canceledAt: null,
      error: build.error,
      errorCode: null,
      status: build.status,
      workerId: null,
      queuePosition: 0,
      queueSize: 0,
    },
    agents: [],
    matchedProvisioners: null,
  };
}
