/** Every latency by its name, which `_p95`, `_max` and the like follow, with why a storm may have none. */
export const LATENCIES = {
  // Scheduled minute → usable, of all due: as observed, without the tick delay, and with the longest one there can be.
  ready: { absent: 'no workspace was due' },
  ready_after_first: { absent: 'no workspace was due' },
  ready_worst: { absent: 'no workspace was due' },
  // Phases and their parts, of the workspaces that have them.
  tick_delay: { absent: 'no autostart build was created' },
  creation_spread: { absent: 'no autostart build was created' },
  trigger: { absent: 'no autostart build was created' },
  queue: { absent: 'no provisioner took an autostart build' },
  build: { absent: 'no workspace became usable with a known build time' },
  agent: { absent: 'no agent was waited for, or none connected' },
  startup: { absent: 'no agent was waited for, or none became ready' },
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
