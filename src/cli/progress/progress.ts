import type { RunEvent } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';

/** Shows the events of one run. Begins with the first event. */
export interface Progress {
  /** Takes an event; returns at once and never throws. Bound: it can be handed on as a listener. */
  readonly onEvent: (event: RunEvent) => void;
  /** Writes lines for good, above whatever is shown live. Control characters are left out. */
  readonly print: (text: string) => void;
  /** Takes the live display away and leaves the terminal as it was. Nothing is shown afterwards. */
  stop(): void;
}

/** What progress writes to: the part of a terminal's stream that it needs. */
export interface ProgressWriter {
  write(text: string): unknown;
  /** Width in characters; 80 where unknown. */
  readonly columns?: number;
  /** Height in lines; unlimited where unknown. */
  readonly rows?: number;
}

export interface ProgressOptions {
  readonly out: ProgressWriter;
  /** The deployment's time: every duration and time of day that is shown. */
  readonly clock: Clock;
  /** Paces the drawing only. */
  readonly realClock: Clock;
  /** Workspaces of the run. */
  readonly total: number;
  /** Seconds of the deployment's time in one real second; default 1. */
  readonly timeScale?: number;
}
