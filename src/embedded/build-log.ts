import type { ModelBuild } from '../model/index.js';
import type { Transition } from '../storm/index.js';
import { type BuildStage, type StagePlan, stagesOf } from './build-stages.js';

/** One line of a job's log. */
export interface LogLine {
  /** Unique in the deployment, ascending within a job, not contiguous. */
  readonly id: number;
  /** From when on it can be read, in microseconds since the epoch. */
  readonly atUs: number;
  readonly source: 'provisioner_daemon' | 'provisioner';
  readonly level: 'info' | 'error';
  readonly stage: string;
  readonly output: string;
}

/** Ids of log lines that each build has to itself: more than it ever has lines. */
const IDS_PER_BUILD = 16;

const APPLY: Readonly<Record<Transition, string>> = {
  start: 'Starting workspace',
  stop: 'Stopping workspace',
  delete: 'Destroying workspace',
};
const NAMES: Readonly<Record<Exclude<BuildStage, 'apply'>, string>> = {
  setup: 'Setting up',
  init: 'Initializing Terraform Directory',
  plan: 'Planning Infrastructure',
  graph: 'Graphing Infrastructure',
  cleanup: 'Cleaning Up',
};

/**
 * The log that a build's record tells of; lines of a job that runs may lie ahead. A stage begins with a line that says
 * nothing else. A failed job ends with what went wrong, then it is cleaned up after; one that the reaper ended with the
 * reaper's own words, in the stage that it was last seen in (Coder API contract, reaper).
 */
export function buildLog(build: ModelBuild, plan: StagePlan): readonly LogLine[] {
  const lines: LogLine[] = [];
  const add = (atUs: number, line: Partial<LogLine> & { readonly stage: string }) => {
    const id = build.sequence * IDS_PER_BUILD + lines.length + 1;
    lines.push({ source: 'provisioner_daemon', level: 'info', output: '', ...line, id, atUs });
  };
  for (const { stage, atUs } of stagesOf(build, plan)) {
    add(atUs, { stage: stage === 'apply' ? APPLY[build.transition] : NAMES[stage] });
  }
  const stage = lines.at(-1)?.stage;
  const { completedUs, error } = build;
  if (completedUs === null || !error) return lines;
  if (build.reaped) {
    for (const output of [error, 'The job is ended by the deployment, not by its provisioner.']) {
      add(completedUs, { level: 'error', stage: stage ?? 'Unknown', output });
    }
  } else if (stage !== undefined) {
    if (plan.kind === 'terraform') {
      add(completedUs, { source: 'provisioner', level: 'error', stage, output: error });
    }
    add(completedUs, { stage: NAMES.cleanup });
  }
  return lines;
}
