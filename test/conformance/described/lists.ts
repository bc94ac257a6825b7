import type { OurOptions } from '../subject.js';
import type { WorkspaceView, World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

const instant = { kind: 'constant', value: 1_000 } as const;

/** Builds that take no time, by as many as there are. */
export const listOptions: OurOptions = {
  templates: [{ name: 'plain' }, { name: 'agent' }],
  parameters: { provisioners: 50, serviceTime: { start: instant, stop: instant, delete: instant } },
};

/** More workspaces than the hundred that other lists of Coder's stop at. */
const MANY = 110;

interface Workspaces {
  readonly workspaces: readonly { readonly id: string }[];
  readonly count: number;
}

interface Users {
  readonly users: readonly { readonly id: string; readonly username: string }[];
  readonly count: number;
}

/** Pages of lists, and ids in searches. */
export function listCases(stage: Stage): readonly DescribedCase[] {
  const needs = ['a deployment without other work'] as const;
  let mine: WorkspaceView | undefined;
  let theirs: WorkspaceView | undefined;
  const create = async (world: World, name: string, user = 'me', token = world.subject.token) => {
    const { id } = await stage.template(world, world.subject.templates.plain);
    const body = { template_id: id, name: `${name}-${stage.letters}` };
    return world.command<WorkspaceView>('POST', `/users/${user}/workspaces`, body, token);
  };
  const search = (...ids: readonly (string | undefined)[]) =>
    `/api/v2/workspaces?q=${encodeURIComponent(`id:${ids.join(',')}`)}`;
  const finds = (...expected: readonly (WorkspaceView | undefined)[]) => {
    return ({ body }: { readonly body: unknown }) => {
      const { workspaces, count } = body as Workspaces;
      const ids = workspaces.map(({ id }) => id);
      const same =
        ids.toSorted().join() ===
        expected
          .map((one) => one?.id)
          .toSorted()
          .join();
      expectThat(same && count === expected.length, body);
    };
  };
  return [
    {
      title: 'GET users after_id goes on after that user',
      resource: 'users',
      needs,
      status: 200,
      ask: async (world) => {
        await stage.member(world);
        const { users } = await world.read<Users>('/users');
        return { method: 'GET', path: `/api/v2/users?after_id=${users[0]?.id}` };
      },
      check: async ({ body }, world) => {
        const all = await world.read<Users>('/users');
        const names = (body as Users).users.map(({ username }) => username);
        const expected = all.users.map(({ username }) => username).slice(1);
        expectThat(expected.length > 0 && names.join() === expected.join(), body);
      },
    },
    {
      title: 'GET users after the last one has no rows and counts none',
      resource: 'users',
      needs,
      status: 200,
      ask: async (world) => {
        const { users } = await world.read<Users>('/users');
        return { method: 'GET', path: `/api/v2/users?after_id=${users.at(-1)?.id}` };
      },
      check: ({ body }) => expectThat((body as Users).users.length + (body as Users).count === 0, body),
    },
    {
      title: 'GET builds after_id has the newer ones only',
      resource: 'builds',
      status: 200,
      ask: async (world) => {
        mine = await create(world, 'mine');
        await world.untilIdle(mine.id);
        for (const transition of ['stop', 'start']) {
          await world.command('POST', `/workspaces/${mine.id}/builds`, { transition });
          await world.untilIdle(mine.id);
        }
        const path = `/api/v2/workspaces/${mine.id}/builds?after_id=${mine.latest_build.id}`;
        return { method: 'GET', path };
      },
      check: ({ body }) => {
        const numbers = (body as { build_number: number }[]).map(({ build_number }) => build_number);
        expectThat(numbers.join() === '3,2', numbers);
      },
    },
    {
      title: 'GET builds after the latest has none',
      resource: 'builds',
      status: 200,
      ask: async (world) => {
        const { latest_build: latest } = await world.read<WorkspaceView>(`/workspaces/${mine?.id}`);
        return { method: 'GET', path: `/api/v2/workspaces/${mine?.id}/builds?after_id=${latest.id}` };
      },
      check: ({ body }) => expectThat((body as unknown[]).length === 0, body),
    },
    {
      title: 'a member does not find another’s workspace by its id',
      resource: 'workspaces',
      status: 200,
      ask: async (world) => {
        const { token } = await stage.member(world);
        theirs = await create(world, 'theirs', 'me', token);
        return { method: 'GET', path: search(mine?.id, theirs.id), token };
      },
      check: (answer) => finds(theirs)(answer),
    },
    {
      title: 'an owner finds everybody’s by id',
      resource: 'workspaces',
      status: 200,
      ask: () => ({ method: 'GET', path: search(mine?.id, theirs?.id) }),
      check: (answer) => finds(mine, theirs)(answer),
    },
    {
      title: 'a deleted workspace is not found by its id',
      resource: 'workspaces',
      status: 200,
      ask: async (world) => {
        await world.untilIdle(theirs?.id ?? '');
        await world.command('POST', `/workspaces/${theirs?.id}/builds`, { transition: 'delete' });
        await world.untilIdle(theirs?.id ?? '');
        return { method: 'GET', path: search(mine?.id, theirs?.id) };
      },
      check: (answer) => finds(mine)(answer),
    },
    {
      title: 'GET workspaces with a limit of 150 has more than a hundred',
      resource: 'workspaces',
      needs,
      status: 200,
      ask: async (world) => {
        for (let i = 0; i < MANY; i++) await create(world, `many-${i}`);
        return { method: 'GET', path: '/api/v2/workspaces?limit=150' };
      },
      check: ({ body }) => {
        const { workspaces, count } = body as Workspaces;
        expectThat(workspaces.length === count && count === MANY + 1, { count, rows: workspaces.length });
      },
    },
    {
      title: 'GET workspaces pages by limit and offset',
      resource: 'workspaces',
      needs,
      status: 200,
      ask: async (world) => {
        await world.untilTrue('rest', async () => {
          return (await world.read<Workspaces>('/workspaces?limit=1&q=status:running')).count > MANY;
        });
        return { method: 'GET', path: '/api/v2/workspaces?limit=20&offset=100' };
      },
      check: async ({ body }, world) => {
        const all = await world.read<Workspaces>('/workspaces?limit=0');
        const ids = (body as Workspaces).workspaces.map(({ id }) => id).join();
        const expected = all.workspaces.slice(100).map(({ id }) => id);
        expectThat(expected.length === MANY + 1 - 100 && ids === expected.join(), ids);
      },
    },
  ];
}
