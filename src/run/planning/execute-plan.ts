import {
  capacity,
  checkTargets,
  closedForms,
  knee,
  type PlanInputs,
  planInputs,
  predict,
  stagger,
  sweep,
  targetProblems,
  totalWorkUs,
  withWindow,
} from '../../plan/index.js';
import {
  type OutputSpec,
  type PlanAnswer,
  type PlanFormat,
  type PlanReport,
  renderPlan,
  writeOutputs,
} from '../../report/index.js';
import { randomText } from '../../scaletest/names/index.js';
import { seededDraws } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';
import { outputProblems, type ReportEnvironmentIo } from '../execute-report.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { outputIo } from '../output-io.js';
import { loadNotes } from './load-notes.js';
import type { PlanQuestion, PlanSources } from './plan-request.js';
import { basisOf } from './question-lines.js';
import { readSources } from './read-sources.js';
import { type ResolvedPlan, resolvePlan } from './resolve-plan.js';

/** A question, what it is asked of, and where the answer goes. */
export interface PlanCommand {
  readonly sources: PlanSources;
  readonly question: PlanQuestion;
  readonly outputs: readonly OutputSpec<PlanFormat>[];
}

/** The outside world of a plan. */
export interface PlanEnvironment extends ReportEnvironmentIo {
  readonly nineamVersion: string;
  readonly realClock: Clock;
  readonly interrupt: AbortSignal;
  /** Is called when everything was read, before the first replication. */
  readonly onSimulation: () => void;
  /** Is called after every replication: large plans take minutes. */
  readonly onReplication: () => void;
  /** Is called when no more come, before anything is written. */
  readonly onAnswer: () => void;
}

/**
 * Answers a question about mornings to come.
 * @returns `threshold` when the targets are not met, or nothing that was asked about meets them; else `ok`.
 * @throws ConfigError with what is wrong or missing; what reading a deployment throws; OutputError for outputs that could
 *   not be written.
 */
export async function executePlan(command: PlanCommand, io: PlanEnvironment): Promise<ExitCode> {
  const { sources, question, outputs } = command;
  const problems = await outputProblems(outputs, io);
  if (problems.length > 0) throw new ConfigError(problems);
  const random = seededDraws(randomText(io.randomBytes, '0123456789abcdef', 32));
  const read = await readSources(sources, {
    ...io,
    random,
    userAgent: `nineam/${io.nineamVersion}`,
    signal: io.interrupt,
  });
  const asked = question.kind === 'capacity' || question.kind === 'knee' || sweepsProvisioners(question);
  const resolved = resolvePlan(sources, read, asked);
  const plan = { ...resolved, inputs: { ...resolved.inputs, onReplication: io.onReplication } };
  refuseTargets(question, plan);
  refuseKeptFor(question, plan);
  const answer = simulating(io, () => answerTo(question, plan));
  const basis = basisOf(question, plan.basis);
  const notes = [...basis.notes, ...answerNotes(answer, plan)];
  const report: PlanReport = { basis: { ...basis, notes }, answer, nineamVersion: io.nineamVersion };
  const options = { ascii: !io.unicode };
  await writeOutputs(outputs, (format) => renderPlan(format, report, options), outputIo(io));
  return isMet(answer) ? EXIT.ok : EXIT.threshold;
}

/** Does what simulates, with its beginning and its end told. */
export function simulating<Result>(io: PlanEnvironment, simulate: () => Result): Result {
  io.onSimulation();
  try {
    return simulate();
  } finally {
    io.onAnswer();
  }
}

/** What is the matter with the load of a plan that is answered; a curve of costs and a table of cells have many. */
function answerNotes(answer: PlanAnswer, plan: ResolvedPlan): readonly string[] {
  const { firstDueMs, inputs } = plan;
  switch (answer.kind) {
    case 'predict':
    case 'stagger':
      return loadNotes(inputs, firstDueMs);
    case 'capacity': {
      const { provisioners } = answer.answer;
      return provisioners === null ? [] : loadNotes(plan.withProvisioners(inputs, provisioners), firstDueMs);
    }
    case 'knee':
    case 'sweep':
      if (inputs.days.length === 1) return [];
      return [`Of the ${inputs.days.length} --mornings only the first one counts here.`];
    case 'check':
      return [];
    default:
      return answer satisfies never;
  }
}

