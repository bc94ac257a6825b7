import { binomialInterval, percentilesOf } from '../../stats/index.js';
import { type Band, bandOf } from './band.js';
import { CurveBands } from './curve-bands.js';
import type { MorningSample } from './morning-sample.js';
import type { PlanInputs } from './plan-inputs.js';
import type { LatencyName, MorningPrediction, PercentileName, Prediction, Risk } from './prediction.js';
import { Replicator } from './replicate.js';
import { type Rush, RushFigures, rushesOf } from './rushes.js';

const LATENCY_NAMES: readonly LatencyName[] = [
  'ready',
  'ready_after_first',
  'ready_worst',
  'tick_delay',
  'creation_spread',
  'trigger',
  'queue',
  'build',
  'agent',
  'startup',
];
const PERCENTILES = [0.5, 0.95, 0.99, 1];

/**
 * What will happen on the mornings of a plan: every replication is simulated, and figures are told with how much they
 * differ between them. The same inputs give the same figures.
 * @throws ConfigError if nobody is due on any of the days.
 */
export function predict(inputs: PlanInputs): Prediction {
  const replicator = new Replicator(inputs);
  const figures = replicator.calendar.mornings.map((morning) => new MorningFigures(rushesOf(morning)));
  let events = 0;
  for (let r = 0; r < inputs.replications; r++) {
    const { mornings, records } = replicator.replicate(r);
    events += records.events;
    mornings.forEach((sample, i) => {
      figures[i]?.add(sample);
    });
  }
  return {
    replications: inputs.replications,
    mornings: replicator.calendar.mornings.map(({ firstDueUs, lastDueUs }, i) => ({
      firstDueUs,
      lastDueUs,
      ...(figures[i] as MorningFigures).summary(),
    })),
    events,
  };
}

/** The figures of one morning, by replication. */
class MorningFigures {
  #due = 0;
  #curve: CurveBands | null = null;
  readonly #latencies = new Map<LatencyName, number[][]>();
  readonly #counts = {
    usable: [] as number[],
    failed: [] as number[],
    missed: [] as number[],
    timedOut: [] as number[],
    reaped: [] as number[],
  };
  readonly #lostForNext: number[] = [];
  readonly #drainMs: number[] = [];
  readonly #utilisation: number[] = [];
  /** Empty where there is only one. */
  readonly #rushes: readonly RushFigures[];

  constructor(rushes: readonly Rush[]) {
    this.#rushes = rushes.length === 1 ? [] : rushes.map((rush) => new RushFigures(rush));
  }

  add(sample: MorningSample): void {
    this.#due = sample.due;
    this.#curve ??= new CurveBands(sample.due);
    this.#curve.add(sample.usableUs.map((us) => (us - sample.morning.firstDueUs) / 1000));
    for (const rush of this.#rushes) rush.add(sample);
    const { latenciesMs } = sample.measurements();
    for (const name of LATENCY_NAMES) {
      const percentiles = percentilesOf(latenciesMs[name], PERCENTILES);
      if (percentiles === null) continue;
      const known = this.#latencies.get(name) ?? PERCENTILES.map(() => []);
      percentiles.forEach((ms, i) => {
        known[i]?.push(ms);
      });
      this.#latencies.set(name, known);
    }
    for (const [name, counts] of Object.entries(this.#counts)) {
      counts.push(sample.counts[name as keyof typeof sample.counts]);
    }
    this.#lostForNext.push(sample.lostForNext());
    this.#drainMs.push((sample.drainedUs - sample.morning.firstDueUs) / 1000);
    const utilisation = sample.utilisation();
    if (!Number.isNaN(utilisation)) this.#utilisation.push(utilisation);
  }

  summary(): Omit<MorningPrediction, 'firstDueUs' | 'lastDueUs'> {
    const { failed, missed, reaped, timedOut, usable } = this.#counts;
    const latency = (name: LatencyName) => {
      const known = this.#latencies.get(name);
      if (known === undefined) return null;
      const [p50, p95, p99, max] = known.map((values) => always(values));
      return { p50, p95, p99, max } as Readonly<Record<PercentileName, Band>>;
    };
    const latenciesMs = Object.fromEntries(LATENCY_NAMES.map((name) => [name, latency(name)]));
    return {
      due: this.#due,
      rushes: this.#rushes.flatMap((rush) => rush.summary() ?? []),
      curve: (this.#curve ?? new CurveBands(0)).curve(),
      latenciesMs: latenciesMs as MorningPrediction['latenciesMs'],
      usable: always(usable),
      failed: always(failed),
      missed: always(missed),
      timedOut: always(timedOut),
      drainMs: always(this.#drainMs),
      utilisation: bandOf(this.#utilisation),
      reaped: riskOf(reaped),
      lostForNextMorning: riskOf(this.#lostForNext),
    };
  }
}

/** The band of a figure that every replication has. */
function always(figures: readonly number[]): Band {
  const band = bandOf(figures);
  if (band === null) throw new RangeError('a prediction needs at least one replication');
  return band;
}

function riskOf(workspaces: readonly number[]): Risk {
  const replications = workspaces.filter((count) => count > 0).length;
  const { lower, upper } = binomialInterval(replications, workspaces.length);
  const chance = replications / workspaces.length;
  return { replications, chance, lower, upper, workspaces: always(workspaces) };
}
