import type { CoderClient, Workspace } from '../../codersdk/index.js';
import { isScaletestWorkspace } from '../../scaletest/names/index.js';

/** When workspaces that are not a load test's are due to start, from a bounded number of rows. */
export interface DueSchedules {
  /** Stopped workspaces of the deployment: only these are started by a schedule. */
  readonly stopped: number;
  /** How many of them were looked at: all, or a sample spread evenly over the order of owners. */
  readonly looked: number;
  /** When those that were looked at start next, in milliseconds, ascending; without those that have no schedule. */
  readonly nextStartsMs: readonly number[];
}

/** Rows of one answer: 2.8 KB each, as measured. */
const PAGE = 500;
const MOST_PAGES = 4;

/**
 * Reads when stopped workspaces start next. The server cannot be asked for a count of those due at a time, so rows are
 * read: all of up to 2,000 workspaces, and 2,000 of more, in four pages at even distances.
 */
export async function readDueSchedules(client: CoderClient, signal: AbortSignal): Promise<DueSchedules> {
  const page = (offset: number): ReturnType<CoderClient['workspaces']['list']> =>
    client.workspaces.list({ q: 'status:stopped', limit: PAGE, offset }, { signal });
  const first = await page(0);
  const rows = new Map(first.workspaces.map((workspace) => [workspace.id, workspace]));
  // One after another: the deployment is at work, and nobody waits for this.
  for (const offset of furtherOffsets(first.count)) {
    for (const workspace of (await page(offset)).workspaces) rows.set(workspace.id, workspace);
  }
  const others = [...rows.values()].filter((workspace) => !isScaletestWorkspace(workspace));
  return {
    stopped: first.count,
    looked: rows.size,
    nextStartsMs: others.flatMap(startsAtMs).sort((a, b) => a - b),
  };
}

function furtherOffsets(count: number): readonly number[] {
  const pages = Math.min(MOST_PAGES, Math.ceil(count / PAGE));
  const step = count <= PAGE * MOST_PAGES ? PAGE : (count - PAGE) / (MOST_PAGES - 1);
  return Array.from({ length: Math.max(0, pages - 1) }, (_, index) => Math.floor((index + 1) * step));
}

function startsAtMs({ nextStartAt }: Workspace): readonly number[] {
  return nextStartAt === null ? [] : [nextStartAt.us / 1000];
}

/** How many are due in a time, and how many in its busiest minute; scaled up where only a sample was looked at. */
export interface DueCount {
  readonly count: number;
  readonly isSample: boolean;
  readonly busiestMinuteMs: number | null;
  readonly inBusiestMinute: number;
}

const MINUTE_MS = 60_000;

/** Counts starts from `fromMs` to `untilMs`, both included. */
export function countDue(schedules: DueSchedules, fromMs: number, untilMs: number): DueCount {
  const { stopped, looked, nextStartsMs } = schedules;
  const factor = looked === 0 ? 1 : Math.max(1, stopped / looked);
  const byMinute = new Map<number, number>();
  let due = 0;
  for (const startMs of nextStartsMs) {
    if (startMs < fromMs || startMs > untilMs) continue;
    due += 1;
    const minuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
    byMinute.set(minuteMs, (byMinute.get(minuteMs) ?? 0) + 1);
  }
  const [busiestMinuteMs, most] = [...byMinute].reduce<readonly [number | null, number]>(
    (best, [minuteMs, count]) => (count > best[1] ? [minuteMs, count] : best),
    [null, 0],
  );
  return {
    count: Math.round(due * factor),
    isSample: factor > 1,
    busiestMinuteMs,
    inBusiestMinute: Math.round(most * factor),
  };
}
