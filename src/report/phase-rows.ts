import type { Percentiles, PhasePercentiles, RunResults } from '../scaletest/autostart/index.js';

/** One line of the table of phases. */
export interface PhaseRow {
  readonly name: string;
  readonly percentiles: Percentiles;
}

/** In the order in which they happen. A new phase does not compile until it has a name here. */
const PHASE_NAMES: Readonly<Record<keyof PhasePercentiles, string>> = {
  tickDelay: 'tick delay',
  creationSpread: 'creation spread',
  queue: 'queue',
  build: 'build',
  agent: 'agent',
  startup: 'startup',
  total: 'total, of all due',
};

/** Shown only where an agent was waited for. */
const AGENT_PHASES: ReadonlySet<string> = new Set<keyof PhasePercentiles>(['agent', 'startup']);

/** Every phase with its own n, the total of all due, and last the two latencies that Coder's tool reports. */
export function phaseRows({ phases, endToEnd, triggerToCompletion }: RunResults): readonly PhaseRow[] {
  return [
    ...Object.entries(PHASE_NAMES)
      .map(([key, name]) => ({ key, name, percentiles: phases[key as keyof PhasePercentiles] }))
      .filter(({ key, percentiles }) => percentiles.n > 0 || !AGENT_PHASES.has(key))
      .map(({ name, percentiles }) => ({ name, percentiles })),
    { name: 'trigger to completion, of completed', percentiles: triggerToCompletion },
    { name: 'end to end, of completed', percentiles: endToEnd },
  ];
}
