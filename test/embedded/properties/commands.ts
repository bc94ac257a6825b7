import fc from 'fast-check';
import { expect } from 'vitest';
import { OTHER_UUID, PASSWORD } from '../harness.js';
import { type Bench, buildOf } from './bench.js';
import { isActive, type Transition, type User, type Workspace } from './oracle.js';
import { BAD_SCHEDULES, nextAfter, SCHEDULES } from './schedules.js';

/** One thing that somebody does. */
export interface Command {
  readonly kind: string;
  readonly args: unknown;
}

/** A kind of command: what it may be given, and what must come of it. */
interface Kind {
  readonly args: fc.Arbitrary<unknown>;
  run(bench: Bench, args: unknown): Promise<void>;
}

function command<Args>(args: fc.Arbitrary<Args>, run: (bench: Bench, args: Args) => Promise<void>): Kind {
  return { args, run: (bench, given) => run(bench, given as Args) };
}

const NAMES = ['dev', 'DEV', 'Dev', 'web-1', 'web-2', 'x'];
const BAD_NAMES = ['', 'new', 'create', 'a--b', '-a', 'a-', 'a_b', 'ä', 'x'.repeat(33)];

/** Who asks: the owner (`null`) or a member. */
function actorOf({ oracle }: Bench, pick: number): User | null {
  const candidates = [null, ...oracle.users];
  return candidates[pick % candidates.length] ?? null;
}

function workspaceOf({ oracle }: Bench, pick: number): Workspace | undefined {
  return oracle.workspaces[pick % Math.max(1, oracle.workspaces.length)];
}

/** Whether somebody may see what is this user's. */
function sees(who: User | null, owner: User): boolean {
  return who === null || who === owner;
}

const pick = fc.nat(1000);

const addUser = command(fc.tuple(pick, fc.boolean(), fc.boolean()), async (bench, [who, again, upper]) => {
  const { oracle } = bench;
  const actor = actorOf(bench, who);
  const taken = again ? oracle.living[0] : undefined;
  const fresh = `member${oracle.users.length}q`;
  const name = taken === undefined ? fresh : upper ? taken.name.toUpperCase() : taken.name;
  const email = taken === undefined ? `${fresh}@b.local` : 'nobody@b.local';
  const body = {
    username: name,
    email,
    password: PASSWORD,
    user_status: 'active',
    organization_ids: [bench.organizationId],
  };
  const status = actor !== null ? 403 : taken !== undefined ? 409 : 201;
  const answer = await bench.expect(status, actor, 'POST', '/api/v2/users', body);
  if (answer.status !== 201) return;
  const login = await bench.expect(201, null, 'POST', '/api/v2/users/login', {
    email,
    password: PASSWORD,
  });
  oracle.users.push({
    id: answer.body.id,
    name,
    email,
    token: login.body.session_token,
    state: 'active',
  });
});

const deleteUser = command(fc.tuple(pick, pick, fc.boolean()), async (bench, [who, whom, byName]) => {
  const actor = actorOf(bench, who);
  const target = actorOf(bench, whom);
  const reference = target === null ? bench.ownerId : byName ? target.name : target.id;
  const has = target !== null && bench.oracle.workspacesOf(target).length > 0;
  let status = 200;
  if (actor === target) status = 403;
  else if (actor !== null || target === null) status = 404;
  // A recorded server found deleted users by their id, and deleted them again.
  else if (target.state === 'deleted') status = byName ? 404 : 200;
  else if (has) status = 417;
  const answer = await bench.expect(status, actor, 'DELETE', `/api/v2/users/${reference}`);
  if (answer.status === 200 && target !== null) target.state = 'deleted';
});

