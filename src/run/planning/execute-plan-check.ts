import { count } from '../../analysis/index.js';
import { stormModelParameters } from '../../model/index.js';
import {
  bandOf,
  CurveBands,
  completedUs,
  countEnds,
  curveShares,
  figureErrors,
  predictStorms,
  START_ENDS,
  STORM_FIGURES,
  type StormStart,
  USABLE_FIGURES,
} from '../../plan/index.js';
import {
  type CheckReportAnswer,
  type OutputSpec,
  type PlanFormat,
  type PlanReport,
  renderPlan,
  writeOutputs,
} from '../../report/index.js';
import { percentilesOf } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import { type NamedHistory, readBuildHistory } from '../build-history.js';
import { outputProblems } from '../execute-report.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { outputIo } from '../output-io.js';
import type { SavedRunQuery } from '../saved-runs.js';
import { checkedStorm } from './checked-storm.js';
import { type PlanEnvironment, simulating } from './execute-plan.js';
import { buildLines } from './input-lines.js';
import { calibrated } from './read-sources.js';
import { unknownTemplateNote } from './unknown-template.js';

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
  const checked = simulating(io, () => checkReport(check, storm, past, io.onReplication));
  const report = { ...checked, nineamVersion: io.nineamVersion };
  await writeOutputs(
    check.outputs,
    (format) => renderPlan(format, report, { ascii: !io.unicode }),
    outputIo(io),
  );
  return isOff(report.answer) ? EXIT.threshold : EXIT.ok;
}

/** Whether a figure is farther off than may be; one of which no error can be told has not passed. */
export function isOff({ figures, maxError }: Pick<CheckReportAnswer, 'figures' | 'maxError'>): boolean {
  return maxError !== null && figures.some(({ error }) => error === null || Math.abs(error) > maxError);
}

/** The prediction of a storm from a history, against what happened. */
export function checkReport(
  check: Pick<PlanCheck, 'run' | 'from' | 'provisioners' | 'replicas' | 'replications' | 'seed' | 'maxError'>,
  storm: NamedHistory,
  past: NamedHistory,
  onReplication: () => void = () => {},
): Omit<PlanReport<CheckReportAnswer>, 'nineamVersion'> {
  const pastWords = check.from === null ? check.run : `--from ${check.from}`;
  const calibration = calibrated(past.history, check.replicas, pastWords);
  const happened = checkedStorm(check.run, storm, calibration.parameters);
  const { due, dueText, starts, template } = happened;
  const provisioners = check.provisioners ?? happened.provisioners;
  if (check.provisioners === null && provisioners === 0) {
    throw new ConfigError([
      `${check.run}: no provisioner is known to have taken a job of the storm; --provisioners says how many there were`,
    ]);
  }
  const names = calibration.templates.map(({ name }) => name);
  const index = Math.max(0, template === null ? 0 : names.indexOf(template));
  // Agents that nothing is known of cannot be predicted.
  const hasAgents = (calibration.parameters.templates?.[index]?.agents ?? null) !== null;
  const waitFor = hasAgents ? happened.waitFor : 'none';
  const replications = predictStorms({
    due,
    template: index,
    provisioners,
    parameters: { ...calibration.parameters, replicas: check.replicas ?? 1 },
    waitFor,
    replications: check.replications,
    seed: check.seed,
    onReplication,
  });
  const builds = {
    serviceTime: {},
    failureRate: null,
    replicas: check.replicas,
    tickPhasesUs: null,
    creation: null,
    waitFor,
  } as const;
  const defaults = stormModelParameters({ seed: '', startUs: 0 });
  return {
    basis: {
      workspaces: starts.length,
      due: dueText,
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
            ? { origin: 'measured', source: 'different ones that took a job of the storm' }
            : { origin: 'given', source: '--provisioners' }),
        },
        {
          name: 'history',
          value: past.source,
          ...(check.from === null
            ? { origin: 'measured', source: 'the storm itself' }
            : { origin: 'given', source: '--from' }),
        },
        ...(happened.isMinuteAssumed ? [MINUTE_LINE] : []),
        ...buildLines(builds, calibration, {
          defaults,
          hasStops: false,
          hasTicks: false,
          templates: null,
        }),
      ],
      fits: calibration.lognormalFit === null ? [] : [{ template: null, fit: calibration.lognormalFit }],
      notes: [
        ...new Set([...storm.notes, ...past.notes]),
        ...(check.from === null
          ? [
              'How builds go was taken from the storm itself: this shows how well the model queues them, not how well it foresees another morning (--from another run does).',
            ]
          : []),
        ...happened.notes,
        ...(template === null || names.includes(template) ? [] : [unknownTemplateNote(template, names)]),
        ...(waitFor === happened.waitFor
          ? []
          : [
              `Nothing is known of agents from ${pastWords}: when workspaces are usable is not predicted, and the figures of it are left out.`,
            ]),
        ...calibration.caveats,
      ],
    },
    answer: {
      kind: 'check',
      storm: `${count(starts.length, 'start')} of ${storm.saved === null ? check.run : storm.source}`,
      figures: figureErrors(
        starts,
        replications,
        waitFor === 'none' ? STORM_FIGURES : [...STORM_FIGURES, ...USABLE_FIGURES],
      ),
      ends: endsOf(starts, replications),
      ...curves(starts, replications),
      maxError: check.maxError,
    },
  };
}

const MINUTE_LINE = {
  name: 'minutes',
  value: 'one',
  origin: 'assumed',
  source: 'build rows do not say in which minutes they were due',
} as const;

/** How many ended in each way. */
function endsOf(
  recorded: readonly StormStart[],
  replications: readonly (readonly StormStart[])[],
): CheckReportAnswer['ends'] {
  const happened = countEnds(recorded);
  const predicted = replications.map(countEnds);
  return START_ENDS.map((end) => ({
    end,
    happened: happened[end],
    predicted: bandOf(predicted.map((counts) => counts[end])),
  }));
}

/** When each share of all due was completed by a provisioner, in milliseconds after the first creation. */
function curves(
  recorded: readonly StormStart[],
  replications: readonly (readonly StormStart[])[],
): Pick<CheckReportAnswer, 'predicted' | 'recordedMs'> {
  const timesMs = (starts: readonly StormStart[]) => starts.map((start) => completedUs(start) / 1000);
  const bands = new CurveBands(recorded.length);
  for (const starts of replications) bands.add(timesMs(starts));
  return {
    recordedMs: percentilesOf(timesMs(recorded), curveShares(recorded.length)) ?? [],
    predicted: bands.curve(),
  };
}
