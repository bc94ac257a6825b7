import { windowOffsetMinutes } from '../time/index.js';

const MINUTE_MS = 60_000;
/** A day: longer windows than that are no storm. */
const LONGEST_WINDOW_MINUTES = 1440;
/** Between two windows tried: close enough for an estimate. */
const WINDOW_STEP = 0.05;

/** What a storm occupies provisioners with. */
export interface OccupancyInputs {
  readonly workspaceCount: number;
  /** Whole minutes over which the starts are spread; 0 and 1: one minute. */
  readonly windowMinutes: number;
  /** How long a start lasts, in milliseconds. */
  readonly buildMs: number;
}

/**
 * The most starts that run at once, if none waits for a provisioner: executors create what is due once a minute, so it
 * is the sum over as many successive minutes as a start lasts. Which workspace is due in which minute is known, since
 * a stable hash decides it.
 */
export function mostStartsAtOnce(inputs: OccupancyInputs): number {
  const { workspaceCount, buildMs } = inputs;
  const minutes = Math.max(1, inputs.windowMinutes);
  const due = new Array<number>(minutes).fill(0);
  for (let index = 0; index < workspaceCount; index += 1) {
    const minute = windowOffsetMinutes(index, minutes);
    due[minute] = (due[minute] ?? 0) + 1;
  }
  const lasting = Math.max(1, Math.ceil(buildMs / MINUTE_MS));
  let running = 0;
  let most = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    running += (due[minute] ?? 0) - (due[minute - lasting] ?? 0);
    most = Math.max(most, running);
  }
  return most;
}

/** About the shortest window in which no more than `allowed` starts run at once; `null`: none of up to a day. */
export function shortestWindowMinutes(
  inputs: Omit<OccupancyInputs, 'windowMinutes'>,
  allowed: number,
): number | null {
  const lasting = Math.max(1, Math.ceil(inputs.buildMs / MINUTE_MS));
  let minutes = Math.max(1, Math.ceil((inputs.workspaceCount * lasting) / allowed));
  while (minutes <= LONGEST_WINDOW_MINUTES) {
    if (mostStartsAtOnce({ ...inputs, windowMinutes: minutes }) <= allowed) return minutes;
    minutes += Math.max(1, Math.floor(minutes * WINDOW_STEP));
  }
  return null;
}
