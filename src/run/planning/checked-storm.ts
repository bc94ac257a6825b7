import { duration } from '../../analysis/index.js';
import { stormModelParameters } from '../../model/index.js';
import {
  countedFromFirst,
  MISSED_START,
  type ObservedBuild,
  type PlanParameters,
  type PredictedStorm,
  recordedStart,
  recordedStarts,
  type StormStart,
} from '../../plan/index.js';
import type { SavedRun } from '../../report/index.js';
import { meanOf } from '../../stats/index.js';
import { type AgentWait, ConfigError, counted } from '../../storm/index.js';
import { instantFromUs } from '../../time/index.js';
import { type NamedHistory, observedBuildOf } from '../build-history.js';

/** A storm that happened, as a prediction is held against it. */
export interface CheckedStorm {
  /** Of everyone who was due, counted from the first creation. */
  readonly starts: readonly StormStart[];
  readonly due: PredictedStorm['due'];
  /** When they were due, in words that follow `due`. */
  readonly dueText: string;
  /** That all were due in one minute is taken for granted: nothing says in which. */
  readonly isMinuteAssumed: boolean;
  /** What to mind of it, each a whole sentence. */
  readonly notes: readonly string[];
  /** Until when they were waited for; `none` where nobody had agents. */
  readonly waitFor: AgentWait;
  /** Name of their template; `null`: not known. */
  readonly template: string | null;
  /** Different provisioners that took a job of it. */
  readonly provisioners: number;
}

/**
 * The storm of a run, in which everybody's minute is known, or of build rows, of which one minute is assumed.
 * @param words - What the person called it.
 * @param parameters - How it is predicted: rows of one minute are not created over longer than these explain.
 * @throws ConfigError when nothing in it was created, or rows do not look like a storm of one minute.
 */
export function checkedStorm(
  words: string,
  { history, saved }: NamedHistory,
  parameters: PlanParameters,
): CheckedStorm {
  const storm = saved === null ? stormOfRows(words, history.builds, parameters) : stormOfRun(words, saved);
  if (storm.starts.every(({ end }) => end === 'missed')) {
    throw new ConfigError([`${words}: holds no autostart that was created: nothing to check`]);
  }
  const workers = new Set(
    history.builds
      .filter(({ reason, transition }) => reason === 'autostart' && transition === 'start')
      .flatMap(({ workerId }) => workerId ?? []),
  );
  return { ...storm, provisioners: workers.size };
}

function stormOfRows(
  words: string,
  builds: readonly ObservedBuild[],
  parameters: PlanParameters,
): Omit<CheckedStorm, 'provisioners'> {
  const starts = countedFromFirst(recordedStarts(builds));
  const later = createdLater(words, starts, parameters);
  return {
    starts,
    due: [{ minuteMs: null, workspaces: starts.length }],
    dueText: `in the storm of ${words}`,
    isMinuteAssumed: true,
    notes:
      later === 0
        ? []
        : [
            `${later} of ${counted(starts.length, 'start')} were created long after the first ones. If they were due in a later minute, which build rows do not say, the errors are of that: check the run itself, by its id.`,
          ],
    waitFor: 'none',
    template: null,
  };
}

/**
 * How many of a storm come later than its first tick explains, which creates everyone who is due at the pace of an
 * executor's slots. Who fails there comes again a period later.
 * @throws ConfigError for what is created later than even that explains: it was due in several minutes.
 */
function createdLater(words: string, starts: readonly StormStart[], parameters: PlanParameters): number {
  const createdUs = starts.flatMap((start) => (start.end === 'missed' ? [] : start.createdUs));
  const spreadUs = createdUs.reduce((most, us) => Math.max(most, us), 0);
  const { creation, executorConcurrency, executorPeriodUs } = stormModelParameters({
    ...parameters,
    seed: '',
    startUs: 0,
  });
  const creationUs = (createdUs.length * meanOf(creation)) / executorConcurrency;
  if (spreadUs > executorPeriodUs + creationUs) {
    throw new ConfigError([
      `${words}: its starts were created over ${duration(spreadUs)}, which one minute does not explain ` +
        `(${duration(executorPeriodUs)} between two ticks and ${duration(creationUs)} to create them all); ` +
        'build rows do not say in which minutes they were due: check the run itself, by its id',
    ]);
  }
  // Well within a period the pace is just another than elsewhere.
  return createdUs.filter((us) => us > Math.max(creationUs, executorPeriodUs / 2)).length;
}

function stormOfRun(words: string, saved: SavedRun): Omit<CheckedStorm, 'provisioners'> {
  const minutes = new Map<number, number>();
  const starts: StormStart[] = [];
  for (const run of saved.runs) {
    if (run.scheduledTime === null || run.outcome.kind === 'setup_failed') continue;
    const minuteMs = Math.floor(run.scheduledTime.us / 1000);
    minutes.set(minuteMs, (minutes.get(minuteMs) ?? 0) + 1);
    const build = observedBuildOf(saved, run);
    const usableUs = run.success ? run.usableTime?.us : undefined;
    starts.push(build === null ? MISSED_START : recordedStart(build, usableUs ?? Number.POSITIVE_INFINITY));
  }
  const due = [...minutes]
    .sort(([a], [b]) => a - b)
    .map(([minuteMs, workspaces]) => ({ minuteMs, workspaces }));
  const isWaiting = saved.runs.some(({ outcome }) => outcome.kind === 'ready');
  const flag = saved.environment.flags['wait-for-agents'];
  return {
    starts: countedFromFirst(starts),
    due,
    dueText: `${minutesText(due)} in ${words === saved.runId ? 'the run' : `run ${saved.runId}`}`,
    isMinuteAssumed: false,
    notes: [],
    waitFor: !isWaiting ? 'none' : flag === 'connected' ? 'connected' : 'ready',
    template: saved.environment.template,
  };
}

/** `at 2026-11-27T09:31:00Z`, or `over 10 minutes from … on`. */
function minutesText(due: CheckedStorm['due']): string {
  const [first, last] = [due[0]?.minuteMs ?? 0, due.at(-1)?.minuteMs ?? 0];
  const at = instantFromUs((first ?? 0) * 1000).text;
  const minutes = Math.round(((last ?? 0) - (first ?? 0)) / 60_000) + 1;
  return minutes === 1 ? `at ${at}` : `over ${counted(minutes, 'minute')} from ${at} on`;
}
