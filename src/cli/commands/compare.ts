import type { Command } from 'commander';
import { type ExitCode, executeComparison } from '../../run/index.js';
import { ConfigError } from '../../storm/index.js';
import { addFlags, compareFlags, parseOptions } from '../flags/index.js';
import type { Io } from '../io.js';
import { runsFolder } from '../state-dir.js';

const EXAMPLES = `
A run is named by its id, its prefix or the beginning of one, by a path to its folder or its result.json, or by "last".

Examples:
  nineam compare 1f0c9b1e last
  nineam compare 1f0c,77ab,9d0e c3d1,08aa,last --output html:compared.html
  nineam compare baseline/result.json last --max-regression p95=10%
`;

/** `nineam compare`: runs side by side, with what differs and how sure that is. */
export function compareCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('compare')
    .summary('compare finished runs, with a verdict')
    .description(
      'Compares two sides of finished runs in the time from the first creation to usable, of all due. With three or ' +
        'more runs on each side the run is the unit; with one on each, only the chance of its service times is known.',
    )
    .argument('<a>', 'a run, or several with commas between them: what it was')
    .argument('<b>', 'the same: what it is now')
    .option('--config <file>', 'JSON file with flags as keys')
    .addHelpText('after', EXAMPLES);
  addFlags(command, compareFlags);
  command.action(async (a: string, b: string) => {
    const { values, problems } = await parseOptions(compareFlags, command, io);
    const nameless = [a, b]
      .filter((side) => namesOf(side).includes(''))
      .map((side) => `'${side}': a run has no name; write them with commas between, e.g. 1f0c,77ab,last`);
    if (problems.length + nameless.length > 0) throw new ConfigError([...problems, ...nameless]);
    const code = await executeComparison(
      {
        stateDir: runsFolder(values.stateDir, io),
        cwd: io.cwd,
        first: namesOf(a),
        second: namesOf(b),
        outputs: values.outputs,
        limits: values.maxRegressions,
        seed: values.seed ?? 'nineam',
      },
      {
        randomBytes: io.randomBytes,
        writeStdout: (text) => io.stdout.write(text),
        nineamVersion: io.nineamVersion,
      },
    );
    done(code);
  });
}

function namesOf(side: string): readonly string[] {
  return side.split(',').map((name) => name.trim());
}
