import { JournalError, RunLockedError } from '../journal/index.js';
import { ConfigError, InterruptError, PreflightError } from '../storm/index.js';

/** What a command's exit code says; documented in docs/errors.md. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  preflight: 3,
  notAllUsable: 4,
  threshold: 5,
  cleanupIncomplete: 6,
  sigint: 130,
  sigterm: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code that an error alone stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ConfigError || error instanceof RunLockedError) return EXIT.usage;
  // The folder of the journals is what the user chose; what fails once a run has begun is told there.
  if (error instanceof JournalError) return EXIT.usage;
  if (error instanceof PreflightError) return EXIT.preflight;
  if (error instanceof InterruptError) return error.signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm;
  return EXIT.unexpected;
}

/** One code from several: an interrupt wins, then the highest. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  const interrupt = codes.find((code) => code === EXIT.sigint || code === EXIT.sigterm);
  return interrupt ?? codes.reduce<ExitCode>((worst, code) => (code > worst ? code : worst), EXIT.ok);
}