const setStatus = command(fc.tuple(pick, pick, fc.boolean()), async (bench, [who, whom, suspend]) => {
  const target = actorOf(bench, whom);
  const actor = actorOf(bench, who);
  // What members may do to themselves, and what becomes of deleted ones, is not said.
  if (target === null || target.state === 'deleted' || (actor !== null && actor === target)) return;
  const path = `/api/v2/users/${target.id}/status/${suspend ? 'suspend' : 'activate'}`;
  const status = actor !== null ? 404 : 200;
  const answer = await bench.expect(status, actor, 'PUT', path);
  if (answer.status !== 200) return;
  target.state = suspend ? 'suspended' : 'active';
  expect(answer.body.status).toBe(target.state);
});

const createWorkspace = command(
  fc.tuple(pick, pick, pick, fc.boolean(), fc.option(pick), fc.boolean()),
  async (bench, [who, whom, naming, cancelable, scheduling, bad]) => {
    const { oracle } = bench;
    const owner = oracle.users[whom % Math.max(1, oracle.users.length)];
    if (owner === undefined) return;
    // What is looked at first, a deleted owner or a wrong body, is not said.
    if (bad && owner.state === 'deleted') return;
    const actor = actorOf(bench, who);
    const names = bad && naming % 4 === 0 ? BAD_NAMES : NAMES;
    const name = names[naming % names.length]!;
    const schedule = scheduling === null ? null : SCHEDULES[scheduling % SCHEDULES.length]!;
    const template = bad && naming % 4 === 1 ? OTHER_UUID : bench.templateId(cancelable);
    const body = {
      template_id: template,
      name,
      autostart_schedule: bad && naming % 4 === 2 ? BAD_SCHEDULES[0] : (schedule?.text ?? null),
      ...(bad && naming % 4 === 3 ? { template_version_id: template } : {}),
    };
    const taken = oracle.workspacesOf(owner).some((other) => other.name.toLowerCase() === name.toLowerCase());
    let status = 201;
    if (!sees(actor, owner) || owner.state === 'deleted') status = 404;
    else if (bad) status = 400;
    else if (taken) status = 409;
    const path = `/api/v2/users/${owner.id}/workspaces`;
    for (const workspace of oracle.workspacesOf(owner)) await bench.observe(workspace);
    const answer = await bench.expect(status, actor, 'POST', path, body);
    if (answer.status !== 201) return;
    expect(answer.body.latest_build).toMatchObject({
      build_number: 1,
      transition: 'start',
      status: 'pending',
    });
    const workspace: Workspace = {
      id: answer.body.id,
      owner,
      name,
      cancelable,
      builds: [buildOf(answer.body.latest_build)],
      schedule,
      nextStarts: [schedule === null ? null : nextAfter(schedule, bench.nowMs)],
      deleted: false,
    };
    oracle.workspaces.push(workspace);
    bench.noteSchedule(workspace, null);
    await bench.observe(workspace);
  },
);

const createBuild = command(
  fc.tuple(pick, pick, fc.constantFrom<string>('start', 'stop', 'stop', 'delete', 'restart'), fc.nat(5)),
  async (bench, [who, which, transition, special]) => {
    const workspace = workspaceOf(bench, which);
    if (workspace === undefined) return;
    const actor = actorOf(bench, who);
    await bench.observe(workspace);
    const orphan = special === 0;
    const active = isActive(workspace.builds.at(-1)!.status);
    let status = 201;
    if (!sees(actor, workspace.owner)) status = 404;
    else if (transition === 'restart' || (orphan && transition !== 'delete')) status = 400;
    else if (orphan && actor !== null) status = 403;
    else if (active || (workspace.deleted && transition !== 'delete')) status = 409;
    const body = { transition, ...(orphan ? { orphan } : {}), ...(special === 1 ? { reason: 'cli' } : {}) };
    const path = `/api/v2/workspaces/${workspace.id}/builds`;
    const answer = await bench.expect(status, actor, 'POST', path, body);
    if (answer.status === 201) {
      const told = special === 1 && transition !== 'delete' ? 'cli' : 'initiator';
      expect(answer.body).toMatchObject({
        build_number: workspace.builds.length + 1,
        transition: transition as Transition,
        reason: told,
        initiator_id: actor?.id ?? bench.ownerId,
        status: 'pending',
        job: { status: 'pending' },
      });
      workspace.builds.push(buildOf(answer.body));
    }
    await bench.observe(workspace);
  },
);

