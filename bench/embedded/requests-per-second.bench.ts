/**
 * Question: how many requests a second does the embedded deployment answer on one core, over loopback?
 *
 * `GET /workspaces/{id}` of 2,000 workspaces in turn, and `POST /workspaces/{id}/builds`, whose builds then run to
 * their ends. The reference is a bare `node:http` server that answers as many bytes and does nothing. Servers are
 * processes of their own; what counts is requests per second of the server's CPU time, which the client, a process
 * that shares the machine, does not change. Goal: 5,000 a second.
 */
import { Load } from './load.js';
import { type ServerProcess, startServer } from './server-process.js';

const WORKSPACES = 2_000;
const READS = 20_000;
const ROUNDS = 5;
const GOAL = 5_000;
const MILLISECONDS = 1_000;

const TRANSITIONS = [
  ['stop', 'stopped'],
  ['start', 'running'],
] as const;

/** Requests a second of the server's CPU time, and of real time. */
interface Rates {
  readonly perCpuSecond: number;
  readonly perSecond: number;
}

async function rates(server: ServerProcess, requests: number, work: () => Promise<void>): Promise<Rates> {
  const before = await server.read();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  const { cpuSeconds } = await server.read();
  return { perCpuSecond: requests / (cpuSeconds - before.cpuSeconds), perSecond: requests / seconds };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(name: string, rounds: readonly Rates[]): number {
  const perCpuSecond = rounds.map((round) => round.perCpuSecond);
  const figures = perCpuSecond.map((value) => value.toFixed(0)).join(' ');
  console.log(
    `${name}: ${median(perCpuSecond).toFixed(0)} requests per CPU-second of the server (${figures}), ` +
      `${median(rounds.map((round) => round.perSecond)).toFixed(0)} per second`,
  );
  return median(perCpuSecond);
}

const quick = { p50: 5 * MILLISECONDS, p95: 10 * MILLISECONDS };
const server = await startServer({
  kind: 'embedded',
  provisioners: WORKSPACES,
  timeScale: 1,
  start: quick,
  stop: quick,
});
const load = new Load(server);
const ids = await load.runningWorkspaces(WORKSPACES, server.templateId);
const paths = Array.from({ length: READS }, (_, at) => `/api/v2/workspaces/${ids[at % ids.length]}`);
const workspace = await load.send('GET', paths[0] ?? '');
await load.build(ids.slice(0, 1), 'stop');
const build = await load.send('GET', `/api/v2/workspaces/${ids[0]}/builds?limit=1`);
await load.settled('stopped', 1);
await load.build(ids.slice(0, 1), 'start');
await load.settled('running', WORKSPACES);

const bare = {
  read: await startServer({ kind: 'bare', status: 200, answer: workspace }),
  build: await startServer({ kind: 'bare', status: 201, answer: build.slice(1, -2) }),
};
const bareLoad = { read: new Load(bare.read), build: new Load(bare.build) };

const reads: Rates[] = [];
const builds: Rates[] = [];
const bareReads: Rates[] = [];
const bareBuilds: Rates[] = [];
const readAll = (from: Load) => async () => {
  await from.forEach(paths, async (path) => {
    const text = await from.send('GET', path);
    if (text.length < workspace.length / 2) throw new Error(`a short answer: ${text}`);
  });
};
for (let round = 0; round < ROUNDS; round++) {
  for (const [transition, status] of TRANSITIONS) {
    builds.push(await rates(server, WORKSPACES, () => load.build(ids, transition)));
    // The polls for the ends of the builds are not counted.
    await load.settled(status, WORKSPACES);
    bareBuilds.push(await rates(bare.build, WORKSPACES, () => bareLoad.build.build(ids, transition)));
  }
  reads.push(await rates(server, READS, readAll(load)));
  bareReads.push(await rates(bare.read, READS, readAll(bareLoad.read)));
}

const compare = (name: string, own: readonly Rates[], reference: readonly Rates[]) => {
  const rate = report(name, own);
  const bareRate = report(`${name}, bare node:http`, reference);
  console.log(
    `${name}: ${(bareRate / rate).toFixed(1)} times the CPU time of the bare loop; ` +
      `goal ${GOAL} a second on one core ${rate >= GOAL ? 'met' : 'not met'}`,
  );
};
compare(`GET a workspace (${workspace.length} bytes)`, reads, bareReads);
compare('POST a build, its acquisition and its end included', builds, bareBuilds);
await Promise.all([load.close(), bareLoad.read.close(), bareLoad.build.close()]);
await Promise.all([server.end(), bare.read.end(), bare.build.end()]);
