import type { Workspace } from '../../codersdk/index.js';
import type { Outcome } from '../../storm/index.js';
import { ExplainedError, messageOf, TimeoutError } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';
import { formatDurationMs, instantFromUs } from '../../time/index.js';
import type { Cleanable, Collectable, RunContext, Runnable } from '../harness/index.js';
import { BarrierSeat } from './barrier-seat.js';
import { BuildHints } from './build-hints.js';
import { classifyOutcome } from './classify-outcome.js';
import type { ScheduledStart } from './config.js';
import { runMetrics } from './harness-results.js';
import { Leftovers } from './leftovers.js';
import type { RunResult } from './result.js';
import { runResult } from './result.js';
import type { AutostartRunnerOptions } from './runner-options.js';
import type { StoppedWorkspace } from './set-up.js';
import { setUpStoppedWorkspace } from './set-up.js';
import { setupClient } from './setup-client.js';
import { StepProgress } from './step-progress.js';
import type { ScheduledWorkspace } from './storm-wait.js';
import { followStorm } from './storm-wait.js';
import type { KnownStop } from './verify-schedule.js';
import { withWorkLimit } from './work-limit.js';

/** One workspace did not become usable. */
export class AutostartFailedError extends ExplainedError {
  readonly code = 'autostart_failed';
  readonly result: RunResult;

  constructor(result: RunResult, cause: unknown) {
    super(`workspace ${result.workspaceName}: ${result.error ?? result.outcome.kind}`, { cause });
    this.result = result;
  }
}

/** A scheduled workspace, and when that was stored. */
interface Scheduled {
  readonly start: ScheduledStart;
  readonly stop: KnownStop;
  readonly workspace: Workspace;
  /** `null`: an earlier process stored the schedule. */
  readonly configTime: Instant | null;
}

/** What lives as long as one run. */
interface Run {
  readonly ctx: RunContext;
  readonly hints: BuildHints;
  readonly progress: StepProgress;
  readonly setupSeat: BarrierSeat<ScheduledStart>;
  workspace: Workspace | null;
}

/**
 * One simulated developer: gets a user and a workspace, stops it, waits for everybody at the barrier, schedules its
 * start, waits for the autostart build, and tells what became of it.
 *
 * | state | ends with | when it fails | when interrupted |
 * |---|---|---|---|
 * | user, login, workspace, start, stop | a stopped workspace | `setup_failed` with the step | `interrupted`, `setup` |
 * | barrier | the minute, decided once for all | `setup_failed`, `barrier` | `interrupted`, `setup` |
 * | schedule | the schedule is stored | `setup_failed`, `schedule` | `interrupted`, `setup` |
 * | scheduled | the build has ended, or the wait has | by the server's record | by the server's record |
 * | done | | | |
 *
 * Each change of state is a progress event; the outcome is told by the result alone, to whoever counts results.
 * Whatever happens, every barrier is passed or left, so that nobody is held. A runner runs once; its configuration is
 * taken as valid (see `validateAutostartConfig`).
 */
export class AutostartRunner implements Runnable, Cleanable, Collectable {
  readonly #options: AutostartRunnerOptions;
  readonly #leftovers = new Leftovers();
  #result: RunResult | null = null;
  #failure: unknown;
  #begun = false;