const cancelBuild = command(
  fc.tuple(pick, pick, pick, fc.constantFrom('', 'pending', 'running', 'stopped')),
  async (bench, [who, which, build, expected]) => {
    const workspace = workspaceOf(bench, which);
    if (workspace === undefined) return;
    const actor = actorOf(bench, who);
    await bench.observe(workspace);
    const { builds, cancelable, owner } = workspace;
    const target = build % 3 === 0 ? builds[build % builds.length]! : builds.at(-1)!;
    const before = target.status;
    const may = actor === null || cancelable;
    let status = 200;
    if (!sees(actor, owner)) status = 404;
    else if (expected === 'stopped') status = 400;
    else if (!may && expected !== 'pending') status = 403;
    else if (before !== 'pending' && before !== 'running') status = 400;
    else if (expected !== '' && expected !== before) status = 412;
    // The database refuses what the template forbids, as an inner error: that is the contract.
    else if (!may) return;
    const query = expected === '' ? '' : `?expect_status=${expected}`;
    const path = `/api/v2/workspacebuilds/${target.id}/cancel${query}`;
    const answer = await bench.expect(status, actor, 'PATCH', path);
    await bench.observe(workspace);
    if (answer.status === 200) {
      expect(target.status).toBe(before === 'pending' ? 'canceled' : 'canceling');
    }
  },
);

const setSchedule = command(
  fc.tuple(pick, pick, fc.option(pick), fc.boolean()),
  async (bench, [who, which, scheduling, bad]) => {
    const workspace = workspaceOf(bench, which);
    if (workspace === undefined) return;
    const actor = actorOf(bench, who);
    await bench.observe(workspace);
    const schedule = scheduling === null ? null : SCHEDULES[scheduling % SCHEDULES.length]!;
    const isBad = bad && scheduling !== null;
    const text = isBad ? BAD_SCHEDULES[scheduling % BAD_SCHEDULES.length]! : (schedule?.text ?? null);
    const status = !sees(actor, workspace.owner) ? 404 : isBad ? 400 : 204;
    const path = `/api/v2/workspaces/${workspace.id}/autostart`;
    const answer = await bench.expect(status, actor, 'PUT', path, { schedule: text });
    if (answer.status === 400) expect(answer.body.validations[0].field).toBe('schedule');
    if (answer.status === 204) {
      const next = schedule === null ? null : nextAfter(schedule, bench.nowMs);
      // The database forgets the time where another text comes with the same one.
      const forgets = workspace.schedule?.text !== schedule?.text && workspace.nextStarts.includes(next);
      workspace.nextStarts = [forgets ? null : next];
      bench.noteSchedule(workspace, workspace.schedule);
      workspace.schedule = schedule;
    }
    await bench.observe(workspace);
  },
);

const advance = command(
  fc.oneof(
    fc.constantFrom(1, 1000, 2000, 3000, 4000, 5000, 10_000),
    fc.integer({ min: 1, max: 70_000 }),
    fc.integer({ min: 60_000, max: 400_000 }),
  ),
  (bench, ms) => bench.advance(ms),
);

