import { isUsable } from '../../storm/index.js';
import type { ObservedResult } from '../observed-result.js';
import { planWorkspace } from './plan-workspace.js';
import { type PlannedSpan, type PlannedTree, plannedSpan, usOf } from './planned-span.js';
import type { RunTimeline } from './run-timeline.js';

/** A run's whole trace; the workspaces are planned one by one as they are asked for. */
export interface RunTrace {
  readonly run: PlannedSpan;
  readonly stages: readonly PlannedSpan[];
  readonly workspaces: Iterable<PlannedTree>;
}

export interface RunFacts {
  readonly runId: string;
  readonly workspaceCount: number;
  readonly timeScale: number;
  /** The end of the run, in milliseconds of deployment time. */
  readonly endedAtMs: number;
}

/** The trace of a run that is over: the run, its stages, and its workspaces. */
export function planRun(
  timeline: RunTimeline,
  results: readonly ObservedResult[],
  facts: RunFacts,
): RunTrace {
  const { stages, marks } = timeline;
  const endUs = usOf(facts.endedAtMs);
  const unusable = results.filter((result) => !isUsable(result.outcome)).length;
  const run = plannedSpan('run', usOf(stages[0]?.atMs ?? facts.endedAtMs), endUs, {
    attributes: {
      'nineam.run.id': facts.runId,
      'nineam.workspace.count': facts.workspaceCount,
      'nineam.time_scale': facts.timeScale,
    },
    error: unusable === 0 ? null : `${unusable} of ${results.length} workspaces did not become usable`,
    marks: marks.map((mark) => ({ name: mark.name, atUs: usOf(mark.atMs) })),
  });
  return {
    run,
    stages: stages.flatMap(({ stage, atMs }, at) =>
      stage === 'done'
        ? []
        : plannedSpan(`stage.${stage}`, usOf(atMs), usOf(stages[at + 1]?.atMs ?? facts.endedAtMs)),
    ),
    workspaces: planWorkspaces(timeline, results),
  };
}

function* planWorkspaces(
  timeline: RunTimeline,
  results: readonly ObservedResult[],
): Generator<PlannedTree, void> {
  const resultOf = new Map(results.map((result) => [result.index, result]));
  const indexes = new Set([...timeline.runners.keys(), ...resultOf.keys()]);
  for (const index of indexes) {
    const steps = timeline.runners.get(index) ?? [];
    const workspace = planWorkspace({ index, steps, result: resultOf.get(index) ?? null });
    if (workspace !== null) yield workspace;
  }
}
