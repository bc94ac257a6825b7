import type { ModelBuild } from '../model/index.js';
import { sampleAt } from '../stats/index.js';
import type { Deployment } from './deployment.js';
import type { WorkspaceRecord } from './directory/workspaces.js';
import type { TemplateStages } from './embedded-template.js';

/** A stage of a build's job (Coder API contract, stages of a workspace build). */
export type BuildStage = 'setup' | 'init' | 'plan' | 'apply' | 'graph' | 'cleanup';

/** When a stage began, in microseconds since the epoch; it ended when the next one did. */
export interface StageStart {
  readonly stage: BuildStage;
  readonly atUs: number;
}

/** How the builds of one template and transition go through their stages. */
export interface StagePlan {
  readonly kind: TemplateStages;
  /** The median of their service times. */
  readonly typicalUs: number;
}

/**
 * When stages begin, as parts of a typical service time after its start or, if negative, before its end. Assumed: the
 * contract knows the stages and their order, and that apply is where the time goes; nobody measured the others.
 */
const BEGINS: Readonly<Record<BuildStage, number>> = {
  setup: 0.005,
  init: 0.02,
  plan: 0.06,
  apply: 0.15,
  graph: -0.02,
  cleanup: -0.01,
};

const STAGES: Readonly<Record<TemplateStages, readonly BuildStage[]>> = {
  terraform: ['setup', 'init', 'plan', 'apply', 'graph', 'cleanup'],
  echo: ['setup', 'apply', 'cleanup'],
};

/** How a build goes through its stages. */
export function stagePlan(deployment: Deployment, workspace: WorkspaceRecord, build: ModelBuild): StagePlan {
  const { parameters } = deployment;
  const { template } = workspace;
  const serviceTime = parameters.templates[template.modelIndex]?.serviceTime ?? parameters.serviceTime;
  return { kind: template.version.stages, typicalUs: sampleAt(serviceTime[build.transition], 0.5) };
}

/**
 * The stages that a build's record tells of, in their order: of a job that runs, those up to apply, of which some may
 * lie ahead; of one that ended well, all; of one that failed, those that it came to. None began after the job's end,
 * and what is told of a running job stays true when it has ended.
 */
export function stagesOf(build: ModelBuild, plan: StagePlan): readonly StageStart[] {
  const { startedUs, completedUs } = build;
  if (startedUs === null || build.provisioner === null || completedUs === startedUs) return [];
  const failed = Boolean(build.error);
  const starts: StageStart[] = [];
  let lastUs = startedUs;
  for (const stage of STAGES[plan.kind]) {
    const offsetUs = Math.round(BEGINS[stage] * plan.typicalUs);
    if (offsetUs < 0 && completedUs === null) break;
    const plannedUs = offsetUs < 0 && completedUs !== null ? completedUs + offsetUs : startedUs + offsetUs;
    if (failed && (offsetUs < 0 || plannedUs > (completedUs ?? Infinity))) break;
    lastUs = Math.max(lastUs, Math.min(plannedUs, completedUs ?? Infinity));
    starts.push({ stage, atUs: lastUs });
  }
  return starts;
}
