import type { Percentiles, RunResult, RunResults } from '../../scaletest/autostart/index.js';
import type { Phase } from '../../storm/index.js';

/** A phase as the page shows it. */
export interface ShownPhase {
  /** Names its colour as well. */
  readonly phase: Phase;
  readonly label: string;
  /** What a workspace does while it is in it. */
  readonly during: string;
  ms(run: RunResult): number | null;
}

/** The phases of one workspace, in the order in which they happen. */
const PHASES: readonly ShownPhase[] = [
  { phase: 'trigger', label: 'Trigger', during: 'waiting for its build', ms: (run) => run.triggerMs },
  { phase: 'queue', label: 'Queue', during: 'waiting for a provisioner', ms: (run) => run.queueMs },
  { phase: 'build', label: 'Build', during: 'being built', ms: (run) => run.buildMs },
  {
    phase: 'agent',
    label: 'Agent',
    during: 'waiting for its agent',
    ms: (run) => run.agentMs,
  },
  {
    phase: 'startup',
    label: 'Startup',
    during: 'running startup scripts',
    ms: (run) => run.startupMs,
  },
];

/** Where the time went, a line each with its own percentiles. */
interface PercentileRow {
  readonly phase: Phase | 'total';
  readonly label: string;
  readonly meaning: string;
  readonly percentiles: Percentiles;
}

/** The rows of the phase table; agent and startup only where they were measured. */
export function percentileRows({ phases }: RunResults): readonly PercentileRow[] {
  const rows: readonly PercentileRow[] = [
    {
      phase: 'trigger',
      label: 'Tick delay',
      meaning: 'scheduled minute to the first build created; not load',
      percentiles: phases.tickDelay,
    },
    {
      phase: 'trigger',
      label: 'Creation spread',
      meaning: 'first build created to this one’s',
      percentiles: phases.creationSpread,
    },
    {
      phase: 'queue',
      label: 'Queue',
      meaning: 'build created to started by a provisioner',
      percentiles: phases.queue,
    },
    { phase: 'build', label: 'Build', meaning: 'started to completed', percentiles: phases.build },
    { phase: 'agent', label: 'Agent', meaning: 'completed to agent connected', percentiles: phases.agent },
    { phase: 'startup', label: 'Startup', meaning: 'agent connected to ready', percentiles: phases.startup },
    {
      phase: 'total',
      label: 'Total, of all due',
      meaning: 'scheduled minute to usable',
      percentiles: phases.total,
    },
  ];
  return rows.filter(({ phase, percentiles }) => percentiles.n > 0 || !OPTIONAL.has(phase));
}

/** The phases that were measured of any workspace. */
export function measuredPhases(runs: readonly RunResult[]): readonly ShownPhase[] {
  return PHASES.filter((shown) => !OPTIONAL.has(shown.phase) || runs.some((run) => shown.ms(run) !== null));
}

/** Phases that a storm has only if agents are waited for. */
const OPTIONAL: ReadonlySet<string> = new Set<Phase>(['agent', 'startup']);
