import { measuredAgents, PLAIN_TEMPLATE } from '../../model/index.js';
import {
  calibrate,
  type LatencyName,
  type PercentileName,
  type PlanParameters,
  type Prediction,
  planInputs,
  predict,
} from '../../plan/index.js';
import {
  metricName,
  type PredictedFigure,
  predictedFigure,
  predictedLatencyText,
} from '../../report/index.js';
import { percentileOf } from '../../stats/index.js';
import { ConfigError, counted } from '../../storm/index.js';
import type { Measurements } from '../../thresholds/index.js';
import type { PreflightResult } from '../preflight/index.js';
import type { RunPlan } from '../run-plan.js';
import { dailyAt, planDays } from './due-groups.js';

/** What a run's storm is predicted to be like. */
export interface StormPrediction {
  /** `null`: too little is known. */
  readonly prediction: Prediction | null;
  /** For people: the prediction and what it was made from, or why there is none. */
  readonly lines: readonly string[];
}

/** As many as a plan has, and as few as a band can be read from. */
const [MOST_REPLICATIONS, LEAST_REPLICATIONS] = [100, 20];
/** In all: some seconds, for which a run stands still. */
const SIMULATED_WORKSPACES = 1_000_000;
/** Nine o'clock; any minute would do. */
const DUE_AT_MINUTES = 540;

/** What is told before a storm and held against it afterwards. */
const TOLD: readonly { readonly latency: LatencyName; readonly percentile: PercentileName }[] = [
  { latency: 'ready_after_first', percentile: 'p50' },
  { latency: 'ready_after_first', percentile: 'p95' },
  { latency: 'ready_after_first', percentile: 'max' },
  { latency: 'queue', percentile: 'p95' },
];

/**
 * Predicts the storm of a run from what preflight saw: the live provisioners and the server's own build times of the
 * template. Builds that wait then are left out: the whole set-up lies between them and the storm. Creates and asks nothing.
 */
export function predictStormOfRun(plan: RunPlan, { facts, target }: PreflightResult): StormPrediction {
  const { buildTimeStats, name } = target.template;
  const times = (of: { readonly p50Ms: number | null; readonly p95Ms: number | null }) =>
    of.p50Ms === null || of.p95Ms === null ? null : { p50Us: of.p50Ms * 1000, p95Us: of.p95Ms * 1000 };
  const reported = {
    template: name,
    times: {
      start: times(buildTimeStats.start),
      stop: times(buildTimeStats.stop),
      delete: times(buildTimeStats.delete),
    },
  };
  let parameters: PlanParameters;
  try {
    parameters = calibrate({ builds: [], jobs: null, creations: null, reported: [reported] }).parameters;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      prediction: null,
      lines: [`no prediction: the server has no build times of template ${name} yet`],
    };
  }
  if (target.liveProvisioners === 0) {
    return { prediction: null, lines: ['no prediction: no provisioner is known to be alive'] };
  }
  const agents = target.agents.count ?? 0;
  const who = { day: null, mornings: 1, timeZone: 'UTC' };
  const inputs = planInputs({
    seed: 'nineam',
    replications: replicationsOf(plan.workspaceCount),
    parameters: agents === 0 ? parameters : { ...parameters, templates: [withAgents(agents)] },
    groups: [
      {
        count: plan.workspaceCount,
        template: 0,
        schedule: dailyAt(DUE_AT_MINUTES, 'UTC'),
        allowedDays: null,
        window: { minutes: plan.scheduleWindowMinutes, assignment: 'hashed' },
      },
    ],
    provisioners: { initial: target.liveProvisioners, steps: [] },
    waitFor: plan.waitForAgents,
    days: planDays(who),
  });
  const prediction = predict(inputs);
  const [morning] = prediction.mornings;
  return {
    prediction,
    lines: [
      ...TOLD.flatMap(({ latency, percentile }) => {
        const band = morning?.latenciesMs[latency]?.[percentile];
        return band === undefined
          ? []
          : [`predicted: ${predictedLatencyText({ latency, percentile }, band)}`];
      }),
      `predicted from ${counted(target.liveProvisioners, 'provisioner')} and the server's own build times of template ${name}` +
        `${agents === 0 ? '' : '; times of agents are assumed'}; all else is the model's default (docs/model.md)`,
      ...waitingLine(facts.pendingBuilds),
    ],
  };
}

/** How many mornings of a storm of so many workspaces are simulated before it. */
export function replicationsOf(workspaces: number): number {
  const affordable = Math.floor(SIMULATED_WORKSPACES / workspaces);
  return Math.max(LEAST_REPLICATIONS, Math.min(MOST_REPLICATIONS, affordable));
}

function waitingLine(pending: PreflightResult['facts']['pendingBuilds']): readonly string[] {
  if (!pending.known) {
    return [`others' builds are left out of the prediction: how many wait is not known (${pending.why})`];
  }
  if (pending.value === 0) return [];
  const waiting = `${counted(pending.value, 'build')} of others ${pending.value === 1 ? 'waits' : 'wait'}`;
  return [
    `${waiting} already and ${pending.value === 1 ? 'is' : 'are'} left out of the prediction: set-up comes first`,
  ];
}

/** What was predicted and what it was, a figure at a time: those of which something was measured. */
export function predictedFigures(
  { mornings: [morning] }: Prediction,
  { latenciesMs }: Pick<Measurements, 'latenciesMs'>,
): readonly PredictedFigure[] {
  return TOLD.flatMap((metric) => {
    const band = morning?.latenciesMs[metric.latency]?.[metric.percentile];
    const measuredMs = percentileOf(latenciesMs[metric.latency], PROBABILITIES[metric.percentile]);
    return band === undefined || measuredMs === null
      ? []
      : [predictedFigure(metricName(metric), band, measuredMs)];
  });
}

const PROBABILITIES: Readonly<Record<PercentileName, number>> = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 };

function withAgents(count: number) {
  const names = Array.from({ length: Math.min(count, 16) }, (_, i) => `agent-${i + 1}`);
  return { ...PLAIN_TEMPLATE, agents: measuredAgents(names) };
}
