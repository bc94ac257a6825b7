import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, exitCodeOf } from '../run/index.js';
import { ConfigError, ExplainedError, messageOf, PreflightError, printable } from '../storm/index.js';
import { cleanupCommand } from './commands/cleanup.js';
import { compareCommand } from './commands/compare.js';
import { doctorCommand } from './commands/doctor.js';
import { planCommand } from './commands/plan.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run.js';
import { serveCommand } from './commands/serve.js';
import { installCompletion } from './completion.js';
import { crashText } from './crash-text.js';
import { helpFormat } from './help-format.js';
import type { Io } from './io.js';

/**
 * Runs one command line and returns its exit code (see docs/errors.md). Never throws and never ends the process,
 * except on a second interrupt, through `io.exitNow`.
 */
export async function main(io: Io): Promise<number> {
  let code: ExitCode = EXIT.ok;
  const program = new Command('nineam')
    .description('Runs, reports and cleans up the 9 a.m. start storm of a Coder deployment.')
    .version(io.nineamVersion)
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(add --help for the flags of the command)')
    .exitOverride()
    .configureHelp(helpFormat)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
  const done = (result: ExitCode): void => {
    code = result;
  };
  for (const define of [
    runCommand,
    doctorCommand,
    cleanupCommand,
    serveCommand,
    reportCommand,
    compareCommand,
    planCommand,
  ])
    define(program, io, done);
  installCompletion(program);
  try {
    await program.parseAsync([...io.argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    explain(io, error);
    return exitCodeOf(error);
  }
}

function explain(io: Io, error: unknown): void {
  const hint = error instanceof ExplainedError && error.hint !== undefined ? `\n    → ${error.hint}` : '';
  const text = error instanceof ExplainedError ? printable(messageOf(error)) : crashText(error, io);
  // A list begins on a line of its own.
  const gap = listLength(error) > 1 ? '\n' : ' ';
  io.stderr.write(`nineam:${gap}${text}${printable(hint)}\n`);
}

function listLength(error: unknown): number {
  if (error instanceof ConfigError) return error.problems.length;
  return error instanceof PreflightError ? error.findings.length : 1;
}
