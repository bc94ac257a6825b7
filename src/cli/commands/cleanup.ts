import type { Command } from 'commander';
import { type ExitCode, executeCleanup } from '../../run/index.js';
import { ConfigError, printable } from '../../storm/index.js';
import { addFlags, cleanupCommandFlags, parseOptions } from '../flags/index.js';
import { interruptible } from '../interrupts.js';
import type { Io } from '../io.js';
import { runProgress } from '../run-progress.js';
import { proxySettings, resolveSession } from '../session.js';
import { runsFolder } from '../state-dir.js';

const EXAMPLES = `
Examples:
  npx nineam cleanup --list
  npx nineam cleanup --run last --yes
  npx nineam cleanup --scaletest
`;

/** `nineam cleanup`: removes what journaled runs left behind on a deployment. */
export function cleanupCommand(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('cleanup')
    .summary('remove what earlier runs left behind')
    .description(
      'Removes schedules, workspaces and users that earlier runs on this machine left on the deployment. ' +
        'Each run is found by its journal, and what it made by name and mark; nothing else is touched. ' +
        "With --scaletest by the names of Coder's load tests instead, whoever ran them.",
    )
    .option('--config <file>', 'JSON file with flags as keys')
    .addHelpText('after', EXAMPLES);
  addFlags(command, cleanupCommandFlags);
  command.action(async () => {
    const { values, given, problems: unreadable } = await parseOptions(cleanupCommandFlags, command, io);
    const { url, token, problems, warnings } = await resolveSession(values, given.get('token'), io);
    if (url === null || token === null || unreadable.length + problems.length > 0) {
      throw new ConfigError([...unreadable, ...problems]);
    }
    for (const warning of warnings) io.stderr.write(`nineam: ${warning}\n`);
    const progress = runProgress(io, !values.noProgress);
    const code = await interruptible(io, progress, ({ signal }) =>
      executeCleanup(
        {
          target: {
            kind: 'remote',
            url,
            token,
            headers: Object.fromEntries(values.headers.map((header) => [header.name, header.value])),
            proxy: proxySettings(io.env),
          },
          requestConcurrency: values.requestConcurrency,
          requestTimeoutMs: values.requestTimeoutMs,
          stateDir: runsFolder(values.stateDir, io),
          runId: values.run,
          template: values.template,
          scaletest: values.scaletest,
          listOnly: values.list,
          yes: values.yes,
          cancelRunning: values.cancelRunning,
          orphan: values.orphan,
          cleanup: {
            concurrency:
              values.cleanupConcurrency === 0 ? Number.POSITIVE_INFINITY : values.cleanupConcurrency,
            timeoutMs: values.cleanupTimeoutMs === 0 ? null : values.cleanupTimeoutMs,
            jobTimeoutMs: values.cleanupJobTimeoutMs === 0 ? null : values.cleanupJobTimeoutMs,
          },
        },
        {
          ...io,
          interrupt: signal,
          progress,
          writeStdout: (text) => io.stdout.write(printable(text)),
        },
      ),
    );
    done(code);
  });
}
