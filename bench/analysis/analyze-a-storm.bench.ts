/**
 * Question: how long does it take to analyze the records of a storm of 10,000 and of 100,000 workspaces, and to find
 * the number of provisioners that would have met a target?
 *
 * The storm is replayed from drawn creations and service times. The reference loop sorts as many numbers as the storm
 * has times: the least that anything must do that counts what happened when.
 */
import type { StormStart } from '../../src/analysis/index.js';
import { analyzeStorm, provisionersFor, valueAt } from '../../src/analysis/index.js';
import { replayQueue } from '../../src/model/index.js';
import { sampleAt, seededDraws } from '../../src/stats/index.js';

const ROUNDS = 5;
const SECOND = 1_000_000;
const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;
/** Scheduled, created, started, completed, usable. */
const TIMES = 5;

/** One provisioner for fifty workspaces, 45 s builds, all created within two minutes. */
function storm(workspaces: number): readonly StormStart[] {
  const draw = seededDraws(`storm of ${workspaces}`);
  const service = { kind: 'lognormal', p50: 45 * SECOND, p95: 90 * SECOND } as const;
  const created = Array.from(
    { length: workspaces },
    (_, i) => NINE + Math.floor((43 + (i / workspaces) * 120) * SECOND),
  );
  const serviceUs = created.map(() => Math.round(sampleAt(service, draw())));
  const { startedUs, completedUs } = replayQueue(created, serviceUs, workspaces / 50);
  return created.map((createdUs, i) => ({
    workspace: `scaletest-${i}`,
    outcome: 'ready',
    scheduledUs: NINE,
    createdUs,
    startedUs: startedUs[i] ?? null,
    completedUs: completedUs[i] ?? null,
    usableUs: (completedUs[i] ?? 0) + 2 * SECOND,
    workerId: null,
    reaped: false,
    negativeQueueWait: false,
    censoredUs: null,
  }));
}

function analyze(starts: readonly StormStart[]): void {
  const { curves, inconsistencies, provisioners, bottleneck } = analyzeStorm(starts);
  const usable = valueAt(curves.usable, Number.MAX_SAFE_INTEGER);
  if (usable !== starts.length) throw new Error(`${usable} usable instead of ${starts.length}`);
  if (inconsistencies.length > 0) throw new Error(inconsistencies.join('\n'));
  if (provisioners.effective !== starts.length / 50)
    throw new Error(`${provisioners.effective} provisioners`);
  if (bottleneck.kind !== 'queue') throw new Error(`the bottleneck is ${bottleneck.kind}`);
}

/** A target that takes more provisioners than the storm had, so that the search goes all the way. */
function search(starts: readonly StormStart[]): void {
  const limitMs = 420_000;
  const { provisioners } = provisionersFor(starts, { p: 0.95, limitMs, countedFrom: 'scheduled' });
  if (provisioners === null || provisioners <= starts.length / 50)
    throw new Error(`${provisioners} would do`);
}

function reference(starts: readonly StormStart[]): void {
  const draw = seededDraws('reference');
  const numbers = Float64Array.from({ length: TIMES * starts.length }, () => NINE + draw() * 1e9).sort();
  if ((numbers[0] ?? 0) > (numbers.at(-1) ?? 0)) throw new Error('not sorted');
}

function secondsOf(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1_000;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

for (const workspaces of [10_000, 100_000]) {
  const starts = storm(workspaces);
  const works = [reference, analyze, search] as const;
  for (const work of works) work(starts);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const seconds = new Map<(typeof works)[number], number>();
    // The order alternates, so that a machine that slows down does not favor one side.
    for (const work of round % 2 === 0 ? works : works.toReversed()) {
      seconds.set(
        work,
        secondsOf(() => work(starts)),
      );
    }
    return seconds;
  });
  console.log(`${workspaces} workspaces`);
  for (const work of [analyze, search]) {
    const all = rounds.map((round) => (round.get(work) ?? 0) / (round.get(reference) ?? 1));
    const ms = median(rounds.map((round) => (round.get(work) ?? 0) * 1_000));
    console.log(
      `  ${work.name}: median ${ms.toFixed(0)} ms, ${median(all).toFixed(2)} times the reference (${all.map((ratio) => ratio.toFixed(2)).join(' ')})`,
    );
  }
  console.log(
    `  reference: median ${median(rounds.map((round) => (round.get(reference) ?? 0) * 1_000)).toFixed(0)} ms`,
  );
}
