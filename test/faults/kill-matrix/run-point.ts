import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../src/cli/index.js';
import { type EmbeddedDeployment, startEmbedded } from '../../../src/embedded/index.js';
import { diskJournals } from '../../../src/journal/index.js';
import { Semaphore } from '../../../src/scaletest/harness/index.js';
import { SystemClock } from '../../../src/time/index.js';
import { type OpenProxy, openProxy } from '../../integration/support/proxy.js';
import { alive } from '../../integration/support/raw-requests.js';
import { Bystanders } from './bystanders.js';
import { type KillPoint, pointName } from './points.js';

/** What became of a run that was killed, and of what it had made. */
export interface PointResult {
  readonly point: KillPoint;
  /** Whether the process ended by the kill, and not before. */
  readonly killed: boolean;
  /** Users, workspaces and schedules of the run before `nineam cleanup`. */
  readonly found: number;
  /** The same after it. */
  readonly left: number;
  readonly cleanupCode: number;
  /** What is not as it was with those who are not ours. */
  readonly changes: readonly string[];
  readonly elapsedMs: number;
  /** What the run and its cleanup said. */
  readonly said: string;
}

const RUN_OF = 10;
const TIME_SCALE = 120;
const SECOND_US = 1_000_000;
/** Cleanup waits that long for what the killed run had asked for; no shorter, since many processes share this machine. */
const REQUEST_TIMEOUT = ['--request-timeout', '2s'];
const ENTRY = join(import.meta.dirname, 'killed-run.mjs');

/** A deployment with bystanders, one of whom comes before us, and a folder for journals. */
interface Scene {
  readonly deployment: EmbeddedDeployment;
  readonly bystanders: Bystanders;
  readonly proxy: OpenProxy;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

async function withScene<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  const constant = (seconds: number) => ({ kind: 'constant', value: seconds * SECOND_US }) as const;
  const deployment = await startEmbedded({
    parameters: {
      seed: 'kills',
      provisioners: 2 * RUN_OF,
      tickPhasesUs: [5 * SECOND_US],
      serviceTime: { start: constant(15), stop: constant(5), delete: constant(5) },
    },
    timeScale: TIME_SCALE,
    realClock: new SystemClock(),
    randomBytes: (count) => randomBytes(count),
  });
  const folder = await mkdtemp(join(tmpdir(), 'nineam-kills-'));
  const proxy = await openProxy(deployment.url);
  const bystanders = new Bystanders(deployment);
  proxy.rule = bystanders.squat;
  const env = {
    CODER_URL: proxy.url,
    CODER_SESSION_TOKEN: deployment.token,
    NINEAM_STATE_DIR: folder,
    PATH: process.env['PATH'] ?? '',
  };
  try {
    await bystanders.addUsual();
    return await work({ deployment, bystanders, proxy, folder, env });
  } finally {
    proxy.close();
    await deployment.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the test-only entry to its end, whichever that is. */
async function runEntry(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly signal: string | null; readonly said: string }> {
  const child = spawn(
    process.execPath,
    [ENTRY, 'run', '-c', String(RUN_OF), '-t', 'workspace', ...REQUEST_TIMEOUT],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { signal, said: said.join('') };
}

/** The types of the records of a whole run, in their order. */
export function recordsOfARun(): Promise<readonly string[]> {
  return withScene(async ({ env, folder }) => {
    const file = join(folder, 'records');
    const { said } = await runEntry({ ...env, NINEAM_RECORDS: file });
    const records = (await readFile(file, 'utf8')).trim().split('\n');
    if (records.at(-1) !== 'closed') throw new Error(`the run did not end as it should:\n${said}`);
    return records;
  });
}

/** So many at a time: each is a process of its own, whose requests must not wait for the others'. */
const turns = new Semaphore(4);

/** Kills a run at a point, cleans up after it as a person would, and looks what is left. */
export async function runPoint(point: KillPoint): Promise<PointResult> {
  const release = await turns.acquire();
  try {
    return await killAndCleanUp(point);
  } finally {
    release();
  }
}

function killAndCleanUp(point: KillPoint): Promise<PointResult> {
  const sentMs = performance.now();
  return withScene(async ({ deployment, bystanders, proxy, env }) => {
    const killed = await runEntry({
      ...env,
      NINEAM_KILL_AT: `${point.side} ${point.type} ${point.nth}`,
    });
    const ours = async (): Promise<number> => {
      await proxy.idle();
      const { users, workspaces, schedules } = await alive(deployment);
      return users.length + workspaces.length + schedules.length - 3 * bystanders.count;
    };
    const found = await ours();
    const cleanup = await cleanUp(env);
    return {
      point,
      killed: killed.signal === 'SIGKILL',
      found,
      left: await ours(),
      cleanupCode: cleanup.code,
      changes: await bystanders.changes(),
      elapsedMs: performance.now() - sentMs,
      said: `${pointName(point)}\n${killed.said}\n${cleanup.said}`,
    };
  });
}

/** `nineam cleanup`, in this process. */
async function cleanUp(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const stream = { write: (text: string) => void said.push(text), isTTY: false };
  const code = await main({
    argv: ['cleanup', '--yes', ...REQUEST_TIMEOUT],
    env,
    stdout: stream,
    stderr: stream,
    ask: async () => null,
    homeDir: '/nonexistent',
    platform: process.platform,
    cwd: env['NINEAM_STATE_DIR'] ?? '/',
    realClock: new SystemClock(),
    randomBytes: (count) => randomBytes(count),
    onSignal: () => () => undefined,
    exitNow: () => undefined,
    writer: { pid: process.pid, host: hostname() },
    isAlive: () => false,
    journals: diskJournals,
    nineamVersion: '0.0.0',
    nodeVersion: process.version,
  });
  return { code, said: said.join('') };
}

/** Everything that is wrong with how a kill ended; empty: nothing. */
export function problemsOf({ killed, left, cleanupCode, changes }: PointResult): readonly string[] {
  return [
    ...(killed ? [] : ['the run ended before the record came']),
    ...(cleanupCode === 0 ? [] : [`nineam cleanup ended with ${cleanupCode}`]),
    ...(left === 0 ? [] : [`${left} users, workspaces and schedules are left`]),
    ...changes,
  ];
}
