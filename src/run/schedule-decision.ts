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

/**
 * The minute of one workspace within a window: whole minutes from the base, by a stable hash of its index, so that
 * neighbours in creation order do not share a minute and a repeated run spreads alike.
 * @param windowMinutes - Number of minutes in the window; 0 and 1 mean one minute for all.
 */
export function windowOffsetMinutes(index: number, windowMinutes: number): number {
  if (windowMinutes <= 1) return 0;
  let hash = index ^ 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % windowMinutes;
}
