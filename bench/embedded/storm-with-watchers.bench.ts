/**
 * Question: does a storm of 10,000 workspaces and 500 provisioners reach 50 watchers, every event to each, and what
 * does a workspace cost in memory?
 *
 * The workspaces are made, stopped and scheduled for one minute through the API, then the deployment starts them
 * at 60 times the pace of real time while 50 watch-all sockets listen. The storm alone has no reference; the same
 * number of messages over the same number of bare sockets stands beside it.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { Load } from './load.js';
import { startServer } from './server-process.js';

const WORKSPACES = 10_000;
const PROVISIONERS = 500;
const WATCHERS = 50;
const TIME_SCALE = 60;
const SECOND_US = 1e6;
const MINUTE_MS = 60_000;
/** Deployment time from storing the schedules to the minute: storing takes some seconds of real time. */
const LEAD_MINUTES = 20;
const LIMIT_MS = 180_000;

const server = await startServer({
  kind: 'embedded',
  provisioners: PROVISIONERS,
  timeScale: TIME_SCALE,
  start: { p50: 45 * SECOND_US, p95: 90 * SECOND_US },
  stop: { p50: SECOND_US, p95: 2 * SECOND_US },
});
const load = new Load(server);
const empty = await server.collectAndRead();

const began = performance.now();
const ids = await load.runningWorkspaces(WORKSPACES, server.templateId);
await load.build(ids, 'stop');
await load.settled('stopped', WORKSPACES);
const deploymentMs = await deploymentNowMs();
const at = new Date(Math.ceil(deploymentMs / MINUTE_MS) * MINUTE_MS + LEAD_MINUTES * MINUTE_MS);
const schedule = `CRON_TZ=UTC ${at.getUTCMinutes()} ${at.getUTCHours()} * * ${at.getUTCDay()}`;
await load.forEach(ids, (id) => load.send('PUT', `/api/v2/workspaces/${id}/autostart`, { schedule }));
if ((await deploymentNowMs()) >= at.getTime()) throw new Error('the schedules were stored too late');
const full = await server.collectAndRead();
console.log(`set-up of ${WORKSPACES} workspaces: ${((performance.now() - began) / 1000).toFixed(1)} s`);

const counts = Array.from({ length: WATCHERS }, () => 0);
const sockets = await Promise.all(
  counts.map(async (_, watcher) => {
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws')}/api/experimental/watch-all-workspacebuilds`,
      {
        headers: { 'coder-session-token': server.token },
        perMessageDeflate: false,
      },
    );
    socket.on('message', (data: Buffer) => {
      const update = JSON.parse(data.toString()) as {
        readonly transition: string;
        readonly build_number: number;
      };
      if (update.transition === 'start' && update.build_number === 3)
        counts[watcher] = (counts[watcher] ?? 0) + 1;
    });
    await once(socket, 'open');
    return socket;
  }),
);
const beforeStorm = await server.read();
const stormBegan = performance.now();
await load.settled('running', WORKSPACES);
const stormSeconds = (performance.now() - stormBegan) / 1000;
const afterStorm = await server.collectAndRead();
while (counts.some((count) => count < WORKSPACES) && performance.now() - stormBegan < LIMIT_MS)
  await pause(50);
const delivered = counts.reduce((sum, count) => sum + count, 0);
if (delivered !== WATCHERS * WORKSPACES) {
  throw new Error(`${delivered} of ${WATCHERS * WORKSPACES} events were delivered`);
}
const stormCpu = afterStorm.cpuSeconds - beforeStorm.cpuSeconds;
console.log(
  `storm: ${WORKSPACES} builds in ${stormSeconds.toFixed(1)} s of real time, waiting for the minute included; ` +
    `all ${delivered} events delivered; server ${stormCpu.toFixed(2)} CPU-s, ` +
    `${((stormCpu / delivered) * 1e6).toFixed(1)} µs for each event and watcher`,
);
const kilobytes = ((full.heapMegabytes - empty.heapMegabytes) * 1000) / WORKSPACES;
console.log(
  `memory: ${kilobytes.toFixed(1)} KB of heap for each workspace with two builds ` +
    `(${empty.heapMegabytes.toFixed(0)} MB empty, ${full.heapMegabytes.toFixed(0)} MB with ${WORKSPACES}; ` +
    `resident ${full.residentMegabytes.toFixed(0)} MB, after the storm ${afterStorm.residentMegabytes.toFixed(0)} MB)`,
);
const bare = await bareCpuSeconds();
console.log(`bare sockets with as many messages: ${bare.toFixed(2)} CPU-s, sender and receiver together`);
for (const socket of sockets) socket.terminate();
await load.close();
await server.end();

async function deploymentNowMs(): Promise<number> {
  const answer = await fetch(`${server.url}/api/v2/buildinfo`);
  const [, now = ''] = /now=([^;]+)/.exec(answer.headers.get('x-nineam-clock') ?? '') ?? [];
  return Date.parse(now);
}

/** Sends a message of the same size as often, through the same number of sockets, in this process. */
async function bareCpuSeconds(): Promise<number> {
  const message = JSON.stringify({
    workspace_id: ids[0],
    workspace_name: 'bench-0',
    build_id: ids[0],
    transition: 'start',
    job_status: 'succeeded',
    build_number: 3,
  });
  const listener = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let received = 0;
  const clients = await Promise.all(
    counts.map(async () => {
      const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
      client.on('message', (data: Buffer) => {
        received += Number((JSON.parse(data.toString()) as { build_number: number }).build_number === 3);
      });
      await once(client, 'open');
      return client;
    }),
  );
  const before = process.cpuUsage();
  for (let sent = 0; sent < WORKSPACES; sent++) {
    for (const socket of listener.clients) socket.send(message);
    if (sent % 100 === 0) await pause(0);
  }
  while (received < WATCHERS * WORKSPACES) await pause(10);
  const { user, system } = process.cpuUsage(before);
  for (const client of clients) client.terminate();
  listener.close();
  return (user + system) / 1e6;
}
