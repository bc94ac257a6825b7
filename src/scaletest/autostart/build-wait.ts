import { CoderApiError, ConnectionError, type WorkspaceBuild } from '../../codersdk/index.js';
import type { UniformDraw } from '../../stats/index.js';
import { messageOf } from '../../storm/index.js';
import { sleep, withDeadline } from '../../time/index.js';
import type { RunContext } from '../harness/index.js';
import { isLostAnswer } from '../harness/index.js';
import { isActive } from '../workspacebuild/index.js';
import type { BuildHints, Hint } from './build-hints.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** One build whose end is awaited. */
export interface AwaitedBuild {
  readonly buildNumber: number;
  readonly hints: BuildHints;
  /** Reads the build; `null` while there is nothing to read. Rejects when reading again would not help. */
  readonly read: (signal: AbortSignal) => Promise<WorkspaceBuild | null>;
  /** Told every hint about the build. */
  readonly onHint?: (hint: 'succeeded' | 'failed' | 'canceled') => void;
  /** Before this time of the deployment's clock the build cannot exist, so it is not read. */
  readonly notBeforeMs?: number;
}

type WaitContext = Pick<RunContext, 'clock' | 'realClock'> & { readonly random: UniformDraw };

/** A pause between two readings is over. Never leaves this file. */
class PauseOver extends Error {}

/**
 * Waits until a build has ended.
 *
 * | told | then |
 * |---|---|
 * | `succeeded` | it has ended |
 * | `failed`, `canceled` | reads it: a canceled job may still be running, and a second message follows |
 * | that nothing more will be told | reads it |
 *
 * As long as reading finds it unfinished, it is read again after pauses of 0.5 s of real time, growing to 15 s, and
 * after every further hint.
 * @returns The build as read; `null` when the hint sufficed.
 * @throws The signal's reason when it is aborted; what `read` throws.
 */
export async function waitForBuildEnd(
  awaited: AwaitedBuild,
  ctx: WaitContext,
  signal: AbortSignal,
): Promise<WorkspaceBuild | null> {
  let pauseMs = 0;
  for (;;) {
    const hint = await nextHint(awaited, pauseMs * (0.5 + ctx.random() / 2), ctx, signal);
    if (hint === 'succeeded') return null;
    const aheadMs = (awaited.notBeforeMs ?? 0) - ctx.clock.nowMs();
    if (hint === 'source ended' && aheadMs > 0) await sleep(ctx.clock, aheadMs, signal);
    const build = await awaited.read(signal);
    if (build !== null && !isActive(build)) return build;
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
  }
}

/** The next hint, or `null` when the pause is over first; without a pause, waits for the hint as long as it takes. */
async function nextHint(
  { hints, buildNumber, onHint }: AwaitedBuild,
  pauseMs: number,
  { realClock }: WaitContext,
  signal: AbortSignal,
): Promise<Hint | null> {
  const next = async (limited: AbortSignal) => {
    const hint = await hints.next(buildNumber, limited);
    if (hint !== 'source ended') onHint?.(hint);
    else if (pauseMs > 0) await sleep(realClock, pauseMs, limited);
    return hint;
  };
  if (pauseMs === 0) return next(signal);
  try {
    return await withDeadline(realClock, pauseMs, signal, () => new PauseOver(), next);
  } catch (error) {
    if (error instanceof PauseOver) return null;
    throw error;
  }
}

/** Whether reading again later may bring what this reading did not. */
export function mayPass(failure: unknown): boolean {
  return (
    isLostAnswer(failure) ||
    failure instanceof ConnectionError ||
    (failure instanceof CoderApiError && (failure.status === 429 || failure.status === 408))
  );
}

/** A reading that never fails: what it meets is logged, and `null` is returned. The abort of its signal passes. */
export async function readOrNull<T>(
  what: string,
  signal: AbortSignal,
  { log }: Pick<RunContext, 'log'>,
  read: () => Promise<T>,
  survives: (failure: unknown) => boolean = () => true,
): Promise<T | null> {
  try {
    return await read();
  } catch (failure) {
    if (signal.aborted || !survives(failure)) throw failure;
    log.write(`${what}: reading failed: ${messageOf(failure)}`);
    return null;
  }
}
