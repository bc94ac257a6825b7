import type { Command } from 'commander';
import { type ExitCode, executePlanCheck } from '../../run/index.js';
import { ConfigError } from '../../storm/index.js';
import { addFlags, checkFlags, parseOptions } from '../flags/index.js';
import type { Io } from '../io.js';
import { runsFolder } from '../state-dir.js';
import { planEnvironment } from './plan-environment.js';

/** `nineam plan check`: what the model would have predicted of a storm, against what happened. */
export function addCheck(plan: Command, io: Io, done: (code: ExitCode) => void): void {
  const description =
    'Holds a prediction against a storm that happened, point by point. How builds go is taken from that very storm, or ' +
    'with --from from an earlier one: only that is a test of predicting.';
  const command = plan
    .command('check')
    .summary('A prediction against a storm that happened, point by point.')
    .description(description)
    .argument('<run>', 'a finished run (its id, a path, "last"), or a CSV of build rows')
    .option('--config <file>', 'JSON file with flags as keys');
  addFlags(command, checkFlags);
  command.action(async (run: string) => {
    const { given, problems, values } = await parseOptions(checkFlags, command, io);
    if (problems.length > 0) throw new ConfigError(problems);
    const { from, maxErrorPercent, outputs, provisioners, replicas, replications, seed } = values;
    const code = await executePlanCheck(
      {
        run,
        from,
        provisioners,
        replicas: given.has('replicas') ? replicas : null,
        replications,
        seed,
        maxError: maxErrorPercent === null ? null : maxErrorPercent / 100,
        outputs,
        stateDir: runsFolder(values.stateDir, io),
        cwd: io.cwd,
      },
      planEnvironment(io),
    );
    done(code);
  });
}
