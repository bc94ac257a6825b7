import type { CoderClient } from '../codersdk/index.js';
import type { JournalWriter } from '../journal/index.js';
import type { CleanupSummary } from '../report/index.js';
import type { RunIdentity } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import { counted, explanationOf, type RunEventListener } from '../storm/index.js';
import { type CleanupReport, cleanUpRun } from './cleanup.js';
import { cleanupConcurrency, liveProvisionersNow } from './cleanup-concurrency.js';
import { withCleanupLimit } from './cleanup-limit.js';
import { deletesWait } from './deletes-wait.js';
import { combineExitCodes, EXIT, type ExitCode } from './exit-code.js';
import type { OpenTarget } from './open-target.js';
import type { PreflightResult } from './preflight/index.js';
import { removalRecord } from './removal-record.js';
import type { RunEnvironment } from './run-environment.js';
import type { CleanupChoice, RunPlan } from './run-plan.js';

/** What cleaning up after a run takes. */
export interface CleanupAfterRunOptions {
  readonly plan: RunPlan;
  readonly env: RunEnvironment;
  readonly target: OpenTarget;
  readonly preflight: PreflightResult;
  readonly client: CoderClient;
  readonly run: RunIdentity;
  readonly random: UniformDraw;
  readonly journal: JournalWriter;
  readonly event: RunEventListener;
  /** Whether users and workspaces stay, and only schedules are cleared. */
  readonly keeps: boolean;
  /** Requests that were never answered: the server may still carry them out. */
  readonly unanswered: number;
  /** Schedules that the storm has cleared already, since it was stopped. */
  readonly withdrawn: number;
}

/**
 * Whether users and workspaces stay after a run.
 * @param codes - What the run's exit code is made of so far.
 */
export function keepsLeftovers(choice: CleanupChoice, codes: readonly ExitCode[]): boolean {
  switch (choice) {
    case 'always':
      return false;
    case 'on-success':
      return combineExitCodes(codes) !== EXIT.ok;
    case 'never':
      return true;
  }
}

/** Cleans up under a signal of its own: an interrupt ends the storm, not its cleanup. `null`: it failed as a whole. */
export async function cleanUpAfterRun(options: CleanupAfterRunOptions): Promise<CleanupReport | null> {
  const { plan, env, target, preflight, journal, event, keeps } = options;
  const { progress, realClock } = env;
  const { clock, requestTimeoutMs } = target;
  const { jobTimeoutMs, timeoutMs } = plan.cleanup;
  progress.begin(clock, target.timeScale, plan.workspaceCount);
  event({ type: 'stage', stage: 'cleanup', atMs: clock.nowMs() });
  if (keeps) journal.record({ type: 'notice', code: 'cleanup_skipped' });
  journal.record({ type: 'stage', stage: 'cleanup' });
  try {
    const report = await withCleanupLimit(clock, timeoutMs, new AbortController().signal, async (signal) => {
      const live = await liveProvisionersNow(options.client, preflight.target, signal);
      if (live === 0 && !keeps)
        progress.say(deletesWait('interrupt twice and use `nineam cleanup --orphan` to make'));
      return cleanUpRun(
        {
          client: options.client,
          run: options.run,
          organizationId: preflight.target.template.organizationId,
          clock,
          realClock,
          random: options.random,
          updates: plan.updates,
          concurrency: cleanupConcurrency(plan, live ?? preflight.target.liveProvisioners),
          jobTimeoutMs,
          schedulesOnly: keeps,
          settleMs: options.unanswered > 0 ? requestTimeoutMs : 0,
          progress: event,
          onRemoved: (removed) => journal.record(removalRecord(removed)),
        },
        signal,
      );
    });
    return { ...report, schedulesCleared: options.withdrawn + report.schedulesCleared };
  } catch (error) {
    journal.record({ type: 'notice', code: 'cleanup_failed' });
    progress.say(`cleanup did not end: ${explanationOf(error)}`);
    return null;
  } finally {
    progress.end();
  }
}

/** What the report says of the cleanup. */
export function cleanupSummary(cleaned: CleanupReport | null, keeps: boolean): CleanupSummary {
  if (cleaned === null) return { status: 'incomplete', workspacesLeft: null, usersLeft: null };
  // What stays on purpose was not counted.
  if (keeps) return { status: 'skipped', workspacesLeft: null, usersLeft: null };
  const left = (kind: 'workspace' | 'user'): number =>
    cleaned.leftovers.filter((one) => one.kind === kind).length;
  const status = cleaned.leftovers.length === 0 ? 'complete' : 'incomplete';
  return { status, workspacesLeft: left('workspace'), usersLeft: left('user') };
}

/** What a person is told of the cleanup. */
export function cleanupLines(cleaned: CleanupReport): readonly string[] {
  return [
    ...cleaned.leftovers.map(
      ({ kind, name, id, reason }) => `left behind: ${kind} ${name} (${id}): ${reason}`,
    ),
    `cleaned up: ${counted(cleaned.schedulesCleared, 'schedule')}, ${counted(cleaned.workspacesDeleted, 'workspace')}, ${counted(cleaned.usersDeleted, 'user')}`,
  ];
}
