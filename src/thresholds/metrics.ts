/** Every latency by its name, which `_p95`, `_max` and the like follow, with why a storm may have none. */
export const LATENCIES = {
  // Scheduled minute → usable, of all due: as observed, without the tick delay, and with the longest one there can be.
  ready: { absent: 'no workspace was due' },
  ready_after_first: { absent: 'no workspace was due' },
  ready_worst: { absent: 'no workspace was due' },
  // Phases, of all that entered them, and parts of the first one.
  tick_delay: { absent: 'no autostart build was created' },
  creation_spread: { absent: 'no autostart build was created' },
  trigger: { absent: 'no workspace was due' },
  queue: { absent: 'no autostart build was created' },
  build: { absent: 'no provisioner took an autostart build' },
  agent: { absent: 'no agent was waited for' },
  startup: { absent: 'no agent was waited for until it was ready' },
} as const;

/** Every count by its name, with what a percentage of it is a percentage of. */
export const COUNTS = {
  usable: { of: 'due' },
  failed: { of: 'due' },
  canceled: { of: 'due' },
  missed: { of: 'due' },
  timed_out: { of: 'due' },
  interrupted: { of: 'due' },
  setup_failed: { of: 'asked_for' },
} as const;

/** A latency, still without its percentile. */
export type LatencyFamily = keyof typeof LATENCIES;
export type CountMetric = keyof typeof COUNTS;

export const LATENCY_FAMILIES = Object.keys(LATENCIES) as readonly LatencyFamily[];
export const COUNT_METRICS = Object.keys(COUNTS) as readonly CountMetric[];

export function isLatencyFamily(name: string): name is LatencyFamily {
  return Object.hasOwn(LATENCIES, name);
}

export function isCountMetric(name: string): name is CountMetric {
  return Object.hasOwn(COUNTS, name);
}

/** Whether the latency is one to usable, of all that were due, and not one of a phase. */
export function isOfAllDue(family: LatencyFamily): boolean {
  return family === 'ready' || family === 'ready_after_first' || family === 'ready_worst';
}
