import {
  type Outcome,
  type Phase,
  type RunnerState,
  SETUP_STEPS,
  type SetupStep,
} from '../../storm/index.js';
import type { ObservedResult } from '../observed-result.js';
import { type PlannedSpan, type PlannedTree, plannedSpan, usOf } from './planned-span.js';
import type { RunnerStep } from './run-timeline.js';

/** What is known of one workspace; either part may be missing. */
export interface WorkspaceStory {
  readonly index: number;
  readonly steps: readonly RunnerStep[];
  readonly result: ObservedResult | null;
}

/**
 * The span of a workspace, over its set-up steps and the phases of its autostart. `null` when nothing is known.
 *
 * | child | from | to | clock |
 * |---|---|---|---|
 * | `setup.<step>` | the step began | the next one began | ours, as the estimate of the deployment's |
 * | `trigger` | scheduled minute | build created | the server's |
 * | `queue` | created | started by a provisioner | the server's |
 * | `build` | started | completed | the server's |
 * | `agent` | completed | agent first connected | the server's |
 * | `startup` | agent connected | agent ready | the agent's own |
 *
 * A phase that the wait did not see the end of is drawn to the end of the wait and carries `nineam.censored`. The
 * workspace ends with its last phase, or, where no build has ended, when its outcome was known.
 */
export function planWorkspace({ index, steps, result }: WorkspaceStory): PlannedTree | null {
  const knownUs = steps.map((step) => usOf(step.atMs));
  const lastStepUs = knownUs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const phases = result === null ? [] : planPhases(result, lastStepUs);
  const setup = planSetup(steps, result?.outcome ?? null);
  const children = [...setup, ...phases];
  const startUs = Math.min(...knownUs, ...children.map((child) => child.startUs));
  if (startUs === Number.POSITIVE_INFINITY) return null;
  const ended = result?.build?.completedAt != null && result.triggerMs !== null;
  const endUs = Math.max(...children.map((child) => child.endUs), ended ? startUs : lastStepUs);
  return {
    ...plannedSpan('workspace', startUs, endUs, {
      attributes: { 'nineam.workspace.index': index, ...(result === null ? {} : attributesOf(result)) },
      error: result === null ? null : describeFailure(result.outcome),
    }),
    children,
  };
}

function attributesOf(result: ObservedResult): PlannedSpan['attributes'] {
  const { workspaceId, workspaceName, outcome, build } = result;
  return {
    'nineam.workspace.name': workspaceName,
    'nineam.outcome': outcome.kind,
    ...(workspaceId === null ? {} : { 'coder.workspace.id': workspaceId }),
    ...(build === null ? {} : { 'coder.build.id': build.id, 'coder.build.number': build.number }),
    ...(result.reaped ? { 'nineam.reaped': true } : {}),
    ...(result.negativeQueueWait ? { 'nineam.negative_queue_wait': true } : {}),
  };
}

const SETUP_STATES: ReadonlySet<RunnerState> = new Set(SETUP_STEPS);

function planSetup(steps: readonly RunnerStep[], outcome: Outcome | null): PlannedSpan[] {
  const failed: SetupStep | null = outcome?.kind === 'setup_failed' ? outcome.step : null;
  return steps.flatMap(({ state, atMs }, at) => {
    if (!SETUP_STATES.has(state)) return [];
    const next = steps[at + 1];
    return plannedSpan(`setup.${state}`, usOf(atMs), usOf(next?.atMs ?? atMs), {
      error: state === failed ? 'set-up failed in this step' : null,
    });
  });
}

/** @param waitedUntilUs - When the wait for the build was over. */
function planPhases(result: ObservedResult, waitedUntilUs: number): PlannedSpan[] {
  const { scheduledTime, outcome, build } = result;
  if (scheduledTime === null || outcome.kind === 'setup_failed') return [];
  const error = describeFailure(outcome);
  const blamed = blamedPhase(outcome);
  const span = (phase: Phase, startUs: number, endUs: number): PlannedSpan =>
    plannedSpan(phase, startUs, endUs, { error: phase === blamed ? error : null });
  const open = (phase: Phase, startUs: number): PlannedSpan[] =>
    phase === blamed && waitedUntilUs > startUs
      ? [plannedSpan(phase, startUs, waitedUntilUs, { error, attributes: { 'nineam.censored': true } })]
      : [];
  if (build === null || result.triggerMs === null) return open('trigger', scheduledTime.us);
  const createdUs = build.createdAt.us;
  const spans = [span('trigger', scheduledTime.us, createdUs)];
  if (result.reaped && build.completedAt !== null) {
    return [...spans, span('queue', createdUs, build.completedAt.us)];
  }
  if (build.startedAt === null) {
    const canceledUs = build.completedAt?.us;
    return [
      ...spans,
      ...(canceledUs === undefined ? open('queue', createdUs) : [span('queue', createdUs, canceledUs)]),
    ];
  }
  const startedUs = Math.max(createdUs, build.startedAt.us);
  spans.push(span('queue', createdUs, startedUs));
  if (build.completedAt === null) return [...spans, ...open('build', startedUs)];
  const completedUs = build.completedAt.us;
  spans.push(span('build', startedUs, completedUs));
  if (result.agentMs === null) return [...spans, ...open('agent', completedUs)];
  const connectedUs = completedUs + Math.round(result.agentMs * 1000);
  spans.push(span('agent', completedUs, connectedUs));
  if (result.startupMs === null) return [...spans, ...open('startup', connectedUs)];
  return [...spans, span('startup', connectedUs, connectedUs + Math.round(result.startupMs * 1000))];
}

/** The phase in which a workspace did not get on; `null` when it became usable, or failed elsewhere. */
function blamedPhase(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'ready':
    case 'started':
    case 'setup_failed':
      return null;
    case 'missed':
      return 'trigger';
    case 'failed':
    case 'canceled':
    case 'timed_out':
    case 'interrupted':
      return outcome.phase;
    default:
      return outcome satisfies never;
  }
}

/**
 * What went wrong, of our own words alone: the texts of a server's errors stay in the report, since a template may
 * have printed anything into them and a trace goes to another party. `null` for a usable workspace.
 */
export function describeFailure(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'ready':
    case 'started':
      return null;
    case 'failed':
      return outcome.reaped ? 'failed in queue: the server gave the job up' : `failed in ${outcome.phase}`;
    case 'canceled':
      return `canceled in ${outcome.phase}`;
    case 'missed':
      return `missed: ${outcome.reason}`;
    case 'timed_out':
      return `timed out in ${outcome.phase}`;
    case 'interrupted':
      return `interrupted in ${outcome.phase}`;
    case 'setup_failed':
      return `set-up failed in ${outcome.step}`;
    default:
      return outcome satisfies never;
  }
}
