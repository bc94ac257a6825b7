import type { Command } from 'commander';
import { type ExitCode, executeRun } from '../../run/index.js';
import { addFlags, parseOptions, runFlags } from '../flags/index.js';
import { interruptible } from '../interrupts.js';
import type { Io } from '../io.js';
import { hasUnicode } from '../progress/index.js';
import { resumeOptions } from '../resume-options.js';
import { runPlanFromFlags } from '../run-plan-from-flags.js';
import { runProgress } from '../run-progress.js';
import { keepHeapSmall } from '../small-heap.js';

const EXAMPLES = `
Examples:
  npx nineam run --embedded -c 500 --provisioners 50
  npx nineam run -c 200 -t docker --output text --output json:storm.json
`;

/** `nineam run`: the storm against a deployment. */
export function runCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .summary('run one start storm and report how long everyone waited')
    .description(
      'Creates users and workspaces, stops them, schedules all for the same minute, follows every start to its end, ' +
        'reports, and removes what it created. With --embedded it needs nothing but this process.',
    )
    .option('--config <file>', 'JSON file with flags as keys, e.g. {"workspace-count": 500}')
    .addHelpText('after', EXAMPLES);
  addFlags(command, runFlags);
  command.action(async () => {
    const given = await parseOptions(runFlags, command, io);
    const { resume: words } = given.values;
    const { options, resume } =
      words === null ? { options: given, resume: null } : await resumeOptions(words, given, command, io);
    const { plan, warnings } = await runPlanFromFlags(options, io, resume);
    for (const warning of warnings) io.stderr.write(`nineam: ${warning}\n`);
    if (plan.target.kind === 'remote') keepHeapSmall();
    const progress = runProgress(io, !options.values.noProgress);
    const code = await interruptible(io, progress, ({ signal, ...told }) =>
      executeRun(plan, {
        ...io,
        interrupt: signal,
        ...told,
        progress,
        writeStdout: (text) => io.stdout.write(text),
        unicode: hasUnicode(io.env),
      }),
    );
    done(code);
  });
}
