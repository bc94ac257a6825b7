import type { Command } from 'commander';
import { type ExitCode, executeDoctor } from '../../run/index.js';
import { printable } from '../../storm/index.js';
import { addFlags, doctorFlags, doctorFormat, parseOptions, runFlags } from '../flags/index.js';
import { interruptible } from '../interrupts.js';
import type { Io } from '../io.js';
import { runPlanFromFlags } from '../run-plan-from-flags.js';
import { runProgress } from '../run-progress.js';
import { keepHeapSmall } from '../small-heap.js';

const EXAMPLES = `
The exit code is 0 where a run would begin, also with warnings, and 3 where it would be refused.

Examples:
  npx nineam doctor
  npx nineam doctor -c 500 -t docker
  npx nineam doctor --config storm.json --output json
`;

/** `nineam doctor`: may we run, and will it work? */
export function doctorCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('doctor')
    .summary('say whether a run would begin, and what is in its way')
    .description(
      'Looks at a deployment by every check that comes before a run, and says of each what it found and how to mend it. ' +
        'Only reads. Takes the flags, the environment and the configuration file of the run that is asked about.',
    )
    .option('--config <file>', 'JSON file with flags of `run` as keys')
    .addHelpText('after', EXAMPLES);
  addFlags(command, doctorFlags);
  command.action(async () => {
    const format = doctorFormat(command);
    const options = await parseOptions(runFlags, command, io);
    const { plan, warnings } = await runPlanFromFlags(options, io, null, 'judge');
    for (const warning of warnings) io.stderr.write(`nineam: ${warning}\n`);
    if (plan.target.kind === 'remote') keepHeapSmall();
    const workspaceCount =
      plan.target.kind === 'remote' ? options.values.workspaceCount : plan.workspaceCount;
    const progress = runProgress(io, false);
    const code = await interruptible(io, progress, ({ signal }) =>
      executeDoctor({ ...plan, workspaceCount }, format, {
        ...io,
        interrupt: signal,
        writeStdout: (text) => io.stdout.write(printable(text)),
      }),
    );
    done(code);
  });
}
