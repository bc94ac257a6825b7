import { TimeoutError } from '../storm/index.js';
import type { Clock } from '../time/index.js';

/** How long the server's records may take to read after an interrupt, in real time. */
export const CLOSING_LIMIT_MS = 20_000;

/** Ends the reading of records some time after an interrupt, not with it. */
export interface ClosingLimit {
  /** Aborts when the records have been read for long enough after an interrupt. */
  readonly signal: AbortSignal;
  readonly disarm: () => void;
}

/** After an interrupt what has started is still read, for {@link CLOSING_LIMIT_MS}. */
export function limitClosing(realClock: Clock, interrupt: AbortSignal): ClosingLimit {
  const closing = new AbortController();
  let cancel: () => void = () => undefined;
  const arm = (): void => {
    cancel = realClock.schedule(realClock.nowMs() + CLOSING_LIMIT_MS, () =>
      closing.abort(new TimeoutError('the records could not be read in time', 'collect', CLOSING_LIMIT_MS)),
    );
  };
  if (interrupt.aborted) arm();
  else interrupt.addEventListener('abort', arm, { once: true });
  return {
    signal: closing.signal,
    disarm: () => {
      interrupt.removeEventListener('abort', arm);
      cancel();
    },
  };
}
