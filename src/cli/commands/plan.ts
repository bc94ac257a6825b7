import type { Command } from 'commander';
import {
  ASKED,
  type Asked,
  type AskedTaggedProvisioners,
  type ExitCode,
  executePlan,
  isAsked,
  type PlanQuestion,
  type ProvisionersSetting,
} from '../../run/index.js';
import { ConfigError } from '../../storm/index.js';
import {
  addFlags,
  type FlagTable,
  kneeFlags,
  parseOptions,
  planCapacityFlags,
  predictFlags,
  staggerFlags,
  sweepFlags,
} from '../flags/index.js';
import type { Io } from '../io.js';
import { planSourcesFromFlags, type SourceOptions } from '../plan-sources-from-flags.js';
import { addCheck } from './plan-check.js';
import { planEnvironment } from './plan-environment.js';

const EXAMPLES = `
Examples:
  nineam plan predict -c 3000 --provisioners 120 --service-time p50=45s,p95=90s
  nineam plan capacity -c 3000 --from last --target 'ready_worst_p95<5m'
  nineam plan stagger --census schedules.csv --day 2026-11-23 --provisioners 60 --target 'ready_p95<5m' --output csv:proposed.csv
  nineam plan predict --from-deployment --provisioners 20,8:50=60,9:30=20 --time-zone Europe/Berlin
  nineam plan check last
`;

/** `nineam plan`: what mornings will be like, before anyone presses start. */
export function planCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const plan = program
    .command('plan')
    .summary('predict a morning, and find what it takes to meet a target')
    .description(
      'Simulates mornings on the model of docs/model.md: when everyone is ready, how many provisioners a target needs, ' +
        'over how many minutes starts should be spread. Changes nothing anywhere.',
    )
    .addHelpText('after', EXAMPLES);
  const questions = new Questions(plan, io, done);
  questions.add('predict', PREDICT, predictFlags, async (command) => {
    const options = await parseOptions(predictFlags, command, io);
    await questions.answer(options, ({ confidencePercent, targets }) => ({
      kind: 'predict',
      targets,
      confidence: confidencePercent / 100,
    }));
  });
  questions.add('capacity', CAPACITY, planCapacityFlags, async (command) => {
    const options = await parseOptions(planCapacityFlags, command, io);
    await questions.answer(options, ({ confidencePercent, keptForMs, targets }, problems) => {
      requireTarget(options.given, problems);
      const { provisioners, taggedProvisioners } = options.values;
      problems.push(...askedProblems(provisioners, taggedProvisioners));
      const keptHours = options.given.has('kept-for') ? keptForMs / 3_600_000 : null;
      return { kind: 'capacity', targets, confidence: confidencePercent / 100, keptHours };
    });
  });
  questions.add('stagger', STAGGER, staggerFlags, async (command) => {
    const options = await parseOptions(staggerFlags, command, io);
    await questions.answer(options, ({ confidencePercent, mostMs, targets }, problems) => {
      requireTarget(options.given, problems);
      if (mostMs % 60_000 !== 0) problems.push('--most must be whole minutes: schedules have no seconds');
      return { kind: 'stagger', targets, confidence: confidencePercent / 100, mostMinutes: mostMs / 60_000 };
    });
  });
  questions.add('knee', KNEE, kneeFlags, async (command) => {
    const options = await parseOptions(kneeFlags, command, io);
    await questions.answer(options, (values, problems) => {
      const { counts, keptForMs, metric, provisioners, taggedProvisioners } = values;
      problems.push(...askedProblems(provisioners, taggedProvisioners));
      const isRange =
        counts === null || (counts.length >= 3 && counts.every((n) => Number.isInteger(n) && n > 0));
      if (!isRange) problems.push('--counts must be three whole numbers or more, from 1');
      const keptHours = options.given.has('kept-for') ? keptForMs / 3_600_000 : null;
      return { kind: 'knee', metric, keptHours, provisioners: counts };
    });
  });
  questions.add('sweep', SWEEP, sweepFlags, async (command) => {
    const options = await parseOptions(sweepFlags, command, io);
    await questions.answer(options, (values, problems) => {
      const { columns, metric, provisioners, rows, taggedProvisioners } = values;
      const isVaried = rows?.input === 'provisioners' || columns?.input === 'provisioners';
      problems.push(...(isVaried ? askedProblems : notAskedProblems)(provisioners, taggedProvisioners));
      if (!options.given.has('rows'))
        problems.push('--rows is required, e.g. --rows provisioners=50..200:25');
      if (!options.given.has('columns'))
        problems.push('--columns is required, e.g. --columns window_minutes=0,5,10');
      return rows === null || columns === null ? null : { kind: 'sweep', metric, rows, columns };
    });
  });
  addCheck(plan, io, done);
}

