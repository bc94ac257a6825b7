import { EXIT } from '../run/index.js';
import { InterruptError } from '../storm/index.js';
import type { Io } from './io.js';

/** What a command may say while it can be interrupted. */
export interface Interruptible {
  /** Aborts at the first SIGINT or SIGTERM, with an {@link InterruptError} as its reason. */
  readonly signal: AbortSignal;
  /** Sets what a second interrupt tells the person to run; `null`: nothing is left behind. */
  readonly leaveWith: (command: string | null) => void;
}

/** Runs work whose first interrupt stops it in an orderly way, and whose second one ends the process at once. */
export async function interruptible<T>(io: Io, work: (interrupt: Interruptible) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let cleanupCommand: string | null = null;
  const release = io.onSignal((signal) => {
    if (!controller.signal.aborted) {
      io.stderr.write(
        `\nnineam: ${signal}: stopping, reporting and cleaning up; once more to leave at once\n`,
      );
      controller.abort(new InterruptError(signal));
      return;
    }
    io.stderr.write(
      cleanupCommand === null
        ? `nineam: ${signal} again: left at once\n`
        : `nineam: ${signal} again: left at once. To remove what is left behind:\n    ${cleanupCommand}\n`,
    );
    io.exitNow(signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm);
  });
  try {
    return await work({
      signal: controller.signal,
      leaveWith: (command) => {
        cleanupCommand = command;
      },
    });
  } finally {
    release();
  }
}

/** Resolves at the first SIGINT or SIGTERM. */
export function whenInterrupted(io: Pick<Io, 'onSignal'>): Promise<void> {
  return new Promise((resolve) => {
    const release = io.onSignal(() => {
      release();
      resolve();
    });
  });
}
