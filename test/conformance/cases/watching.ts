import { WatchedSocket } from '../wire/web-socket.js';
import type { World } from '../world.js';

const WATCH_ALL = '/api/experimental/watch-all-workspacebuilds';

/** A stream that is open until the chapter is over. @throws Error if the handshake is refused. */
export async function openSocket(world: World, path: string, token: string): Promise<WatchedSocket> {
  const asked = { method: 'GET', path, token, headers: {} };
  const socket = await WatchedSocket.open(world.subject.url, asked);
  if (!(socket instanceof WatchedSocket)) throw new Error(`${path}: ${socket.status} ${socket.text}`);
  world.client.inspect(asked, socket.answer);
  world.atEnd(() => socket.end());
  return socket;
}

/** The stream of all updates. */
export function watchAll(world: World): Promise<WatchedSocket> {
  return openSocket(world, WATCH_ALL, world.subject.token);
}

interface Update {
  readonly workspace_id: string;
  readonly build_number: number;
  readonly job_status: string;
}

/** What watch-all has said of a workspace so far: `1 canceled`, by the number of the build. */
export function toldOf(socket: WatchedSocket, workspaceId: string): readonly string[] {
  const updates = socket.messages as readonly Update[];
  return updates
    .filter(({ workspace_id }) => workspace_id === workspaceId)
    .map(({ build_number, job_status }) => `${build_number} ${job_status}`);
}

interface Message {
  readonly type: string;
  readonly data: {
    readonly latest_build: { readonly build_number: number; readonly job: { readonly status: string } };
  };
}

/** The moments that a workspace's stream has shown so far, each once, as {@link toldOf} puts them. */
export function shownBy(socket: WatchedSocket): readonly string[] {
  const messages = socket.messages as readonly Message[];
  const snapshots = messages.filter(({ type }) => type === 'data').map(({ data }) => data.latest_build);
  return [...new Set(snapshots.map(({ build_number, job }) => `${build_number} ${job.status}`))];
}

/** The stream of one workspace, once it has shown the present. */
export async function watchOne(world: World, workspaceId: string): Promise<WatchedSocket> {
  const path = `/api/v2/workspaces/${workspaceId}/watch-ws`;
  const socket = await openSocket(world, path, world.subject.token);
  await world.untilTrue('the first snapshot', async () => shownBy(socket).length > 0);
  return socket;
}

/** @throws Error unless the two are the same. */
export function expectSame(what: string, found: readonly string[], expected: readonly string[]): void {
  if (found.join() !== expected.join()) throw new Error(`${what}: ${found.join()}; not ${expected.join()}`);
}
