import { expect } from 'vitest';
import { type Answer, TestDeployment } from '../harness.js';
import {
  type Build,
  buildStatusOf,
  hasCompleted,
  isActive,
  isReachable,
  type JobJson,
  Oracle,
  statusOf,
  type Transition,
  type User,
  type Workspace,
} from './oracle.js';
import { nextAfter, type SimpleSchedule } from './schedules.js';

const MINUTE_MS = 60_000;
/** When in the minute the executor ticks, and how long its run may take. */
const TICK_MS = 500;
const RUN_MS = 5000;
/** Longest time in which a provisioner finds work. */
const NOTICE_MS = 5000;

const constant = (value: number) => ({ kind: 'constant', value }) as const;

interface BuildJson {
  readonly id: string;
  readonly build_number: number;
  readonly transition: Transition;
  readonly reason: string;
  readonly initiator_id: string;
  readonly created_at: string;
  readonly status: string;
  readonly workspace_id: string;
  readonly job: JobJson;
  readonly resources: readonly unknown[];
}

/** A job as lists of jobs have it, and builds. */
interface QueueJson extends JobJson {
  readonly input: { readonly workspace_build_id: string };
  readonly queue_position: number;
  readonly queue_size: number;
}

/** A deployment and what must be true of it: asked through its API alone. */
export class Bench {
  readonly oracle = new Oracle();
  readonly provisioners: number;
  readonly #deployment: TestDeployment;

