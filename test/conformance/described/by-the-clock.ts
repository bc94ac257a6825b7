import { expectSame, shownBy, toldOf, watchAll, watchOne } from '../cases/watching.js';
import type { OurOptions } from '../subject.js';
import type { WatchedSocket } from '../wire/web-socket.js';
import type { WorkspaceView, World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

const minute = { kind: 'constant', value: 60_000_000 } as const;
const TTL_MS = 60_000;

/** A minute is half a second; a provisioner takes that long to find a job, and again to do it. */
export const clockOptions: OurOptions = {
  templates: [{ name: 'plain' }, { name: 'agent' }],
  timeScale: 120,
  parameters: {
    pickUp: minute,
    serviceTime: { start: minute, stop: minute, delete: minute },
  },
};

interface Dated {
  readonly ttl_ms?: number;
  readonly latest_build: {
    readonly reason: string;
    readonly deadline: string | null;
    readonly job: { readonly created_at: string; readonly started_at: string; readonly completed_at: string };
  };
}

/** Whether the latest build came by itself, and there was time to see it wait. */
function hasWaited({ latest_build: { job, reason } }: Dated, expected: string): boolean {
  return reason === expected && Date.parse(job.started_at) - Date.parse(job.created_at) >= 60_000;
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

/** Waits for the end of that build, of which nobody may be told before a provisioner has it. */
async function seeUnannounced(world: World, id: string, number: number, watchers: Watchers): Promise<void> {
  const { all, one } = watchers;
  await world.untilBuild(id, `build ${number}`, (build) => {
    return build.build_number === number && build.job.status === 'succeeded';
  });
  await one.untilMessage('its end', () => shownBy(one).includes(`${number} succeeded`));
  await all.untilMessage('its end', () => toldOf(all, id).includes(`${number} succeeded`));
  const ofIt = (text: string) => text.startsWith(`${number} `);
  const shown = shownBy(one).filter(ofIt);
  // The moment between its start and its end may be too short to be seen.
  expectThat(!shown.includes(`${number} pending`) && shown.at(-1) === `${number} succeeded`, shown);
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
      check: ({ body }) => expectThat(hasWaited(body as Dated, 'autostart'), body),
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
      check: ({ body }) => expectThat(hasWaited(body as Dated, 'autostop'), body),
    },
  ];
}
