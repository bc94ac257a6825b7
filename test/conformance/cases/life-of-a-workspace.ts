import { EventStream } from '../wire/event-stream.js';
import type { WatchedSocket } from '../wire/web-socket.js';
import type { World } from '../world.js';
import type { Case } from './case.js';
import { namesOfResources, timesOfLines } from './leeway.js';
import { openSocket, watchAll } from './watching.js';

/** Ids of the recording. */
const WORKSPACE = 'bc013927-5816-4d29-82c9-c7211029c7a5';
const OTHER_WORKSPACE = '8febdc3b-3e19-46ef-81de-62166a17cb8a';
const BUILD_TO_CANCEL = '04f33486-95a1-4f49-abe3-340cb022d090';

const idle = (recordedId: string) => async (world: World) => {
  await world.untilIdle(world.correspondence.idOf(recordedId));
};

/** What was set in the recording. */
const TTL_MS = 28_800_000;

interface DatedBuild {
  readonly build_number: number;
  readonly deadline?: string;
  readonly job: { readonly completed_at: string };
}

interface Snapshot {
  readonly latest_build: { readonly build_number: number; readonly job: { readonly status: string } };
}

/** Whether a snapshot shows the end of that build. */
function showsEndOf(buildNumber: number): (snapshot: unknown) => boolean {
  return (snapshot) => {
    const build = (snapshot as Snapshot | null)?.latest_build;
    return build?.build_number === buildNumber && build.job.status === 'succeeded';
  };
}

/** What a build says and makes is its template's matter. */
const ofTheTemplate = { resource: 'builds', needs: ['templates made for the suite'] } as const;

const made: readonly Case[] = [
  { exchange: '053-workspace-create-empty', resource: 'workspaces' },
  { exchange: '054-workspace-create-unknown-template', resource: 'workspaces' },
  { exchange: '055-workspace-create-unknown-parameter', resource: 'workspaces' },
  { exchange: '056-workspace-create', resource: 'workspaces' },
  { exchange: '057-workspace-create-duplicate', resource: 'workspaces' },
  { exchange: '058-build-while-active', resource: 'builds' },
  { exchange: '059-workspace', resource: 'workspaces', before: idle(WORKSPACE) },
  { exchange: '060-workspace-by-owner-and-name', resource: 'workspaces' },
  { exchange: '061-workspace-by-other-member', resource: 'workspaces' },
  { exchange: '062-build', resource: 'builds' },
  { exchange: '063-build-logs', ...ofTheTemplate, leeway: timesOfLines },
  { exchange: '064-build-timings', ...ofTheTemplate },
  { exchange: '065-build-resources', ...ofTheTemplate, leeway: namesOfResources },
  { exchange: '066-build-parameters', resource: 'builds' },
  {
    exchange: '067-build-logs-follow',
    resource: 'streams',
    needs: ['templates made for the suite'],
    obtain: async (world) => {
      const path = world.correspondence.translatePath(
        '/api/v2/workspacebuilds/6b8aa748-1bdb-4983-9ab2-935db72f7bcd/logs?follow',
      );
      const socket = await openSocket(world, path, world.otherToken);
      await socket.untilClosed();
      return socket.answer;
    },
  },
];

/** The workspace is stopped while somebody watches all builds. */
function stopped(): readonly Case[] {
  let watched: WatchedSocket | undefined;
  return [
    {
      exchange: '068-build-stop',
      resource: 'builds',
      before: async (world) => {
        await idle(OTHER_WORKSPACE)(world);
        watched = await watchAll(world);
      },
    },
    {
      exchange: '069-watch-all-stop',
      resource: 'streams',
      obtain: async (world) => {
        if (watched === undefined) throw new Error('nobody watches');
        const id = world.correspondence.idOf(WORKSPACE);
        const isOurs = (message: unknown) => (message as { workspace_id?: string }).workspace_id === id;
        await watched.untilMessage('the update of the stop', isOurs);
        await idle(WORKSPACE)(world);
        watched.end();
        const { answer } = watched;
        const socket = answer.socket && { ...answer.socket, messages: answer.socket.messages.filter(isOurs) };
        return { ...answer, ...(socket === undefined ? {} : { socket }) };
      },
    },
    { exchange: '070-build-bad-transition', resource: 'builds' },
    { exchange: '071-workspace-stopped', resource: 'workspaces' },
  ];
}

const scheduled: readonly Case[] = [
  { exchange: '072-autostart-bad', resource: 'schedules' },
  { exchange: '073-autostart-no-timezone', resource: 'schedules' },
  { exchange: '074-autostart-day-of-month', resource: 'schedules' },
  { exchange: '075-autostart-set', resource: 'schedules' },
  {
    exchange: '076-workspace-scheduled',
    resource: 'schedules',
    after: (_, { body, headers }) => {
      const startMs = Date.parse((body as { next_start_at: string }).next_start_at);
      const inBerlin = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/Berlin',
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
      }).format(startMs);
      if (!/^(Mon|Tue|Wed|Thu|Fri),? 09:30$/.test(inBerlin)) throw new Error(`next start: ${inBerlin}`);
      const aheadMs = startMs - Date.parse(headers.get('date') ?? '');
      if (!(aheadMs > 0 && aheadMs <= 3 * 86_400_000 + 3_600_000)) {
        throw new Error(`next start in ${aheadMs} ms`);
      }
    },
  },
  { exchange: '077-autostart-clear', resource: 'schedules' },
  { exchange: '078-ttl-set', resource: 'schedules' },
];

