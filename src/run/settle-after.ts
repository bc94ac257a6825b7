import { type Clock, sleep } from '../time/index.js';

/** By so much a journal may be behind its run: records wait 50 ms for the disk. */
const JOURNAL_LAG_MS = 1_000;

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
 * @throws the interrupt.
 */
export async function settleAfter(
  head: { readonly runId: string; readonly createdAt: string },
  lastRecordAtMs: number | null,
  requestTimeoutMs: number,
  { realClock, interrupt, progress }: SettleEnvironment,
): Promise<void> {
  const endedAtMs = lastRecordAtMs ?? Date.parse(head.createdAt);
  const limitMs = requestTimeoutMs + JOURNAL_LAG_MS;
  // A machine whose clock was set back, or that reads another's journal, may find an end in its future.
  const waitMs = Math.min(limitMs, endedAtMs + limitMs - realClock.nowMs());
  if (!(waitMs > 0)) return;
  progress.say(
    `${head.runId} ended just now: waiting ${Math.ceil(waitMs / 1000)}s for the deployment to carry out what it asked for`,
  );
  await sleep(realClock, waitMs, interrupt);
}
