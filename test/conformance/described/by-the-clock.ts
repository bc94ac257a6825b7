import { expectSame, shownBy, toldOf, watchAll, watchOne } from '../cases/watching.js';
import type { OurOptions } from '../subject.js';
import type { WatchedSocket } from '../wire/web-socket.js';
import type { WorkspaceView, World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

const SECOND = 1_000_000;
const constant = (value: number) => ({ kind: 'constant', value }) as const;
const TTL_MS = 60_000;

/** A minute is half a second, and a provisioner takes that long to find a job: long enough for both to be seen. */
export const clockOptions: OurOptions = {
  templates: [{ name: 'plain' }, { name: 'agent' }],
  timeScale: 120,
  parameters: {
    pickUp: constant(60 * SECOND),
    serviceTime: { start: constant(SECOND), stop: constant(SECOND), delete: constant(SECOND) },
  },
};

interface Dated {
  readonly ttl_ms?: number;
  readonly latest_build: {
    readonly reason: string;
    readonly deadline: string | null;
    readonly job: { readonly completed_at: string };
  };
}

interface Watchers {
  readonly all: WatchedSocket;
  readonly one: WatchedSocket;
}

/** Creates a workspace and waits for its first build. */
async function create(world: World, stage: Stage, more: object): Promise<string> {
  const { id: template_id } = await stage.template(world, world.subject.templates.plain);
  const body = { template_id, name: `by-clock-${Object.keys(more).length}-${stage.letters}`, ...more };
  const { id } = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
  await world.untilIdle(id);
  return id;
}

/** Waits until that build waits for a provisioner, then until it is over; nobody is told before it has one. */
async function seeUnannounced(world: World, id: string, number: number, watchers: Watchers): Promise<void> {
  const { all, one } = watchers;
  const isIt = (status: string) => (build: WorkspaceView['latest_build']) =>
    build.build_number === number && build.job.status === status;
  await world.untilBuild(id, `build ${number} waiting`, isIt('pending'));
  await world.untilBuild(id, `build ${number} done`, isIt('succeeded'));
  await one.untilMessage('its end', () => shownBy(one).includes(`${number} succeeded`));
  await all.untilMessage('its end', () => toldOf(all, id).includes(`${number} succeeded`));
  const ofIt = (text: string) => text.startsWith(`${number} `);
  expectSame('shown', shownBy(one).filter(ofIt), [`${number} running`, `${number} succeeded`]);
  expectSame('told', toldOf(all, id).filter(ofIt), [`${number} succeeded`]);
}

/** What the deployment does by itself, and when. */
export function clockCases(stage: Stage): readonly DescribedCase[] {
  const common = { resource: 'schedules', needs: ['a fast clock', 'builds that wait'] } as const;
  let stopping = '';
  let watchers: Watchers;
  return [
    {
      title: 'an autostart is told to nobody before a provisioner has it',
      ...common,
      status: 200,
      ask: async (world) => {
        const id = await create(world, stage, {});
        await world.command('POST', `/workspaces/${id}/builds`, { transition: 'stop' });
        await world.untilIdle(id);
        const watching = { all: await watchAll(world), one: await watchOne(world, id) };
        await world.command('PUT', `/workspaces/${id}/autostart`, { schedule: '* * * * *' });
        await seeUnannounced(world, id, 3, watching);
        return { method: 'GET', path: `/api/v2/workspaces/${id}` };
      },
      check: ({ body }) => expectThat((body as Dated).latest_build.reason === 'autostart', body),
    },
    {
      title: 'a build may run from its end on for as long as its workspace has to live',
      ...common,
      status: 200,
      ask: async (world) => {
        stopping = await create(world, stage, { ttl_ms: TTL_MS });
        watchers = { all: await watchAll(world), one: await watchOne(world, stopping) };
        return { method: 'GET', path: `/api/v2/workspaces/${stopping}` };
      },
      check: ({ body }) => {
        const { latest_build: build, ttl_ms } = body as Dated;
        const lifeMs = Date.parse(build.deadline ?? '') - Date.parse(build.job.completed_at);
        expectThat(ttl_ms === TTL_MS && lifeMs === TTL_MS, body);
      },
    },
    {
      title: 'an autostop is told to nobody before a provisioner has it',
      ...common,
      status: 200,
      ask: async (world) => {
        await seeUnannounced(world, stopping, 2, watchers);
        return { method: 'GET', path: `/api/v2/workspaces/${stopping}` };
      },
      check: ({ body }) => expectThat((body as Dated).latest_build.reason === 'autostop', body),
    },
  ];
}