/** The workspace is started and stopped while its owner watches it. */
function watched(): readonly Case[] {
  let events: EventStream | undefined;
  let socket: WatchedSocket | undefined;
  const path = (world: World, end: string) =>
    world.correspondence.translatePath(`/api/v2/workspaces/${WORKSPACE}/${end}`);
  return [
    {
      exchange: '079-build-start',
      resource: 'builds',
      before: async (world) => {
        const asked = { method: 'GET', path: path(world, 'watch'), token: world.otherToken, headers: {} };
        events = await EventStream.open(world.subject.url, asked);
        world.atEnd(() => events?.end());
        world.client.inspect(asked, events.answer);
        await events.untilData('the first snapshot', showsEndOf(2));
      },
    },
    {
      exchange: '080-watch-sse',
      resource: 'streams',
      obtain: async () => {
        if (events === undefined) throw new Error('nobody watches');
        await events.untilData('a snapshot of the started workspace', showsEndOf(3));
        events.end();
        return events.answer;
      },
    },
    {
      exchange: '081-build-stop-2',
      resource: 'builds',
      before: async (world) => {
        socket = await openSocket(world, path(world, 'watch-ws'), world.otherToken);
        await socket.untilMessage('the first snapshot', (message) =>
          showsEndOf(3)((message as { data: unknown }).data),
        );
      },
    },
    {
      exchange: '082-watch-ws',
      resource: 'streams',
      obtain: async () => {
        if (socket === undefined) throw new Error('nobody watches');
        await socket.untilMessage('a snapshot of the stopped workspace', (message) =>
          showsEndOf(4)((message as { data: unknown }).data),
        );
        socket.end();
        return socket.answer;
      },
    },
    {
      exchange: '083-watch-all-client-sends',
      resource: 'streams',
      obtain: async (world) => {
        const all = await watchAll(world);
        all.sendText('hello');
        await all.untilClosed();
        return all.answer;
      },
    },
  ];
}

const listed: readonly Case[] = [
  {
    exchange: '084-builds',
    resource: 'builds',
    before: idle(WORKSPACE),
    after: (_, { body }) => {
      for (const build of (body as readonly DatedBuild[]).slice(0, 2)) {
        const lifeMs = Date.parse(build.deadline ?? '') - Date.parse(build.job.completed_at);
        if (lifeMs !== TTL_MS) throw new Error(`build ${build.build_number} may run for ${lifeMs} ms`);
      }
    },
  },
  {
    exchange: '085-builds-since',
    resource: 'builds',
    request: (world) => {
      const builds = world.answers.get('084-builds')?.body as { job: { completed_at: string } }[] | undefined;
      const since = encodeURIComponent(builds?.[1]?.job.completed_at ?? '');
      return { path: `/api/v2/workspaces/${WORKSPACE}/builds?since=${since}` };
    },
  },
  { exchange: '086-build-by-number', resource: 'builds' },
  { exchange: '087-workspaces-by-owner', resource: 'workspaces' },
  {
    exchange: '088-workspaces-by-name',
    resource: 'workspaces',
    needs: ['a deployment without other work'],
  },
  { exchange: '089-workspaces-bad-query', resource: 'workspaces' },
];

const ended: readonly Case[] = [
  {
    exchange: '090-build-cancel',
    resource: 'builds',
    needs: ['templates made for the suite'],
    laterCasesCountOnIt: true,
    before: async (world) => {
      const id = world.correspondence.idOf(WORKSPACE);
      const body = { transition: 'start' };
      const build = await world.command<{ id: string }>('POST', `/workspaces/${id}/builds`, body);
      world.correspondence.settleId(BUILD_TO_CANCEL, build.id);
    },
  },
  {
    exchange: '091-build-cancel-finished',
    resource: 'builds',
    needs: ['templates made for the suite'],
    before: idle(WORKSPACE),
  },
  { exchange: '092-user-delete-with-workspace', resource: 'users' },
  { exchange: '093-build-delete', resource: 'builds', before: idle(WORKSPACE) },
  { exchange: '094-workspace-deleted', resource: 'workspaces', before: idle(WORKSPACE) },
  { exchange: '095-workspace-deleted-include', resource: 'workspaces' },
  {
    exchange: '096-user-delete',
    resource: 'users',
    before: async (world) => {
      const id = world.correspondence.idOf(OTHER_WORKSPACE);
      await world.command('POST', `/workspaces/${id}/builds`, { transition: 'delete' });
      await world.untilIdle(id);
    },
  },
  { exchange: '097-user-deleted-again', resource: 'users' },
  { exchange: '098-token-of-deleted-user', resource: 'authentication' },
  { exchange: '099-user-suspend', resource: 'users' },
];

/** A member's workspace from its creation to its deletion, and its owner's. */
export function lifeOfAWorkspace(): readonly Case[] {
  return [...made, ...stopped(), ...scheduled, ...watched(), ...listed, ...ended];
}
