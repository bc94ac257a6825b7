import type { Command } from 'commander';
import { type ExitCode, executeReport, listReports } from '../../run/index.js';
import { ConfigError } from '../../storm/index.js';
import { addFlags, parseOptions, reportFlags } from '../flags/index.js';
import type { Io } from '../io.js';
import { hasUnicode } from '../progress/index.js';
import { runsFolder } from '../state-dir.js';

const EXAMPLES = `
A run is named by its id, its prefix or the beginning of one, by a path to its folder or its result.json, or by "last".

Examples:
  nineam report
  nineam report last --output html:storm.html
  nineam report 1f0c9b1e --threshold 'ready_worst_p95<5m'
`;

/** `nineam report`: a finished run again, in any format; without one, the list of them. */
export function reportCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('report')
    .summary('report a finished run again, in any format')
    .description(
      'Makes the reports of a finished run again from what it saved beside its journal. Without a run it lists those ' +
        'that can be reported. Asks no deployment anything.',
    )
    .argument('[run]', 'a run; none lists them')
    .option('--config <file>', 'JSON file with flags as keys')
    .addHelpText('after', EXAMPLES);
  addFlags(command, reportFlags);
  command.action(async (run: string | undefined) => {
    const { values, given, problems } = await parseOptions(reportFlags, command, io);
    const query = { stateDir: runsFolder(values.stateDir, io), cwd: io.cwd };
    const withoutRun =
      run === undefined
        ? ['output', 'threshold']
            .filter((name) => given.has(name))
            .map((name) => `--${name} needs a run to report, e.g. \`nineam report last\``)
        : [];
    if (problems.length + withoutRun.length > 0) throw new ConfigError([...problems, ...withoutRun]);
    const world = {
      randomBytes: io.randomBytes,
      writeStdout: (text: string) => io.stdout.write(text),
      unicode: hasUnicode(io.env),
    };
    if (run === undefined) return done(await listReports(query, world));
    const thresholds = given.has('threshold') ? values.thresholds : null;
    done(await executeReport({ ...query, run, outputs: values.outputs, thresholds }, world));
  });
}
