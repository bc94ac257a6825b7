import type { JournalWriter } from '../journal/index.js';
import type { Clock } from '../time/index.js';

/** Between two records, in real time: so late, at most, is a journal's last record before its process was killed. */
export const WORK_PULSE_MS = 1_000;

/**
 * Records, once a second, that the run is at work, while it waits for answers. A request may be sent long after its
 * intent was recorded, or be repeated; whoever cleans up after a process that was killed counts from its last record
 * until no request can still be carried out.
 * @param isWaiting - Whether any request that creates something is without an answer.
 * @returns Ends it.
 */
export function recordWork(
  journal: Pick<JournalWriter, 'record'>,
  realClock: Clock,
  isWaiting: () => boolean,
): () => void {
  const beat = (): void => {
    if (isWaiting()) journal.record({ type: 'notice', code: 'at_work' });
    end = realClock.schedule(realClock.nowMs() + WORK_PULSE_MS, beat);
  };
  let end = realClock.schedule(realClock.nowMs() + WORK_PULSE_MS, beat);
  return () => end();
}
