import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  isUsable,
  OUTCOME_KINDS,
  RUN_STAGES,
  type RunEvent,
  type RunEventListener,
  SETUP_STEPS,
} from '../../storm/index.js';
import type { ObservedResult } from '../observed-result.js';

/** Upper bounds in seconds: a queue wait starts at milliseconds, the wait for an autostart build ends after an hour. */
const LATENCY_BUCKETS = [
  0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 450, 600, 900, 1800, 3600,
];

const LATENCY_PHASES = ['trigger', 'queue', 'build', 'agent', 'startup', 'total'] as const;

/** Numbers by the value of a metric's one label. The values are decided here; an event only changes the numbers. */
class Tally {
  readonly #numbers: Map<string, number>;

  constructor(labelValues: readonly string[]) {
    this.#numbers = new Map(labelValues.map((value) => [value, 0]));
  }

  add(labelValue: string, amount: number): void {
    const before = this.#numbers.get(labelValue);
    if (before !== undefined) this.#numbers.set(labelValue, before + amount);
  }

  set(labelValue: string, number: number): void {
    if (this.#numbers.has(labelValue)) this.#numbers.set(labelValue, number);
  }

  /** 1 for this value and 0 for every other. */
  select(labelValue: string): void {
    for (const value of this.#numbers.keys()) this.#numbers.set(value, value === labelValue ? 1 : 0);
  }

  entries(): Iterable<[string, number]> {
    return this.#numbers;
  }
}

/**
 * The Prometheus metrics of one run, in a registry of their own.
 *
 * An event costs a few additions: the metrics are made of the numbers when they are scraped. Every label has a fixed
 * set of values, all present from the beginning, so the number of series depends neither on the size of the storm nor
 * on what a server answers. What is not known yet has no sample.
 */
export class RunMetrics {
  readonly #registry = new Registry();
  readonly #runners = new Tally(['waiting', ...SETUP_STEPS, 'scheduled', 'done']);
  readonly #outcomes = new Tally(OUTCOME_KINDS);
  readonly #hints = new Tally(['succeeded', 'failed', 'canceled']);
  readonly #feed = new Tally(['connected', 'lost', 'reconciled']);
  readonly #removed = new Tally(['schedule', 'workspace', 'user']);
  readonly #stage = new Tally(RUN_STAGES);
  readonly #latency: Histogram<'phase'>;
  #queueDepth: number | null = null;
  #longestQueue: number | null = null;
  #scheduledAtMs: number | null = null;

  constructor({
    workspaceCount,
    timeScale,
  }: { readonly workspaceCount: number; readonly timeScale: number }) {
    this.#runners.set('waiting', workspaceCount);
    this.#gauge('nineam_time_scale', 'Seconds of deployment time in one of real time.', () => timeScale);
    this.#gauges('nineam_stage', 'Stage of the run: 1 for the present one.', 'stage', this.#stage);
    this.#gauges('nineam_runners', 'Runners by what they are doing.', 'state', this.#runners);
    this.#counters('nineam_outcomes_total', 'Workspaces by what became of them.', 'outcome', this.#outcomes);
    this.#counters(
      'nineam_hints_total',
      'Build ends told by the feed; hints, not yet the record.',
      'outcome',
      this.#hints,
    );
    this.#counters('nineam_feed_events_total', 'Changes in the feed of build updates.', 'state', this.#feed);
    this.#gauges('nineam_cleanup_removed', 'Resources removed by cleanup.', 'resource', this.#removed);
    this.#gauge(
      'nineam_queue_depth',
      'Jobs that wait for a provisioner, of everybody.',
      () => this.#queueDepth,
    );
    this.#gauge('nineam_queue_depth_max', 'Longest queue seen in this run.', () => this.#longestQueue);
    this.#gauge(
      'nineam_scheduled_timestamp_seconds',
      "The scheduled minute on the deployment's clock, in seconds since the epoch.",
      () => (this.#scheduledAtMs === null ? null : this.#scheduledAtMs / 1000),
    );
    this.#latency = new Histogram({
      name: 'nineam_phase_latency_seconds',
      help: "Latencies between the server's timestamps, in deployment time, once the storm is over.",
      labelNames: ['phase'],
      buckets: LATENCY_BUCKETS,
      registers: [this.#registry],
    });
    for (const phase of LATENCY_PHASES) this.#latency.zero({ phase });
  }

  /** The media type of what {@link render} gives. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }

  readonly onEvent: RunEventListener = (event: RunEvent): void => {
    switch (event.type) {
      case 'stage':
        this.#stage.select(event.stage);
        return;
      case 'runner':
        this.#runners.add(event.from, -1);
        this.#runners.add(event.to, 1);
        return;
      case 'hint':
        this.#hints.add(event.outcome, 1);
        return;
      case 'outcome':
        this.#outcomes.add(event.kind, 1);
        return;
      case 'scheduled':
        this.#scheduledAtMs = event.scheduledAtMs;
        return;
      case 'queue':
        this.#queueDepth = event.pending;
        this.#longestQueue = Math.max(this.#longestQueue ?? 0, event.pending);
        return;
      case 'feed':
        this.#feed.add(event.state, 1);
        return;
      case 'cleanup':
        this.#removed.set(event.removed, event.done);
        return;
      case 'notice':
        return;
      default:
        event satisfies never;
    }
  };

  /**
   * Takes the latencies of a storm that is over; to be called once. They are the samples of the report's phase tables:
   * a build counts when its workspace became usable and its record does not start before it is created.
   */
  observeResults(results: readonly ObservedResult[]): void {
    for (const result of results) {
      const measuredBuild = isUsable(result.outcome) && !result.negativeQueueWait;
      this.#observe('trigger', result.triggerMs);
      this.#observe('queue', result.queueMs);
      this.#observe('build', measuredBuild ? result.buildMs : null);
      this.#observe('agent', result.agentMs);
      this.#observe('startup', isUsable(result.outcome) ? result.startupMs : null);
      this.#observe('total', result.totalMs);
    }
  }

  #observe(phase: (typeof LATENCY_PHASES)[number], ms: number | null): void {
    if (ms !== null) this.#latency.observe({ phase }, ms / 1000);
  }

  /** A gauge that has no sample while its value is `null`. */
  #gauge(name: string, help: string, read: () => number | null): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        const value = read();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  }

  #gauges(name: string, help: string, label: string, tally: Tally): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        for (const [value, number] of tally.entries()) this.set({ [label]: value }, number);
      },
    });
  }

  #counters(name: string, help: string, label: string, tally: Tally): void {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [value, number] of tally.entries()) this.inc({ [label]: value }, number);
      },
    });
  }
}
