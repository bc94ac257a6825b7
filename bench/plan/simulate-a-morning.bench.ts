/**
 * Question: how fast are mornings simulated, how long do a prediction and a search take, and what does a waiting job
 * cost in memory?
 *
 * The reference is a straightforward simulation of the same morning (objects, closures, a sorted array of events): it
 * must give the same jobs to the microsecond before either is timed. Times are CPU time of the process, which other
 * programs disturb least.
 */
import { execFileSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MorningsInput, simulateMornings, stormModelParameters } from '../../src/model/index.js';
import { capacity, planInputs, predict } from '../../src/plan/index.js';
import { parseThreshold } from '../../src/thresholds/index.js';
import { parseSchedule } from '../../src/time/index.js';
import { straightforwardMorning } from './straightforward-morning.js';

const WORKSPACES = 100_000;
const PROVISIONERS = 2_000;
const ROUNDS = 9;

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;
const TICK = 30 * SECOND;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const parameters = (seed: string, provisioners = PROVISIONERS) =>
  stormModelParameters({
    seed,
    startUs: NINE - MINUTE,
    provisioners,
    tickPhasesUs: [TICK],
    earlyStartRate: 0,
    pendingReapUs: 1_000 * 60 * MINUTE,
  });

const input = (workspaces: number, untilUs = NINE + 24 * 60 * MINUTE): MorningsInput => ({
  template: new Uint16Array(workspaces),
  schedule: new Uint16Array(workspaces),
  dueUs: [[NINE]],
  background: { atUs: [], template: [] },
  stops: { atUs: [], workspace: [] },
  untilUs,
  endsWhenStarted: true,
});

const morning = (workspaces: number, replications: number) =>
  planInputs({
    seed: 'bench',
    replications,
    groups: [
      {
        count: workspaces,
        template: 0,
        schedule: parseSchedule('CRON_TZ=UTC 0 9 * * *'),
        allowedDays: null,
        window: { minutes: 0, assignment: 'hashed' },
      },
    ],
    provisioners: { initial: PROVISIONERS, steps: [] },
    days: [{ fromMs: (NINE - 9 * 60 * MINUTE) / 1000, untilMs: (NINE + 15 * 60 * MINUTE) / 1000 }],
  });

function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 1e6;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function check(workspaces: number): void {
  const { events, jobs } = simulateMornings(parameters('check'), input(workspaces));
  const expected = straightforwardMorning(parameters('check'), workspaces, NINE + TICK);
  if (jobs.count !== workspaces) throw new Error(`${jobs.count} jobs instead of ${workspaces}`);
  if (events < 3 * workspaces) throw new Error(`${events} events for ${workspaces} jobs`);
  expected.jobs.forEach((job, i) => {
    const [started, completed] = [jobs.startedUs[i], jobs.completedUs[i]];
    if (started !== job.startedUs || completed !== job.completedUs) throw new Error(`job ${i} differs`);
  });
}

function events(): void {
  check(WORKSPACES);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    let count = 0;
    const seed = `round ${round}`;
    const ours = () => {
      count = simulateMornings(parameters(seed), input(WORKSPACES)).events;
    };
    const theirs = () => straightforwardMorning(parameters(seed), WORKSPACES, NINE + TICK);
    // The order alternates, so that a machine that slows down does not favor one side.
    const early = round % 2 === 0 ? cpuSeconds(theirs) : 0;
    const seconds = cpuSeconds(ours);
    return { seconds, rate: count / seconds, reference: round % 2 === 0 ? early : cpuSeconds(theirs) };
  });
  const ratios = rounds.map(({ reference, seconds }) => reference / seconds);
  const best = Math.max(...rounds.map(({ rate }) => rate));
  console.log(`${WORKSPACES} workspaces, ${PROVISIONERS} provisioners`);
  console.log(
    `  median ${(median(rounds.map(({ rate }) => rate)) / 1e6).toFixed(2)} million events a CPU-second`,
  );
  console.log(`  best ${(best / 1e6).toFixed(2)} million (goal: 3)`);
  console.log(
    `  ${median(ratios).toFixed(1)} times as fast as the reference (${ratios.map((r) => r.toFixed(1)).join(' ')})`,
  );
}

function predictions(): void {
  const seconds = Array.from({ length: 5 }, (_, i) => {
    const inputs = { ...morning(WORKSPACES, 1), seed: `bench ${i}` };
    return cpuSeconds(() => {
      const [only] = predict(inputs).mornings;
      if (only?.usable.median !== WORKSPACES) throw new Error('not all became usable');
    });
  });
  const best = Math.min(...seconds).toFixed(3);
  console.log(
    `one prediction with all percentiles: median ${median(seconds).toFixed(3)} CPU-s, best ${best} (goal: 0.2 s)`,
  );
}

function search(): void {
  const targets = [parseThreshold('ready_worst_p95<5m')];
  let answer = '';
  const seconds = cpuSeconds(() => {
    const { provisioners, tried } = capacity(morning(10_000, 30), { targets, confidence: 0.95 });
    if (provisioners === null) throw new Error('no number is enough');
    answer = `${provisioners} provisioners, ${tried} numbers tried`;
  });
  console.log(
    `capacity for 10,000 workspaces, 30 replications: ${seconds.toFixed(2)} CPU-s (goal: 5 s); ${answer}`,
  );
}

/** Bytes in use while all jobs wait: without provisioners nothing is reported live, so one that is busy for ever. */
function bytesWhileWaiting(workspaces: number): number {
  const whole = input(workspaces, NINE + 23 * 60 * MINUTE);
  let bytes = 0;
  // Others ask for two starts: the first holds the only provisioner, the second is read when all jobs wait.
  const atUs = {
    length: 2,
    0: NINE,
    get 1() {
      collectGarbage();
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      bytes = arrayBuffers + heapUsed;
      return NINE + 22 * 60 * MINUTE;
    },
  };
  const endless = { kind: 'constant', value: 1_000 * 60 * MINUTE } as const;
  const p = { ...parameters('memory', 1), creation: { kind: 'constant', value: 0 } as const };
  const serviceTime = { start: endless, stop: endless, delete: endless };
  const background = { atUs, template: [0, 0] };
  const { jobs } = simulateMornings({ ...p, serviceTime }, { ...whole, background, endsWhenStarted: false });
  if (jobs.count !== workspaces + 2) throw new Error(`${jobs.count} jobs`);
  return bytes;
}

/** In a process of its own: what one measurement leaves behind would be taken off the next. */
function bytesElsewhere(workspaces: number): number {
  const args = [import.meta.filename, '--bytes-while-waiting', String(workspaces)];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function memory(): void {
  const [few, many] = [100_000, 1_100_000];
  const bytes = (bytesElsewhere(many) - bytesElsewhere(few)) / (many - few);
  console.log(`memory: ${bytes.toFixed(0)} bytes for each of a million more workspaces (goal: under 100)`);
}

const [, , mode, workspaces] = process.argv;
if (mode === '--bytes-while-waiting') console.log(bytesWhileWaiting(Number(workspaces)));
else {
  events();
  predictions();
  search();
  memory();
}
