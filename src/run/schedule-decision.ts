import { weeklyScheduleAt } from '../time/index.js';

const MINUTE_MS = 60_000;

/** What a scheduled minute is decided from. Times are milliseconds of the deployment's clock. */
export interface ScheduleInputs {
  readonly nowMs: number;
  /** The delay that was asked for: at least this long from now. */
  readonly autostartDelayMs: number;
  /** How long storing all schedules takes by the rate just measured; 0 where nothing was measured. */
  readonly storingMs: number;
  /** Speed of the deployment's clock: client lag counts that much more. */
  readonly timeScale: number;
}

export interface ScheduleDecision {
  /** A whole minute: the first one that satisfies every bound. */
  readonly scheduledAtMs: number;
  /** The schedule that fires at that minute, once a week. */
  readonly schedule: string;
  /** By how much the measured rate of storing made the delay longer than asked for; 0 if it did not. */
  readonly lengthenedMs: number;
}

/**
 * The first whole minute at least `autostartDelayMs` ahead, and far enough that all schedules are stored before it
 * begins: a schedule stored later waits for its next occurrence. Storing is allowed twice the time that the measured
 * rate predicts, plus a margin of 10 s and half a second per unit of clock scale.
 */
export function decideSchedule(inputs: ScheduleInputs): ScheduleDecision {
  const marginMs = 10_000 + 500 * inputs.timeScale;
  const neededMs = inputs.storingMs === 0 ? 0 : 2 * inputs.storingMs + marginMs;
  const delayMs = Math.max(inputs.autostartDelayMs, neededMs);
  const scheduledAtMs = Math.ceil((inputs.nowMs + delayMs) / MINUTE_MS) * MINUTE_MS;
  return {
    scheduledAtMs,
    schedule: weeklyScheduleAt(scheduledAtMs),
    lengthenedMs: Math.max(0, neededMs - inputs.autostartDelayMs),
  };
}