const PREDICT =
  'When everyone will be ready, and how much that varies; with --target whether it is good enough.';
const CAPACITY = 'The smallest number of provisioners with which the targets hold.';
const STAGGER =
  'The smallest window of minutes with which the targets hold for the provisioners that there are, and who gets which ' +
  'minute (--output csv:file).';
const KNEE =
  'Cost against delay for many numbers of provisioners, with the one marked from which on more buys least.';
const SWEEP = 'A latency for every pair of values of two inputs, as a table.';

function requireTarget(given: ReadonlyMap<string, unknown>, problems: string[]): void {
  if (!given.has('target')) problems.push("--target is required, e.g. --target 'ready_worst_p95<5m'");
}

/** In one place of both the number that is looked for must stand, where any is given. */
function askedProblems(
  provisioners: ProvisionersSetting<number | Asked> | null,
  tagged: readonly AskedTaggedProvisioners[],
): readonly string[] {
  const untagged = provisioners !== null && isAsked(provisioners);
  const kinds = tagged.filter(({ count }) => count === ASKED).length;
  if (kinds > 1 || (kinds === 1 && untagged)) {
    return [
      '--provisioners and --tagged-provisioners: only one kind can be looked for, so only one may have ?',
    ];
  }
  if (provisioners === null || untagged || kinds === 1) return [];
  return [
    '--provisioners: the number that is looked for is written ?, e.g. --provisioners 20,8:50=?,9:30=20',
  ];
}

/** Where nothing is looked for, every number must be there. */
function notAskedProblems(
  provisioners: ProvisionersSetting<number | Asked> | null,
  tagged: readonly AskedTaggedProvisioners[],
): readonly string[] {
  const isOpen =
    (provisioners !== null && isAsked(provisioners)) || tagged.some(({ count }) => count === ASKED);
  return isOpen
    ? ['--provisioners: has a ?, but neither --rows nor --columns varies provisioners; write a number']
    : [];
}

/** The subcommands that ask something of a plan. */
class Questions {
  readonly #plan: Command;
  readonly #io: Io;
  readonly #done: (code: ExitCode) => void;

  constructor(plan: Command, io: Io, done: (code: ExitCode) => void) {
    this.#plan = plan;
    this.#io = io;
    this.#done = done;
  }

  add(
    name: string,
    description: string,
    flags: FlagTable,
    action: (command: Command) => Promise<void>,
  ): void {
    const command = this.#plan
      .command(name)
      .summary(description)
      .description(description)
      .option('--config <file>', 'JSON file with flags as keys');
    addFlags(command, flags);
    command.action(() => action(command));
  }

  /** @param ask - Makes the question; what is missing or contradictory goes to the problems. */
  async answer<Options extends SourceOptions>(
    options: Options,
    ask: (values: Options['values'], problems: string[]) => PlanQuestion | null,
  ): Promise<void> {
    const io = this.#io;
    const { sources, problems: wrong, warnings } = await planSourcesFromFlags(options, io);
    const problems = [...wrong];
    const question = ask(options.values, problems);
    if (question === null || problems.length > 0) throw new ConfigError(problems);
    for (const warning of warnings) io.stderr.write(`nineam: ${warning}\n`);
    const { outputs } = options.values;
    this.#done(await executePlan({ sources, question, outputs }, planEnvironment(io)));
  }
}