  constructor(provisioners: number) {
    this.provisioners = provisioners;
    this.#deployment = new TestDeployment({
      rateLimits: { api: -1, login: -1 },
      templates: [
        { name: 'lenient', allowUserCancelWorkspaceJobs: true },
        { name: 'strict', allowUserCancelWorkspaceJobs: false },
      ],
      parameters: {
        seed: 'oracle',
        provisioners,
        tickPhasesUs: [TICK_MS * 1000],
        serviceTime: { start: constant(4e6), stop: constant(3e6), delete: constant(2e6) },
      },
    });
  }

  get nowMs(): number {
    return this.#deployment.realClock.nowMs();
  }

  get ownerId(): string {
    return this.#deployment.deployment.owner.id;
  }

  get organizationId(): string {
    return this.#deployment.deployment.organization.id;
  }

  templateId(cancelable: boolean): string {
    const name = cancelable ? 'lenient' : 'strict';
    return this.#deployment.deployment.templates.all.find((template) => template.name === name)!.id;
  }

  /** Asks in a user's name, or in the owner's (`null`). No member is ever told of what is others'. */
  async ask(who: User | null, method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#deployment.call(method, path, {
      ...(who === null ? {} : { token: who.token }),
      ...(body === undefined ? {} : { body }),
    });
    if (who !== null) {
      const asked = `${path} ${JSON.stringify(body ?? '')}`;
      for (const secret of this.oracle.secretsFrom(who)) {
        if (!asked.includes(secret)) expect(answer.text).not.toContain(secret);
      }
      if (who.state !== 'active') expect(answer.status, 'of one who may not ask').toBe(401);
    }
    expect(answer.status, answer.text).not.toBe(500);
    return answer;
  }

  /** Asks, and fails unless the answer has the status. */
  async expect(
    status: number,
    who: User | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    const answer = await this.ask(who, method, path, body);
    const expected = who !== null && who.state !== 'active' ? 401 : status;
    expect(answer.status, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`).toBe(expected);
    return answer;
  }

  /** Looks at a workspace and all its builds, and holds them against what was known. */
  async observe(workspace: Workspace): Promise<void> {
    const path = `/api/v2/workspaces/${workspace.id}`;
    const seen = (await this.expect(200, null, 'GET', `${path}?include_deleted=true`)).body;
    const builds = (await this.expect(200, null, 'GET', `${path}/builds`)).body as BuildJson[];
    expect(builds.map((build) => build.build_number)).toEqual(builds.map((_, i) => builds.length - i));
    expect(seen.latest_build.id).toBe(builds[0]!.id);
    expect(seen.owner_id).toBe(workspace.owner.id);
    expect(seen.name).toBe(workspace.name);
    for (const build of builds.toReversed()) this.#observeBuild(workspace, build, build === builds[0]);
    if (builds.some(({ transition, job }) => transition === 'delete' && hasCompleted(job))) {
      workspace.deleted = true;
    }
    this.#observeStart(workspace, seen, builds);
    await this.expect(workspace.deleted ? 410 : 200, null, 'GET', path);
  }

  #observeBuild(workspace: Workspace, json: BuildJson, isLatest: boolean): void {
    const { job } = json;
    expect(job.status).toBe(statusOf(job));
    expect(json.status).toBe(buildStatusOf(job.status, json.transition));
    expect(json.workspace_id).toBe(workspace.id);
    expect(job.created_at).toBe(json.created_at);
    if (!isLatest) expect(isActive(job.status), 'only the latest build may be active').toBe(false);
    if (job.started_at !== undefined) expect(at(job.started_at)).toBeGreaterThanOrEqual(at(job.created_at));
    if (job.completed_at !== undefined) {
      expect(at(job.completed_at)).toBeGreaterThanOrEqual(at(job.started_at ?? job.created_at));
    }
    if (!hasCompleted(job)) expect(json.resources).toEqual([]);
    const known = workspace.builds[json.build_number - 1];
    if (known === undefined) {
      this.#observeAutostart(workspace, json);
      return;
    }
    expect(json).toMatchObject({
      id: known.id,
      transition: known.transition,
      reason: known.reason,
      initiator_id: known.initiator,
      created_at: known.createdAt,
    });
    expect(isReachable(known.status, job.status), `${known.status} to ${job.status}`).toBe(true);
    known.status = job.status;
  }

  /** A build that nobody asked for is an autostart, and there was reason for it. */
  #observeAutostart(workspace: Workspace, json: BuildJson): void {
    expect(json).toMatchObject({
      transition: 'start',
      reason: 'autostart',
      initiator_id: workspace.owner.id,
    });
    const before = workspace.builds.at(-1)!;
    expect(before.transition).toBe('stop');
    expect(['succeeded', 'canceled']).toContain(before.status);
    const { before: earlier, setMs } = this.#lastSet(workspace);
    // A run that has begun goes on with the schedule that it found.
    const found = setMs > at(json.created_at) - RUN_MS ? [workspace.schedule, earlier] : [workspace.schedule];
    const dues = found.flatMap((schedule) =>
      schedule === null ? [] : [nextAfter(schedule, at(before.createdAt))],
    );
    expect(at(json.created_at)).toBeGreaterThanOrEqual(Math.min(...dues));
    const afterTickMs = (at(json.created_at) - TICK_MS) % MINUTE_MS;
    expect(afterTickMs).toBeLessThan(RUN_MS);
    workspace.builds.push(buildOf(json));
  }

  /** `next_start_at` is what the schedule says after the last thing that set it. */
  #observeStart(
    workspace: Workspace,
    seen: { next_start_at: string | null; autostart_schedule?: string },
    builds: readonly BuildJson[],
  ): void {
    const { schedule } = workspace;
    expect(seen.autostart_schedule).toBe(schedule?.text);
    const next = seen.next_start_at === null ? null : at(seen.next_start_at);
    if (schedule === null) {
      expect(next).toBeNull();
      return;
    }
    const completions = builds.flatMap(({ job }) => (hasCompleted(job) ? [job.completed_at!] : []));
    const allowed = [...workspace.nextStarts, ...completions.map((time) => nextAfter(schedule, at(time)))];
    // Where it was unknown, the executor has looked it up at some tick since.
    if (workspace.nextStarts.includes(null)) allowed.push(next);
    expect(allowed).toContain(next);
    const lastMs = Math.max(...completions.map(at));
    const { setMs } = this.#lastSet(workspace);
    if (lastMs > setMs) expect(next).toBe(nextAfter(schedule, lastMs));
    workspace.nextStarts = [next];
  }

  readonly #sets = new Map<Workspace, { readonly setMs: number; readonly before: SimpleSchedule | null }>();

  #lastSet(workspace: Workspace): { readonly setMs: number; readonly before: SimpleSchedule | null } {
    return this.#sets.get(workspace) ?? { setMs: Number.NEGATIVE_INFINITY, before: null };
  }

  /** Notes that a schedule was stored just now, in the place of another. */
  noteSchedule(workspace: Workspace, before: SimpleSchedule | null): void {
    this.#sets.set(workspace, { setMs: this.nowMs, before });
  }

  /** Lets time pass. What was due meanwhile has happened then, and at its time; and nothing else has. */
  async advance(ms: number): Promise<void> {
    for (const workspace of this.oracle.workspaces) await this.observe(workspace);
    const fromMs = this.nowMs;
    const due = this.oracle.workspaces.map((workspace) => ({
      workspace,
      tickMs: this.#startTick(workspace, fromMs),
      count: workspace.builds.length,
    }));
    this.#deployment.realClock.advanceBy(ms);
    for (const { workspace, tickMs, count } of due) {
      await this.observe(workspace);
      if (tickMs === undefined) continue;
      const started = workspace.builds[count];
      if (tickMs === null || tickMs > this.nowMs) expect(started).toBeUndefined();
      else if (tickMs + RUN_MS <= this.nowMs) {
        expect(started, `${workspace.schedule?.text} was due at ${new Date(tickMs)}`).toBeDefined();
        expect(at(started!.createdAt)).toBeGreaterThanOrEqual(tickMs);
        expect(at(started!.createdAt)).toBeLessThan(tickMs + RUN_MS);
      }
    }
    await this.#observeQueue();
  }

  /** The tick that starts a workspace; `null` if none will, `undefined` if that hangs on what is under way. */
  #startTick(workspace: Workspace, fromMs: number): number | null | undefined {
    const { owner, schedule } = workspace;
    const latest = workspace.builds.at(-1)!;
    // A run that has begun goes on with what it found.
    if ((fromMs - TICK_MS) % MINUTE_MS < RUN_MS) return undefined;
    if (latest.transition !== 'stop' || schedule === null || owner.state !== 'active') return null;
    if (workspace.deleted || latest.status === 'failed') return null;
    if (isActive(latest.status)) return undefined;
    const [next = null] = workspace.nextStarts;
    const gateMs = Math.max(next ?? 0, nextAfter(schedule, at(latest.createdAt)));
    const firstTickMs = Math.floor((fromMs - TICK_MS) / MINUTE_MS + 1) * MINUTE_MS + TICK_MS;
    return Math.max(gateMs + TICK_MS, firstTickMs);
  }

  /** No more jobs run than there are provisioners; those that wait stand, and start, as they were created. */
  async #observeQueue(): Promise<void> {
    const path = `/api/v2/organizations/${this.organizationId}/provisionerjobs?limit=0`;
    const jobs = ((await this.expect(200, null, 'GET', path)).body as QueueJson[]).toSorted(
      (a, b) => at(a.created_at) - at(b.created_at),
    );
    const running = jobs.filter(({ status }) => status === 'running' || status === 'canceling');
    expect(running.length).toBeLessThanOrEqual(this.provisioners);
    const pending = jobs.filter(({ status }) => status === 'pending');
    // A provisioner takes a moment to find what is new, and after what it has just done.
    const longAgoMs = this.nowMs - NOTICE_MS;
    const waits = pending.some(({ created_at }) => at(created_at) < longAgoMs);
    const isFree = jobs.some(({ completed_at: end }) => end !== undefined && at(end) >= longAgoMs);
    if (waits && !isFree) expect(running.length).toBe(this.provisioners);
    expect(pending.map(({ queue_position }) => queue_position)).toEqual(pending.map((_, i) => i + 1));
    for (const { input, queue_position, queue_size } of pending) {
      expect(queue_size).toBe(pending.length);
      const build = `/api/v2/workspacebuilds/${input.workspace_build_id}`;
      const { job } = (await this.expect(200, null, 'GET', build)).body as { job: QueueJson };
      expect(job).toMatchObject({ queue_position, queue_size });
    }
    const starts = jobs.flatMap((job) => (job.worker_id === undefined ? [] : [at(job.started_at!)]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  }
}

/** A build of an answer, as the oracle keeps it. */
export function buildOf(json: BuildJson): Build {
  return {
    id: json.id,
    number: json.build_number,
    transition: json.transition,
    reason: json.reason,
    initiator: json.initiator_id,
    createdAt: json.created_at,
    status: json.job.status,
  };
}

/** An instant of an answer in milliseconds, to the microsecond. */
export function at(instant: string): number {
  const [seconds = '', fraction = '0'] = instant.replace('Z', '').split('.');
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}
