import type { RunHead } from '../journal/index.js';
import { type Clock, parseGoDurationMs, sleep } from '../time/index.js';
import { WORK_PULSE_MS } from './work-pulse.js';

/** By so much a journal may be behind its run: the time between two records of its work, and what the disk takes. */
const JOURNAL_LAG_MS = WORK_PULSE_MS + 1_000;

/** What a head may ask for: whoever wrote it could otherwise make a cleanup wait for good. */
const LONGEST_REQUEST_TIMEOUT_MS = 600_000;

/** What waiting for an earlier process takes. */
export interface SettleEnvironment {
  readonly realClock: Clock;
  readonly interrupt: AbortSignal;
  readonly progress: { readonly say: (line: string) => void };
}

/**
 * Waits until the deployment has carried out what a process that has ended asked for last, or never will: until the
 * time limit of a request sent with the last record has passed, in real time. Does not wait where that is long ago.
 * @param lastRecordAtMs - `null`: the journal has no record but its head.
 * @param requestTimeoutMs - That of this process; the earlier one's counts where its head tells of a longer one.
 * @throws the interrupt.
 */
export async function settleAfter(
  head: Pick<RunHead, 'runId' | 'createdAt' | 'flags'>,
  lastRecordAtMs: number | null,
  requestTimeoutMs: number,
  { realClock, interrupt, progress }: SettleEnvironment,
): Promise<void> {
  const endedAtMs = lastRecordAtMs ?? Date.parse(head.createdAt);
  const limitMs = Math.max(requestTimeoutMs, requestTimeoutOf(head)) + JOURNAL_LAG_MS;
  // A machine whose clock was set back, or that reads another's journal, may find an end in its future.
  const waitMs = Math.min(limitMs, endedAtMs + limitMs - realClock.nowMs());
  if (!(waitMs > 0)) return;
  progress.say(
    `${head.runId} ended just now: waiting ${Math.ceil(waitMs / 1000)}s for the deployment to carry out what it asked for`,
  );
  await sleep(realClock, waitMs, interrupt);
}

/** The time limit that the earlier process was told to give its requests; 0 where its head does not tell. */
function requestTimeoutOf({ flags }: Pick<RunHead, 'flags'>): number {
  const given = flags?.['request-timeout']?.[0];
  if (given === undefined) return 0;
  try {
    return Math.min(parseGoDurationMs(given), LONGEST_REQUEST_TIMEOUT_MS);
  } catch {
    return 0;
  }
}
