import { LiveView } from '../live/index.js';
import { checkOutputPaths, outputConflicts } from '../report/index.js';
import { newRunIdentity, randomText } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError } from '../storm/index.js';
import { openTelemetry } from '../telemetry/index.js';
import { cleanupCommandLine } from './cleanup-command-line.js';
import { Execution, type ExecutionOptions } from './execution.js';
import type { ExitCode } from './exit-code.js';
import { unfinishedRunIds } from './journaled-runs.js';
import { type OpenTarget, openTarget } from './open-target.js';
import { outputIo } from './output-io.js';
import { known, runPreflight, unlessUnusable } from './preflight/index.js';
import {
  findProgress,
  findRunToResume,
  type ResumedRun,
  type RunToResume,
  takeOver,
} from './resume/index.js';
import type { RunEnvironment } from './run-environment.js';
import type { RunPlan } from './run-plan.js';
import { settleAfter } from './settle-after.js';

/**
 * A run from its plan to its exit code: preflight, storm, report, cleanup. Whatever the storm does, it is reported
 * and cleaned up after.
 * @throws ConfigError and PreflightError before anything is created.
 */
export async function executeRun(plan: RunPlan, env: RunEnvironment): Promise<ExitCode> {
  await refuseBadOutputs(plan, env);
  env.interruptMeans('stopping; nothing was created');
  const random = seededDraws(randomText(env.randomBytes, '0123456789abcdef', 32));
  const world = { ...env, random, userAgent: `nineam/${env.nineamVersion}` };
  const target = await unlessUnusable(openTarget(plan, world, env.interrupt));
  let resumed: ExecutionOptions['resumed'] = null;
  try {
    // A deployment of this process has none, whatever ran at its address before.
    const unfinishedRuns =
      target.embedded === null ? await unfinishedRunIds(plan.stateDir, target.url) : known([]);
    if (plan.resume !== null) resumed = await resume(plan.resume, target, plan, env);
    const seen = {
      ...target,
      unfinishedRuns,
      ownPendingBuilds: resumed?.found.pendingBuilds ?? 0,
      onlyCollects: resumed?.found.kind === 'storm',
    };
    const preflight = await unlessUnusable(runPreflight(checksOf(plan, resumed), seen, env.interrupt));
    const run = resumed?.head ?? newRunIdentity(env.randomBytes);
    const telemetry = await openTelemetry({
      ...plan.telemetry,
      runId: run.runId,
      workspaceCount: plan.workspaceCount,
      timeScale: target.timeScale,
      clock: target.clock,
      realClock: env.realClock,
      warn: (message) => env.progress.say(`warning: ${message}`),
    });
    let live: LiveView | null = null;
    try {
      if (telemetry.metricsUrl !== null) env.progress.say(`metrics are at ${telemetry.metricsUrl}`);
      live = await openLiveView(plan, env, target, run.runId);
      env.interrupt.throwIfAborted();
      return await new Execution({
        plan,
        env,
        target,
        preflight,
        run,
        random,
        telemetry,
        live,
        resumed,
      }).execute();
    } finally {
      env.settled();
      await Promise.all([telemetry.close(env.interrupt), live?.close(env.interrupt)]);
    }
  } catch (error) {
    if (resumed !== null) await leaveForLater(resumed, target.url, plan, env);
    throw error;
  } finally {
    env.progress.end();
    await target.close();
  }
}

/** Takes a run over, and finds out how far it had come. */
async function resume(
  run: RunToResume,
  target: OpenTarget,
  plan: RunPlan,
  env: RunEnvironment,
): Promise<ExecutionOptions['resumed']> {
  const taken = await takeOver(run, target.url, env);
  env.leaveWith(cleanupCommandLine(plan, target.url, run.head.runId));
  env.interruptMeans('stopping; what the run made stays');
  try {
    const options = {
      client: target.client,
      run: run.head,
      clock: target.clock,
      timeScale: target.timeScale,
      concurrency: plan.requestConcurrency,
      say: env.progress.say,
    };
    // Before the lock was ours, a cleanup may have had it.
    await findRunToResume(run.head.runId, plan.stateDir);
    await settleAfter(run.head, run.lastRecordAtMs, target.requestTimeoutMs, env);
    return { ...taken, found: await unlessUnusable(findProgress(options, env.interrupt)) };
  } catch (error) {
    await leaveForLater(taken, target.url, plan, env);
    throw error;
  }
}

/** Gives a run back that could not be gone on with. */
async function leaveForLater(
  { journal, head }: ResumedRun,
  url: string,
  plan: RunPlan,
  { progress }: RunEnvironment,
): Promise<void> {
  await journal.close('open').catch(() => undefined);
  progress.say(
    `run ${head.runId} is left as it is; to remove what it made: ${cleanupCommandLine(plan, url, head.runId)}`,
  );
}

/** A run that is resumed is not in its own way, and has its template whatever that is called by now. */
function checksOf(plan: RunPlan, resumed: ExecutionOptions['resumed']): RunPlan {
  if (resumed === null) return plan;
  const { templateId } = resumed.head;
  return {
    ...plan,
    template: templateId === '' ? plan.template : templateId,
    skipPreflight: new Set([...plan.skipPreflight, 'leftovers']),
  };
}

async function openLiveView(
  plan: RunPlan,
  env: RunEnvironment,
  target: OpenTarget,
  runId: string,
): Promise<LiveView | null> {
  if (plan.ui === null) return null;
  const live = await LiveView.open({
    ...plan.ui,
    token: randomText(env.randomBytes, '0123456789abcdef', 32),
    urlHost: new URL(target.url).host,
    runId,
    nineamVersion: env.nineamVersion,
    workspaceCount: plan.workspaceCount,
    clock: target.clock,
    realClock: env.realClock,
    say: env.progress.say,
  });
  env.progress.say(`live page: ${live.url}`);
  return live;
}

async function refuseBadOutputs(plan: RunPlan, env: RunEnvironment): Promise<void> {
  const problems = [
    ...outputConflicts(plan.outputs),
    ...(await checkOutputPaths(plan.outputs, outputIo(env))),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
}
