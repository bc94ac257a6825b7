import { count } from '../../analysis/index.js';
import { stormModelParameters } from '../../model/index.js';
import {
  figureErrors,
  type ObservedBuild,
  predictStorm,
  type StartTimes,
  startTimes,
} from '../../plan/index.js';
import {
  type CheckReportAnswer,
  type OutputSpec,
  type PlanFormat,
  type PlanReport,
  renderPlan,
  writeOutputs,
} from '../../report/index.js';
import { percentileOf, percentilesOf } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import { type NamedHistory, readBuildHistory } from '../build-history.js';
import { outputProblems } from '../execute-report.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { outputIo } from '../output-io.js';
import type { SavedRunQuery } from '../saved-runs.js';
import type { PlanEnvironment } from './execute-plan.js';
import { buildLines } from './input-lines.js';
import { calibrated } from './read-sources.js';

/** Which storm to hold a prediction against. */
export interface PlanCheck extends SavedRunQuery {
  /** A run, or a CSV of build rows. */
  readonly run: string;
  /** The same to learn from; `null`: the storm itself. */
  readonly from: string | null;
  /** `null`: those that took a job in the storm. */
  readonly provisioners: number | null;
  /** `null`: one. */
  readonly replicas: number | null;
  readonly replications: number;
  readonly seed: string;
  /** Greatest error that passes, as a share; `null`: any. */
  readonly maxError: number | null;
  readonly outputs: readonly OutputSpec<PlanFormat>[];
}

/** Of the curve: half a percent each. */
const CURVE_STEPS = 200;
/** Autostarts that are created farther apart than this were not due in the same minute, or not by one tick. */
const ONE_STORM_US = 30 * 60e6;

/**
 * Holds a prediction against a storm that happened.
 * @returns `threshold` when a figure is farther off than may be, else `ok`.
 * @throws ConfigError with what is wrong with the storm or the history; OutputError.
 */
export async function executePlanCheck(check: PlanCheck, io: PlanEnvironment): Promise<ExitCode> {
  const problems = await outputProblems(check.outputs, io);
  if (problems.length > 0) throw new ConfigError(problems);
  const storm = await readBuildHistory(check.run, check);
  const past = check.from === null ? storm : await readBuildHistory(check.from, check);
  const report = { ...checkReport(check, storm, past), nineamVersion: io.nineamVersion };
  await writeOutputs(
    check.outputs,
    (format) => renderPlan(format, report, { ascii: !io.unicode }),
    outputIo(io),
  );
  const { figures, maxError } = report.answer;
  const isOff = figures.some(
    ({ error }) => maxError !== null && error !== null && Math.abs(error) > maxError,
  );
  return isOff ? EXIT.threshold : EXIT.ok;
}

/** The prediction of a storm from a history, against what happened. */
export function checkReport(
  check: Pick<PlanCheck, 'run' | 'from' | 'provisioners' | 'replicas' | 'replications' | 'seed' | 'maxError'>,
  storm: NamedHistory,
  past: NamedHistory,
): Omit<PlanReport<CheckReportAnswer>, 'nineamVersion'> {
  const autostarts = storm.history.builds.filter(
    ({ reason, transition }) => reason === 'autostart' && transition === 'start',
  );
  const recorded = startTimes(storm.history.builds);
  refuseNoStorm(check.run, recorded, storm);
  const calibration = calibrated(
    past.history,
    check.replicas,
    check.from === null ? check.run : `--from ${check.from}`,
  );
  const provisioners = check.provisioners ?? workers(autostarts);
  const replications = Array.from({ length: check.replications }, (_, r) =>
    predictStorm({
      workspaces: autostarts.length,
      provisioners,
      parameters: { ...calibration.parameters, replicas: check.replicas ?? 1 },
      seed: `${check.seed}/${r}`,
    }),
  );
  const builds = {
    serviceTime: {},
    failureRate: null,
    replicas: check.replicas,
    tickPhasesUs: null,
    creation: null,
    waitFor: 'none',
  } as const;
  const defaults = stormModelParameters({ seed: '', startUs: 0 });
  const source = past.source;
  return {
    basis: {
      workspaces: autostarts.length,
      due: `in ${storm.source}`,
      isAnyDay: false,
      provisioners: String(provisioners),
      timeZone: 'UTC',
      replications: check.replications,
      seed: check.seed,
      inputs: [
        {
          name: 'provisioners',
          value: String(provisioners),
          ...(check.provisioners === null
            ? { origin: 'measured', source: `different ones that took a job of the storm; ${storm.source}` }
            : { origin: 'given', source: '--provisioners' }),
        },
        ...buildLines(builds, calibration, source, { defaults, hasStops: false, templates: null }),
      ],
      fits: calibration.lognormalFit === null ? [] : [{ template: null, fit: calibration.lognormalFit }],
      notes: [
        ...new Set([...storm.notes, ...past.notes]),
        ...(check.from === null
          ? [
              'How builds go was taken from the storm itself: this shows how well the model queues them, not how well it foresees another morning (--from another run does).',
            ]
          : []),
        ...calibration.caveats,
      ],
    },
    answer: {
      kind: 'check',
      storm: `${count(recorded.length, 'start')} of ${storm.source}`,
      figures: figureErrors(recorded, replications),
      ...curves(recorded, replications),
      maxError: check.maxError,
    },
  };
}

function refuseNoStorm(run: string, recorded: readonly StartTimes[], { saved }: NamedHistory): void {
  if (recorded.length === 0) {
    throw new ConfigError([
      `${run}: holds no autostart that a provisioner brought to its end: nothing to check`,
    ]);
  }
  const minutes = new Set(
    saved?.runs.flatMap(({ scheduledTime }) => (scheduledTime === null ? [] : [scheduledTime.us])),
  );
  const apartUs = recorded.reduce((most, { createdUs }) => Math.max(most, createdUs), 0);
  if (minutes.size > 1 || apartUs > ONE_STORM_US) {
    throw new ConfigError([
      `${run}: its starts were not due in one minute; only a storm of one minute can be checked`,
    ]);
  }
}

function workers(builds: readonly ObservedBuild[]): number {
  return new Set(builds.flatMap(({ workerId }) => (workerId === null ? [] : [workerId]))).size;
}

/** When each share of the builds was completed, in milliseconds after the first creation. */
function curves(
  recorded: readonly StartTimes[],
  replications: readonly (readonly StartTimes[])[],
): Pick<CheckReportAnswer, 'predicted' | 'recordedMs'> {
  const steps = Math.min(recorded.length, CURVE_STEPS);
  const shares = Array.from({ length: steps }, (_, i) => (i + 1) / steps);
  const curveOf = (starts: readonly StartTimes[]) =>
    percentilesOf(
      starts.map(({ completedUs }) => completedUs / 1000),
      shares,
    ) ?? [];
  const runs = replications.map(curveOf);
  const at = (p: number) =>
    shares.map(
      (_, i) =>
        percentileOf(
          runs.map((run) => run[i] ?? Number.POSITIVE_INFINITY),
          p,
        ) ?? 0,
    );
  return {
    recordedMs: [...curveOf(recorded)],
    predicted: { shares, lowMs: at(0.05), medianMs: at(0.5), highMs: at(0.95) },
  };
}