/** Every problem begins with the flag. */
function refuseTargets(question: PlanQuestion, { inputs }: ResolvedPlan): void {
  if (!('targets' in question) || question.targets.length === 0) return;
  const problems = targetProblems(inputs, question.targets, question.confidence);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `--target ${problem}`));
}

function refuseKeptFor(question: PlanQuestion, { askedHours }: ResolvedPlan): void {
  if (!('keptHours' in question) || question.keptHours === null || askedHours === null) return;
  throw new ConfigError([
    '--kept-for: the times of --provisioners say how long those are kept that are looked for',
  ]);
}

function sweepsProvisioners(question: PlanQuestion): boolean {
  return (
    question.kind === 'sweep' &&
    (question.rows.input === 'provisioners' || question.columns.input === 'provisioners')
  );
}

function answerTo(question: PlanQuestion, plan: ResolvedPlan): PlanAnswer {
  const { groups, inputs } = plan;
  switch (question.kind) {
    case 'predict': {
      const { confidence, targets } = question;
      const judged =
        targets.length === 0
          ? null
          : { targets, confidence, outcome: checkTargets(inputs, targets, confidence) };
      return {
        kind: 'predict',
        prediction: predict(inputs),
        bounds: closedForms(inputs),
        judged,
      };
    }
    case 'capacity': {
      const { withProvisioners } = plan;
      const answer = capacity(inputs, { ...question, withProvisioners });
      const { provisioners } = answer;
      const asked = provisioners ?? answer.checked.at(-1)?.value ?? 1;
      const found = planInputs(withProvisioners(inputs, asked));
      return {
        ...question,
        answer,
        provisionersText:
          provisioners === null || plan.basis.provisioners === null
            ? null
            : plan.provisionersText(provisioners),
        keptHours: question.keptHours ?? plan.askedHours ?? USUALLY_KEPT_HOURS,
        prediction: provisioners === null ? null : predict(found),
        bounds: closedForms(found),
      };
    }
    case 'stagger': {
      const answer = stagger(inputs, question);
      return {
        ...question,
        answer,
        before: predict(inputs),
        after: answer.minutes === null ? null : predict(planInputs(withWindow(inputs, answer.minutes))),
        names: groups.map(({ names }) => names),
        templates: groups.map(({ templateName }) => templateName),
      };
    }
    case 'knee': {
      const { latency, percentile } = question.metric;
      const provisioners = question.provisioners ?? kneeRange(inputs);
      const keptHours = question.keptHours ?? plan.askedHours ?? USUALLY_KEPT_HOURS;
      const { withProvisioners } = plan;
      const asked = { latency, percentile, provisioners, keptHours, withProvisioners };
      return { ...question, keptHours, answer: knee(inputs, asked) };
    }
    case 'sweep': {
      const { columns, metric, rows } = question;
      return { kind: 'sweep', metric, sweep: sweep(inputs, rows, columns, plan.withProvisioners) };
    }
    default:
      return question satisfies never;
  }
}

function isMet(answer: PlanAnswer): boolean {
  switch (answer.kind) {
    case 'predict':
      return answer.judged?.outcome.isEnough ?? true;
    case 'capacity':
      return answer.answer.provisioners !== null;
    case 'stagger':
      return answer.answer.minutes !== null;
    default:
      return true;
  }
}

/** How long provisioners are kept where neither a flag nor a calendar says. */
const USUALLY_KEPT_HOURS = 1;

/** Numbers of a knee's points, and within which times their work would be done. */
const KNEE_POINTS = 12;
const [SLOWEST_US, FASTEST_US] = [20 * 60e6, 60e6];

/** From as few as would work for twenty minutes to as many as would work for one, evenly. */
function kneeRange(inputs: PlanInputs): readonly number[] {
  const workUs = totalWorkUs(inputs);
  const least = Math.max(1, Math.ceil(workUs / SLOWEST_US));
  const most = Math.max(least + KNEE_POINTS - 1, Math.ceil(workUs / FASTEST_US));
  const counts = Array.from({ length: KNEE_POINTS }, (_, i) =>
    Math.round(least + ((most - least) * i) / (KNEE_POINTS - 1)),
  );
  return [...new Set(counts)];
}