  constructor(options: AutostartRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs, and delivers the result to the sink of the configuration.
   * @throws AutostartFailedError after that, when the workspace did not become usable.
   */
  async run(ctx: RunContext): Promise<void> {
    const result = await this.runReturningResult(ctx);
    this.#options.config.resultSink?.(result);
    if (!result.success) throw new AutostartFailedError(result, this.#failure);
  }

  /**
   * Runs, and returns what became of the workspace: failures are results too, and nothing is delivered to the sink.
   * @throws Error when called a second time.
   */
  async runReturningResult(ctx: RunContext): Promise<RunResult> {
    if (this.#begun) throw new Error('an autostart runner runs once');
    this.#begun = true;
    const { config, index = 0, verification, records } = this.#options;
    const setupSeat = new BarrierSeat(config.setupBarrier);
    const seats = { verification: new BarrierSeat(verification), records: new BarrierSeat(records) };
    const hints = new BuildHints(config.buildUpdates, (error) => {
      const why = error === undefined ? '' : `: ${messageOf(error)}`;
      ctx.log.write(`the updates ended early${why}; reading the server's records instead`);
    });
    const progress = new StepProgress(index, ctx.clock, ctx.progress);
    const run: Run = { ctx, hints, progress, setupSeat, workspace: null };
    try {
      const result = await this.#follow(run, seats);
      this.#result = result;
      progress.enter('done');
      return result;
    } finally {
      hints.stop();
      setupSeat.leave();
      seats.verification.leave();
      seats.records.leave();
    }
  }

  /**
   * Removes the schedule, the workspace, and the user, as far as this runner made them. Safe to call again.
   * @throws What the requests meet, and what deleting a workspace does.
   */
  async cleanup(ctx: RunContext): Promise<void> {
    await this.#leftovers.remove(this.#options.client, ctx, this.#options.deletion);
  }

  /** In the keys of Coder's tool; empty before the run has ended. */
  metrics(): Readonly<Record<string, unknown>> {
    return this.#result === null ? {} : runMetrics(this.#result);
  }

  async #follow(run: Run, seats: Pick<ScheduledWorkspace, 'verification' | 'records'>): Promise<RunResult> {
    const { index = 0, config } = this.#options;
    const { ctx, hints, progress } = run;
    const identity = () => ({
      index,
      workspaceId: run.workspace?.id ?? null,
      workspaceName: run.workspace?.name ?? config.workspace.name ?? '',
      abortReason: ctx.signal.reason as unknown,
    });
    let scheduled: Scheduled;
    try {
      scheduled = this.#adopt(run) ?? (await this.#schedule(run, await this.#setUp(run)));
    } catch (failure) {
      this.#failure = failure;
      const outcome: Outcome = ctx.signal.aborted
        ? { kind: 'interrupted', phase: 'setup' }
        : { kind: 'setup_failed', step: progress.step, cause: messageOf(failure) };
      return runResult({ ...identity(), configTime: null, scheduledTime: null, outcome, build: null });
    }
    const { workspace, start, stop, configTime } = scheduled;
    const { observation, ...told } = await followStorm({
      options: this.#options,
      ctx,
      hints,
      workspace,
      start,
      stop,
      ...seats,
    });
    return runResult({
      ...identity(),
      configTime,
      scheduledTime: instantFromUs(start.scheduledAtMs * 1000),
      outcome: classifyOutcome(observation),
      build: observation.record?.build ?? null,
      waitForAgents: observation.waitForAgents,
      ...told,
    });
  }

  /** Takes over a workspace that is scheduled already. */
  #adopt(run: Run): Scheduled | null {
    const { adopted } = this.#options;
    if (adopted?.kind !== 'scheduled') return null;
    const { workspace, start, buildNumber } = adopted;
    const { hints, progress, setupSeat } = run;
    run.workspace = workspace;
    setupSeat.leave();
    this.#leftovers.noteWorkspace(workspace.id);
    this.#leftovers.noteSchedule();
    hints.bind(workspace.id);
    progress.enter('scheduled');
    return { start, stop: { buildNumber: buildNumber - 1, initiatorId: '' }, workspace, configTime: null };
  }

  #setUp(run: Run): Promise<StoppedWorkspace> {
    const { client, setupTimeoutMs = Number.POSITIVE_INFINITY } = this.#options;
    const { setupRequests, scheduleRequests, onServerTime } = this.#options;
    const { ctx, hints, progress } = run;
    const { id, clock, realClock, log } = ctx;
    const expired = () =>
      new TimeoutError(
        `set-up had not ended after ${formatDurationMs(setupTimeoutMs)}, waiting for its turn not included`,
        progress.step,
        setupTimeoutMs,
        'raise --job-timeout, or leave it out: each phase has its own limit',
      );
    return withWorkLimit(clock, setupTimeoutMs, ctx.signal, expired, (signal, uncounted) =>
      setUpStoppedWorkspace({
        options: this.#options,
        client: setupClient(client, {
          clock,
          onLogin: () => progress.begin('login'),
          ...(setupRequests === undefined ? {} : { setupRequests }),
          ...(scheduleRequests === undefined ? {} : { scheduleRequests }),
          ...(onServerTime === undefined ? {} : { onServerTime }),
        }),
        ctx: { id, signal, clock, realClock, log, progress: ctx.progress },
        uncounted,
        hints,
        progress,
        leftovers: this.#leftovers,
        onWorkspace: (workspace) => {
          run.workspace = workspace;
        },
      }),
    );
  }

  /** Waits for everybody, then stores the schedule that was decided for all. */
  async #schedule(run: Run, { workspace, client, stop }: StoppedWorkspace): Promise<Scheduled> {
    const { index = 0, onIntent, ownStart = (start) => start } = this.#options;
    const { ctx, progress, setupSeat } = run;
    progress.begin('barrier');
    const decided = await setupSeat.arrive(ctx.signal);
    if (decided === undefined) throw new Error('there is no set-up barrier to decide the schedule');
    const start = ownStart(decided);
    progress.begin('schedule');
    const { schedule } = start;
    await onIntent?.({ type: 'schedule_intent', index, workspaceId: workspace.id, schedule });
    ctx.signal.throwIfAborted();
    this.#leftovers.noteSchedule();
    await client.workspaces.setAutostart(workspace.id, schedule, { signal: ctx.signal });
    const configTime = instantFromUs(Math.round(ctx.clock.nowMs() * 1000));
    progress.enter('scheduled');
    return { start, stop, workspace, configTime };
  }
}
