/**
 * Question: how much CPU does a request through the client cost, against a bare undici loop in the same process?
 *
 * Both sides read the same recorded workspace and the same empty answer from a node:http server in a child process, so
 * that only the client's CPU is counted. The bare loop parses the JSON and looks at nothing in it; the client also
 * checks and maps it, and minds cancellation, retries and errors.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { CoderClient } from '../../src/codersdk/index.js';
import { SystemClock } from '../../src/time/index.js';

const REQUESTS = 20_000;
const CONCURRENCY = 64;
const ROUNDS = 5;

const workspace = JSON.stringify(
  JSON.parse(readFileSync('test/fixtures/exchanges/100-workspace-agent-ready.json', 'utf8')).response.body,
);
const workspaceId = '972340ce-0036-461c-ab04-28c2d2d43210';
const token = 'abcdefghij-abcdefghijklmnopqrstuv';

/** Runs in the child: its source text is handed to `node -e`. */
function serve(answer: string): void {
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'PUT') response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(answer);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
  });
}

async function inParallel(work: () => Promise<void>): Promise<void> {
  let left = REQUESTS;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}

async function cpuMicrosPerRequest(work: () => Promise<void>): Promise<number> {
  const began = process.cpuUsage();
  await inParallel(work);
  const used = process.cpuUsage(began);
  return (used.user + used.system) / REQUESTS;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const child = spawn(process.execPath, ['-e', `(${serve.toString()})(${JSON.stringify(workspace)})`], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
const origin = `http://127.0.0.1:${port}`;
const pool = new Pool(origin, { connections: CONCURRENCY });
const client = new CoderClient({ url: origin, token, realClock: new SystemClock(), random: Math.random });
const lasting = new AbortController();
const headers = { 'coder-session-token': token, accept: 'application/json' };

const cases = {
  'bare undici, GET a workspace': async () => {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: `/api/v2/workspaces/${workspaceId}`,
      headers,
    });
    const value = (await body.json()) as { id: string };
    if (statusCode !== 200 || value.id !== workspaceId) throw new Error('wrong answer');
  },
  'client, GET a workspace': async () => {
    const value = await client.workspaces.get(workspaceId);
    if (value.id !== workspaceId) throw new Error('wrong answer');
  },
  'client, GET a workspace with a signal of its own': async () => {
    const value = await client.workspaces.get(workspaceId, { signal: new AbortController().signal });
    if (value.id !== workspaceId) throw new Error('wrong answer');
  },
  'client, GET a workspace with a signal that all share': async () => {
    const value = await client.workspaces.get(workspaceId, { signal: lasting.signal });
    if (value.id !== workspaceId) throw new Error('wrong answer');
  },
  'bare undici, PUT without an answer': async () => {
    const { statusCode, body } = await pool.request({
      method: 'PUT',
      path: `/api/v2/workspaces/${workspaceId}/autostart`,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ schedule: null }),
    });
    await body.dump();
    if (statusCode !== 204) throw new Error('wrong answer');
  },
  'client, PUT without an answer': () => client.workspaces.setAutostart(workspaceId, null),
} satisfies Record<string, () => Promise<void>>;

type Name = keyof typeof cases;
const names = Object.keys(cases) as Name[];
const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
for (const name of names) await inParallel(cases[name]);
for (let round = 0; round < ROUNDS; round++) {
  // The order alternates, so that a machine that slows down does not favor one side.
  for (const name of round % 2 === 0 ? names : [...names].reverse()) {
    samples.get(name)?.push(await cpuMicrosPerRequest(cases[name]));
  }
}
for (const name of names) {
  const rounds = samples.get(name) ?? [];
  const bare = samples.get(
    name.includes('PUT') ? 'bare undici, PUT without an answer' : 'bare undici, GET a workspace',
  );
  const ratio = median(rounds) / median(bare ?? []);
  const figures = rounds.map((value) => value.toFixed(1)).join(' ');
  console.log(`${name}: ${median(rounds).toFixed(1)} µs CPU (${figures}), ratio ${ratio.toFixed(2)}`);
}
await client.close();
await pool.close();
child.kill();
