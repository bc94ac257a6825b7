import type { Journals, LockSeeker } from '../journal/index.js';
import type { Clock } from '../time/index.js';

/** A stream to write text to. */
export interface TextStream {
  write(text: string): void;
  /** Whether a person reads it on a terminal. */
  readonly isTTY: boolean;
  /** Width of the terminal; absent elsewhere. */
  readonly columns?: number;
}

/** Everything of the outside world that a command may use; handed in by `bin.ts`, or by a test. */
export interface Io extends LockSeeker {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** One line from a person; `null` where nobody can answer. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly homeDir: string;
  /** Operating system, as Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly cwd: string;
  readonly realClock: Clock;
  /** Bytes of cryptographic quality. */
  readonly randomBytes: (count: number) => Uint8Array;
  /**
   * Calls back on SIGINT and SIGTERM until the returned function is called. SIGHUP counts as SIGTERM if it comes first:
   * a closed terminal is told of more than once, and nobody is left there to want more haste.
   */
  readonly onSignal: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  /** Ends the process at once, without waiting for anything. */
  readonly exitNow: (code: number) => void;
  /** Where runs keep their journals. */
  readonly journals: Journals;
  readonly nineamVersion: string;
  readonly nodeVersion: string;
}