const readWorkspace = command(
  fc.tuple(pick, pick, fc.constantFrom('', 'true', 'false', 'maybe'), fc.nat(3)),
  async (bench, [who, which, deletedToo, how]) => {
    const workspace = workspaceOf(bench, which);
    if (workspace === undefined) return;
    const actor = actorOf(bench, who);
    await bench.observe(workspace);
    const visible = sees(actor, workspace.owner);
    const query = deletedToo === '' ? '' : `?include_deleted=${deletedToo}`;
    const hidden = workspace.deleted && deletedToo !== 'true';
    if (how === 0) {
      const byName = `/api/v2/users/${workspace.owner.id}/workspace/${workspace.name.toUpperCase()}`;
      const living = bench.oracle
        .workspacesOf(workspace.owner)
        .find((other) => other.name.toLowerCase() === workspace.name.toLowerCase());
      const nothing = living === undefined && hidden;
      let status = 200;
      if (!visible) status = 404;
      else if (deletedToo === 'maybe') status = 400;
      else if (nothing) status = 404;
      const answer = await bench.expect(status, actor, 'GET', `${byName}${query}`);
      if (answer.status === 200 && living !== undefined) expect(answer.body.id).toBe(living.id);
      return;
    }
    if (how === 1) {
      await bench.expect(404, actor, 'GET', `/api/v2/workspaces/${OTHER_UUID}${query}`);
      await bench.expect(400, actor, 'GET', `/api/v2/workspaces/${workspace.id}x${query}`);
      return;
    }
    let status = hidden ? 410 : 200;
    if (!visible) status = 404;
    else if (deletedToo === 'maybe') status = 400;
    await bench.expect(status, actor, 'GET', `/api/v2/workspaces/${workspace.id}${query}`);
    const build = workspace.builds[which % workspace.builds.length]!;
    const path = `/api/v2/workspacebuilds/${build.id}`;
    const read = await bench.expect(visible ? 200 : 404, actor, 'GET', path);
    if (read.status === 200) expect(read.body.build_number).toBe(build.number);
  },
);

const list = command(fc.tuple(pick, fc.nat(3), fc.nat(4)), async (bench, [who, limit, offset]) => {
  const { oracle } = bench;
  const actor = actorOf(bench, who);
  for (const workspace of oracle.workspaces) await bench.observe(workspace);
  const mine = oracle.workspaces.filter((workspace) => !workspace.deleted && sees(actor, workspace.owner));
  const all = await bench.expect(200, actor, 'GET', '/api/v2/workspaces');
  if (all.status === 401) return;
  const ids = all.body.workspaces.map(({ id }: { id: string }) => id);
  expect(all.body.count).toBe(mine.length);
  expect(ids.toSorted()).toEqual(mine.map(({ id }) => id).toSorted());
  const page = await bench.expect(200, actor, 'GET', `/api/v2/workspaces?limit=${limit}&offset=${offset}`);
  const end = limit === 0 ? undefined : offset + limit;
  expect(page.body.workspaces.map(({ id }: { id: string }) => id)).toEqual(ids.slice(offset, end));
  expect(page.body.count).toBe(mine.length);
  const users = await bench.expect(200, actor, 'GET', '/api/v2/users');
  const names = users.body.users.map(({ username }: { username: string }) => username);
  const visible = actor === null ? ['admin', ...oracle.living.map(({ name }) => name)] : [actor.name];
  expect(names).toEqual(visible.toSorted());
  const jobs = `/api/v2/organizations/${bench.organizationId}/provisionerjobs`;
  await bench.expect(actor === null ? 200 : 404, actor, 'GET', jobs);
});

const KINDS: Readonly<Record<string, { readonly weight: number; readonly kind: Kind }>> = {
  'add user': { weight: 1, kind: addUser },
  'delete user': { weight: 1, kind: deleteUser },
  'suspend or activate': { weight: 1, kind: setStatus },
  'create workspace': { weight: 3, kind: createWorkspace },
  'create build': { weight: 5, kind: createBuild },
  cancel: { weight: 3, kind: cancelBuild },
  schedule: { weight: 3, kind: setSchedule },
  advance: { weight: 6, kind: advance },
  read: { weight: 2, kind: readWorkspace },
  list: { weight: 1, kind: list },
};

/** What a life of a deployment is made of. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  ...Object.entries(KINDS).map(
    ([
      kind,
      {
        weight,
        kind: { args },
      },
    ]) => ({
      weight,
      arbitrary: args.map((given) => ({ kind, args: given })),
    }),
  ),
);

/** Does it, and fails unless what must come of it has come. */
export function run(bench: Bench, { kind, args }: Command): Promise<void> {
  return KINDS[kind]!.kind.run(bench, args);
}
