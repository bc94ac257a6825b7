import {
  leavesSomebodyOut,
  type StormCounts,
  type Threshold,
  type ThresholdVerdict,
} from '../thresholds/index.js';
import { combineExitCodes, EXIT, type ExitCode } from './exit-code.js';

/**
 * What the storm says about the exit code; the highest row that holds.
 *
 * | seen | code |
 * |---|---|
 * | a threshold was crossed, or not evaluated | `threshold` |
 * | not everyone who was due became usable, or nobody was due, and no threshold is on how the due came out | `notAllUsable` |
 * | set-ups failed, and no threshold is on `setup_failed` | `notAllUsable` |
 * | set-ups were interrupted: no threshold is on those | `notAllUsable` |
 * | none of these | `ok` |
 *
 * Thresholds on latencies are not on how the due came out: a p95 passes while one in twenty failed.
 * @param storm - `null` when it could not be run; why has a code of its own.
 */
export function stormExitCode(
  storm: StormCounts | null,
  thresholds: readonly Threshold[],
  verdicts: readonly Pick<ThresholdVerdict, 'status'>[],
): ExitCode {
  const codes: ExitCode[] = verdicts.some(({ status }) => status !== 'passed') ? [EXIT.threshold] : [];
  if (storm !== null && leavesSomebodyOut(storm, thresholds)) codes.push(EXIT.notAllUsable);
  return combineExitCodes(codes);
}
