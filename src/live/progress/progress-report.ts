import { printable, type RunStage } from '../../storm/index.js';
import { duration, type Note, notes } from './note.js';
import { type Detail, progressDetails, RUNNERS_SHOWN } from './progress-details.js';
import type { ProgressView } from './progress-model.js';

/** Something of which a part is done. */
export interface Meter {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly notes: readonly Note[];
}

/** A view in words, the same for every renderer. */
export interface ProgressReport {
  readonly title: string;
  readonly meters: readonly Meter[];
  readonly remarks: readonly Note[];
  /** Only for logs: what a screen shows as details. */
  readonly brief: readonly Note[];
  /** Only for renderers that draw on a screen. */
  readonly details: readonly Detail[];
}

const TITLES: Readonly<Record<RunStage, string>> = {
  preflight: 'checking the deployment',
  setup: 'setting up',
  schedule: 'storing the schedules',
  wait: 'waiting',
  storm: 'storm',
  collect: "reading the server's records",
  report: 'writing reports',
  cleanup: 'cleaning up',
  done: 'done',
};

export function progressReport(view: ProgressView): ProgressReport {
  return {
    title: title(view),
    meters: meters(view),
    remarks: [...stageRemarks(view), ...feedRemarks(view)],
    brief: runnerStates(view),
    details: progressDetails(view),
  };
}

/** What a run does in a stage, in words. */
export function stageTitle(stage: RunStage | null): string {
  return stage === null ? 'starting' : TITLES[stage];
}

function title(view: ProgressView): string {
  const words = stageTitle(view.stage);
  if (view.stage === null) return words;
  if (view.stage === 'done') return words;
  const { storm } = view;
  if (view.stage === 'wait' && storm !== null && storm.inMs >= 0) {
    return `${words} for ${timeOfDay(storm.atMs)} UTC, in ${duration(storm.inMs)}`;
  }
  if (view.stage === 'storm' && storm !== null && storm.inMs <= 0) {
    return `${words}, ${duration(-storm.inMs)} after ${timeOfDay(storm.atMs)} UTC`;
  }
  return `${words}, ${duration(view.stageForMs)}`;
}

function meters(view: ProgressView): Meter[] {
  switch (view.stage) {
    case 'setup':
      return [setupMeter(view)];
    case 'schedule':
    case 'wait':
      return [scheduleMeter(view)];
    case 'storm':
      return [stormMeter(view, true)];
    case 'collect':
      return [stormMeter(view, false)];
    case 'cleanup':
      return cleanupMeters(view);
    case null:
    case 'preflight':
    case 'report':
    case 'done':
      return [];
    default:
      return view.stage satisfies never;
  }
}

function setupMeter(view: ProgressView): Meter {
  const left = view.total - view.setUp - view.runners.done;
  return {
    label: 'set up',
    done: view.setUp,
    total: view.total,
    notes: [...failed(view.runners.done), ...speed(view, left)],
  };
}

function scheduleMeter({ total, setUp, scheduled }: ProgressView): Meter {
  return {
    label: 'scheduled',
    done: scheduled,
    total: Math.max(setUp, scheduled),
    notes: failed(total - setUp),
  };
}

/** @param moving - Whether builds still end: rate and queue mean something then. */
function stormMeter(view: ProgressView, moving: boolean): Meter {
  const { succeeded, failed: failures, canceled } = view.hints;
  const ended = endedCount(view);
  return {
    label: 'ended',
    done: ended,
    total: view.scheduled,
    notes: [
      ...notes(succeeded > 0 ? [`${succeeded} succeeded`] : [], 'good'),
      ...failed(failures),
      ...notes(canceled > 0 ? [`${canceled} canceled`] : [], 'bad'),
      ...notes(moving && view.queue !== null ? [`${view.queue} in the queue`] : [], 'plain'),
      ...(moving ? speed(view, view.scheduled - ended) : []),
    ],
  };
}

function cleanupMeters(view: ProgressView): Meter[] {
  const { schedule, workspace, user } = view.cleanup;
  return [
    ...(schedule === null ? [] : [{ label: 'schedules', ...schedule, notes: [] }]),
    ...(workspace === null
      ? []
      : [{ label: 'workspaces', ...workspace, notes: speed(view, workspace.total - workspace.done) }]),
    ...(user === null ? [] : [{ label: 'users', ...user, notes: [] }]),
  ];
}

function stageRemarks(view: ProgressView): Note[] {
  const { stage, storm } = view;
  const lengthenedMs = storm?.lengthenedMs ?? 0;
  if ((stage !== 'schedule' && stage !== 'wait') || lengthenedMs <= 0) return [];
  return notes(
    [`${duration(lengthenedMs)} later than asked, so that all schedules are stored by then`],
    'plain',
  );
}

function runnerStates({ stage, runners }: ProgressView): Note[] {
  if (stage !== 'setup') return [];
  const busy = RUNNERS_SHOWN.filter((state) => runners[state] > 0).map(
    (state) => `${runners[state]} ${state}`,
  );
  return notes(busy.length === 0 ? [] : [`runners: ${busy.join(', ')}`], 'quiet');
}

function feedRemarks({ stage, feed }: ProgressView): Note[] {
  const matters = stage === 'setup' || stage === 'schedule' || stage === 'wait' || stage === 'storm';
  if (!matters || feed?.state !== 'lost') return [];
  return [{ text: 'no updates come in; connecting again', tone: 'bad' }];
}

/** @param left - Workspaces that the present stage still has before it. */
function speed({ perSecond }: ProgressView, left: number): Note[] {
  const leftMs = timeFor(left, perSecond);
  if (perSecond === null || leftMs === null) return [];
  return [{ text: `${rate(perSecond)}, about ${duration(leftMs)} left`, tone: 'plain' }];
}

/** How fast something goes, a second or a minute. */
export function rate(perSecond: number): string {
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
}

function timeFor(left: number, perSecond: number | null): number | null {
  return perSecond === null || perSecond === 0 || left <= 0 ? null : (left / perSecond) * 1_000;
}

/** How long the present stage still takes at its present speed; `null` where nobody can say. */
export function timeLeftMs(view: ProgressView): number | null {
  switch (view.stage) {
    case 'setup':
      return timeFor(view.total - view.setUp - view.runners.done, view.perSecond);
    case 'wait':
      return view.storm === null || view.storm.inMs < 0 ? null : view.storm.inMs;
    case 'storm':
      return timeFor(view.scheduled - endedCount(view), view.perSecond);
    case 'cleanup': {
      const { workspace } = view.cleanup;
      return workspace === null ? null : timeFor(workspace.total - workspace.done, view.perSecond);
    }
    default:
      return null;
  }
}

/** How many of the scheduled workspaces a hint said the end of. */
export function endedCount({ hints }: ProgressView): number {
  return hints.succeeded + hints.failed + hints.canceled;
}

function failed(n: number): Note[] {
  return n > 0 ? [{ text: `${n} failed`, tone: 'bad' }] : [];
}

/** Hours, minutes and seconds of an instant in UTC. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** One line of text that cannot move a cursor: what servers and errors say is shown, not obeyed. */
export function onOneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ').trim();
}
