import { EXIT } from '../run/index.js';
import { InterruptError } from '../storm/index.js';
import type { Io } from './io.js';

/** What a command may say while it can be interrupted. */
export interface Interruptible {
  /** Aborts at the first SIGINT or SIGTERM, with an {@link InterruptError} as its reason. */
  readonly signal: AbortSignal;
  /** Sets what a second interrupt tells the person to run; `null`: nothing is left behind. */
  readonly leaveWith: (command: string | null) => void;
  /** Sets what a first interrupt says will happen; `stopping` at first. */
  readonly interruptMeans: (words: string) => void;
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
  let meaning = 'stopping';
  let settled = false;
  const release = io.onSignal((signal) => {
    if (!controller.signal.aborted) {
      if (!settled) display.say(`nineam: ${signal}: ${meaning}; once more to leave at once`);
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
      interruptMeans: (words) => {
        meaning = words;
      },
      settled: () => {
        settled = true;
      },
    });
  } finally {
    release();
  }
}

/** What waits for an interrupt, and then minds a second one. */
export interface InterruptWatch {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly interrupted: Promise<void>;
  /** Ends the watch: a signal has its usual effect again. */
  readonly end: () => void;
}

/**
 * Waits for SIGINT or SIGTERM; a second one ends the process at once.
 * @param unsaved - The files that are still to be written; named at either signal.
 * @param leave - Takes away what is half written when the process ends at once.
 */
export function watchInterrupts(
  io: Pick<Io, 'exitNow' | 'onSignal' | 'stderr'>,
  unsaved: () => readonly string[],
  leave: () => void,
): InterruptWatch {
  let end = (): void => {};
  const interrupted = new Promise<void>((resolve) => {
    let isSecond = false;
    end = io.onSignal((signal) => {
      const files = unsaved();
      const names = files.join(' and ');
      if (isSecond) {
        const lost = files.length === 0 ? 'left at once' : `${names} ${wasOrWere(files)} not saved`;
        io.stderr.write(`nineam: ${signal} again: ${lost}\n`);
        leave();
        io.exitNow(signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm);
        return;
      }
      isSecond = true;
      if (files.length > 0) {
        const them = files.length === 1 ? 'it' : 'them';
        io.stderr.write(`nineam: ${signal}: saving ${names}; once more to leave without ${them}\n`);
      }
      resolve();
    });
  });
  return { interrupted, end };
}

function wasOrWere(files: readonly string[]): string {
  return files.length === 1 ? 'was' : 'were';
}
