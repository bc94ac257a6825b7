import { EXIT } from '../run/index.js';
import { InterruptError } from '../storm/index.js';
import type { Io } from './io.js';

/** What a command may say while it can be interrupted. */
export interface Interruptible {
  /** Aborts at the first SIGINT or SIGTERM, with an {@link InterruptError} as its reason. */
  readonly signal: AbortSignal;
  /** Sets what a second interrupt tells the person to run; `null`: nothing is left behind. */
  readonly leaveWith: (command: string | null) => void;
  /** To be told when the work is done and only waits for people to look at it: an interrupt is then just the end of that. */
  readonly settled: () => void;
}

/** Where a person is told of an interrupt. */
export interface InterruptDisplay {
  /** A line that stays, above a live display where there is one. */
  readonly say: (line: string) => void;
  /** Takes a live display away. */
  readonly end: () => void;
}

/** Runs work whose first interrupt stops it in an orderly way, and whose second one ends the process at once. */
export async function interruptible<T>(
  io: Io,
  display: InterruptDisplay,
  work: (interrupt: Interruptible) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let cleanupCommand: string | null = null;
  let settled = false;
  const release = io.onSignal((signal) => {
    if (!controller.signal.aborted) {
      if (!settled)
        display.say(`nineam: ${signal}: stopping, reporting and cleaning up; once more to leave at once`);
      controller.abort(new InterruptError(signal));
      return;
    }
    display.end();
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
      settled: () => {
        settled = true;
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
