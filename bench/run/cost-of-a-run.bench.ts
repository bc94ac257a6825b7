/**
 * Question: what CPU time and memory does `nineam run` take for 500, 1,000 and 2,000 workspaces, cleanup included?
 *
 * Goal: at most 4 CPU-seconds per 1,000 workspaces and 150 MB. Coder's own tool took 6.5 to 8 CPU-seconds per 1,000
 * and 190 MB + 0.13 MB per workspace against a real server. The reference loop makes the same requests through undici
 * and does nothing else. Client and deployment are separate processes; a fresh deployment for every run.
 */
import { type AccessLine, tally } from './access-log.js';
import { startDeployment, succeeded } from './deployment-process.js';
import { startMeasured, type Usage } from './measured-process.js';
import { runStorm } from './storm-run.js';
import { line, median, rounded } from './summary.js';

const SIZES = [500, 1_000, 2_000];
const REFERENCE_SIZE = 1_000;
const ROUNDS = 3;
const GOAL_CPU_SECONDS = 4;
const GOAL_MEGABYTES = 150;

/** Short jobs on a fast clock: waiting costs no CPU time. */
const DEPLOYMENT = [
  ...['--provisioners', '400', '--time-scale', '60', '--tick-phase', '5s'],
  ...['--service-time', 'start:p50=4s,p95=8s'],
  ...['--service-time', 'stop:p50=2s,p95=4s'],
  ...['--service-time', 'delete:p50=2s,p95=4s'],
];
/** Limits far off: a machine busy with other things must not change the outcome. */
const LIMITS = ['--workspace-job-timeout', '30m', '--autostart-build-timeout', '60m'];

const BARE_CLIENT = new URL('./bare-client.js', import.meta.url);
/** What the reference loop does for each workspace. */
const BARE_ROUTES: readonly (readonly [route: string, times: number])[] = [
  ['POST /api/v2/users', 1],
  ['POST /api/v2/users/login', 1],
  ['POST /api/v2/users/{user}/workspaces', 1],
  ['POST /api/v2/workspaces/{workspace}/builds', 2],
  ['PUT /api/v2/workspaces/{workspace}/autostart', 2],
  ['DELETE /api/v2/users/{user}', 1],
];

interface Costs {
  readonly client: Usage;
  readonly server: Usage;
}

interface Case {
  readonly name: string;
  readonly workspaces: number;
  readonly run: () => Promise<Costs>;
  readonly rounds: Costs[];
}

async function runBare(workspaces: number): Promise<Costs> {
  const deployment = await startDeployment(DEPLOYMENT);
  const { url, token, organizationId, template, folder } = deployment;
  const bare = startMeasured('bare', BARE_CLIENT, [String(workspaces)], folder, {
    CODER_URL: url,
    CODER_SESSION_TOKEN: token,
    BARE_ORGANIZATION: organizationId,
    BARE_TEMPLATE: template.id,
  });
  const { usage: client, stdout } = succeeded('bare', await bare.ended);
  const { usage: server, requests } = await deployment.end();
  checkBareWork(requests, workspaces);
  if (Number(stdout) !== requests.length) throw new Error(`${stdout} requests made, ${requests.length} seen`);
  return { client, server };
}

function checkBareWork(requests: readonly AccessLine[], workspaces: number): void {
  const counts = tally(requests.map(({ method, route }) => `${method} ${route}`));
  for (const [route, times] of BARE_ROUTES) {
    if (counts.get(route) !== times * workspaces) throw new Error(`${route}: ${counts.get(route)} times`);
  }
}

function describe({ name, workspaces, rounds }: Case): void {
  console.log(
    `${name}, ${workspaces} workspaces, ${median(rounds.map((r) => r.client.wallSeconds)).toFixed(0)} s`,
  );
  for (const side of ['client', 'server'] as const) {
    const cpu = rounds.map((round) => round[side].cpuSeconds);
    const peak = rounds.map((round) => round[side].peakMegabytes);
    const share = rounds.map((round) => (100 * round[side].cpuSeconds) / round[side].wallSeconds);
    console.log(
      `  ${side}: ${median(cpu).toFixed(2)} CPU-s (${rounded(cpu, 2)}), ` +
        `${((median(cpu) / workspaces) * 1000).toFixed(2)} per 1,000 workspaces, ` +
        `${median(share).toFixed(0)} % of one processor; ` +
        `peak ${median(peak).toFixed(0)} MB (${rounded(peak, 0)})`,
    );
  }
}

function medianOf({ rounds }: Case, value: (costs: Costs) => number): number {
  return median(rounds.map(value));
}

function verdict(value: number, goal: number): string {
  return value <= goal ? 'met' : 'not met';
}

const storms: readonly Case[] = SIZES.map((workspaces) => ({
  name: 'nineam run',
  workspaces,
  run: () => runStorm(workspaces, DEPLOYMENT, LIMITS),
  rounds: [],
}));
const bare: Case = {
  name: 'reference loop',
  workspaces: REFERENCE_SIZE,
  run: () => runBare(REFERENCE_SIZE),
  rounds: [],
};
const cases = [bare, ...storms];
for (let round = 0; round < ROUNDS; round += 1) {
  // The order alternates, so that a machine that slows down does not favor one side.
  for (const each of round % 2 === 0 ? cases : [...cases].reverse()) each.rounds.push(await each.run());
}

for (const each of cases) describe(each);
for (const side of ['client', 'server'] as const) {
  const memory = line(storms.map((c) => ({ x: c.workspaces, y: medianOf(c, (r) => r[side].peakMegabytes) })));
  const cpu = line(storms.map((c) => ({ x: c.workspaces, y: medianOf(c, (r) => r[side].cpuSeconds) })));
  console.log(
    `${side}, as a line: ${cpu.start.toFixed(2)} CPU-s and ${memory.start.toFixed(0)} MB at first; ` +
      `each 1,000 workspaces add ${(cpu.slope * 1000).toFixed(2)} CPU-s and ${(memory.slope * 1000).toFixed(0)} MB`,
  );
}
for (const each of storms) {
  const perThousand = (medianOf(each, (r) => r.client.cpuSeconds) / each.workspaces) * 1000;
  const peak = medianOf(each, (r) => r.client.peakMegabytes);
  console.log(
    `goals at ${each.workspaces}: ${perThousand.toFixed(2)} of ${GOAL_CPU_SECONDS} CPU-s per 1,000 workspaces ` +
      `(${verdict(perThousand, GOAL_CPU_SECONDS)}), ${peak.toFixed(0)} of ${GOAL_MEGABYTES} MB ` +
      `(${verdict(peak, GOAL_MEGABYTES)})`,
  );
}
const same = storms.find((each) => each.workspaces === REFERENCE_SIZE);
if (same !== undefined) {
  const ratios = (value: (usage: Usage) => number) =>
    same.rounds.map((costs, at) => value(costs.client) / value((bare.rounds[at] as Costs).client));
  const cpu = ratios((usage) => usage.cpuSeconds);
  const peak = ratios((usage) => usage.peakMegabytes);
  console.log(
    `nineam to the reference loop at ${REFERENCE_SIZE}: ${median(cpu).toFixed(2)} times its CPU time ` +
      `(${rounded(cpu, 2)}), ${median(peak).toFixed(2)} times its memory (${rounded(peak, 2)})`,
  );
}
