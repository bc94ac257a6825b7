import { type ClockOffsetEstimate, formatDurationMs } from '../time/index.js';
import { decideSchedule, type ScheduleDecision } from './schedule-decision.js';
import { measureStoring } from './storing-rate.js';
import type { StormOptions } from './storm-options.js';

/**
 * The minute for a whole storm, on the deployment's clock: corrects our idea of that clock first, then measures how
 * fast schedules are stored, and says when that made the delay longer than asked for.
 * @param stopped - Ids of the workspaces that will be scheduled.
 * @param offset - The deployment's clock minus ours; `undefined` where nothing was measured.
 */
export async function decideForAll(
  options: StormOptions,
  stopped: readonly string[],
  offset: ClockOffsetEstimate | undefined,
  signal: AbortSignal,
): Promise<ScheduleDecision> {
  const { plan, client, clock, clockAnnounced, timeScale, progress, journal } = options;
  if (!clockAnnounced && offset !== undefined) clock.correct(offset.offsetMs);
  if (offset !== undefined && offset.disagreementMs > 0) {
    journal.record({ type: 'notice', code: 'clocks_disagree' });
  }
  const storingMs = await measureStoring(client, stopped, clock, timeScale, signal);
  const decision = decideSchedule({
    nowMs: clock.nowMs(),
    autostartDelayMs: plan.autostartDelayMs,
    storingMs,
    timeScale,
  });
  const { scheduledAtMs, lengthenedMs } = decision;
  progress({ type: 'scheduled', scheduledAtMs, lengthenedMs, atMs: clock.nowMs() });
  if (lengthenedMs > 0) {
    journal.record({ type: 'notice', code: 'schedule_lengthened' });
    const message =
      `storing ${stopped.length} schedules takes about ${formatDurationMs(Math.round(storingMs))}: ` +
      `the delay is longer by ${formatDurationMs(Math.round(lengthenedMs))}`;
    progress({ type: 'notice', level: 'info', message });
  }
  return decision;
}
