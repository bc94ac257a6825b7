import type { Workspace } from '../codersdk/index.js';
import { listAllWorkspaces, type WorkspaceRecord } from '../collect/index.js';
import { BuildExpectations, type FeedKind, type FeedStatistics, ReliableFeed } from '../feed/index.js';
import {
  type RunResult,
  runResult,
  type ScheduledStart,
  type StageTimings,
  WorkspaceDispatcher,
} from '../scaletest/autostart/index.js';
import { Barrier, concurrent, TestHarness, withTimeout } from '../scaletest/harness/index.js';
import { namePrefix, workspaceName } from '../scaletest/names/index.js';
import { ClockOffset, type ClockOffsetEstimate, windowOffsetMinutes } from '../time/index.js';
import { AUTOSTART_BUILD_NUMBER } from './autostart-build-number.js';
import { type ClosingLimit, limitClosing } from './closing-limit.js';
import { collectStages, collectStorm } from './collect-storm.js';
import { decideForAll } from './decide-for-all.js';
import { type PaceSummary, SetUpPace } from './set-up/index.js';
import type { StormOptions } from './storm-options.js';
import { type SharedByRunners, stormRunner } from './storm-runner.js';
import { withdrawSchedules } from './withdraw-schedules.js';
import { recordWork } from './work-pulse.js';

/** What a storm left behind in our hands. */
export interface StormResult {
  readonly runs: readonly RunResult[];
  readonly feed: FeedStatistics;
  readonly clockOffset: ClockOffsetEstimate | null;
  /** Of a sample of the builds; `null`: not asked for. */
  readonly stageTimings: StageTimings | null;
  /** Users, workspaces and schedules that were asked for and never answered; the server may still carry them out. */
  readonly unanswered: number;
  /** Schedules that were cleared since their minute had not come when the storm was stopped. */
  readonly withdrawn: number;
  readonly pace: PaceSummary;
}

/** Runs one storm to the last outcome. Rejects only when the feed cannot be opened; an abort ends every wait. */
export async function runStorm(options: StormOptions, signal: AbortSignal): Promise<StormResult> {
  return new Storm(options, signal).run();
}

class Storm {
  readonly #options: StormOptions;
  readonly #signal: AbortSignal;
  readonly #prefix: string;
  readonly #expectations = new BuildExpectations();
  readonly #offset = new ClockOffset();
  readonly #workspaceIds = new Map<number, string>();
  /** Of autostart builds, by the runner's index. */
  readonly #buildNumbers = new Map<number, number>();
  readonly #results = new Map<number, RunResult>();
  readonly #closing: ClosingLimit;
  readonly #pace: SetUpPace;
  #scheduledAtMs = 0;
  #endsAtMs: number | null = null;
  #disarmStorm: () => void = () => undefined;
  #answered = 0;
  #asked = 0;
  /** Whether anything may still be created or scheduled. */
  #setsUp = true;
  #withdrawn = 0;

  constructor(options: StormOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#prefix = namePrefix(options.run);
    this.#closing = limitClosing(options.realClock, signal);
    const { plan, preflight, progress } = options;
    this.#pace = new SetUpPace({
      ...options,
      ...preflight.target,
      organizationId: preflight.target.template.organizationId,
      buildCeiling: plan.setupConcurrency,
      provisionersShare: plan.provisionersShare,
      requestCeiling: plan.requestConcurrency,
      say: (message) => progress({ type: 'notice', level: 'info', message }),
    });
  }

  async run(): Promise<StormResult> {
    const { plan, run, client, realClock, random, preflight, progress, clock } = this.#options;
    const feed = new ReliableFeed({
      client,
      kind: plan.updates,
      namePrefix: this.#prefix,
      organizationId: preflight.target.template.organizationId,
      expectations: this.#expectations,
      realClock,
      random,
      onEvent: (event) => {
        if (event.state === 'lost') this.#options.journal.record({ type: 'notice', code: 'feed_lost' });
        progress({ type: 'feed', ...event, atMs: clock.nowMs() });
      },
      intervalMs: Math.max(SHORTEST_INTERVAL_MS, FEED_INTERVAL_MS / this.#options.timeScale),
      onQueueDepth: (pending) => progress({ type: 'queue', pending, atMs: clock.nowMs() }),
    });
    const feedSignal = new AbortController();
    const indexes = Array.from({ length: plan.workspaceCount }, (_, index) => index);
    const dispatcher = new WorkspaceDispatcher(indexes.map((index) => workspaceName(run, index)));
    let dispatched: Promise<void> = Promise.resolve();
    const endOfWork = recordWork(
      this.#options.journal,
      realClock,
      () => this.#setsUp && this.#asked > this.#answered,
    );
    try {
      if (await this.#connect(feed)) {
        dispatched = dispatcher.start(feedSignal.signal, feed);
        const taking = this.#takingPart(indexes);
        if (taking.length > 0) await this.#runHarness(taking, dispatcher);
      }
      const runs = indexes.map((index) => this.#results.get(index) ?? this.#neverBegun(index));
      return {
        runs,
        stageTimings: await collectStages(client, run, runs, realClock, this.#signal),
        feed: feed.statistics,
        clockOffset: this.#offset.estimate() ?? null,
        unanswered: this.#asked - this.#answered,
        withdrawn: this.#withdrawn,
        pace: this.#pace.summary,
      };
    } finally {
      endOfWork();
      this.#closing.disarm();
      this.#disarmStorm();
      await this.#pace.end();
      await feed.close();
      feedSignal.abort(new Error('the storm has ended'));
      await dispatched;
    }
  }

  /** Whether the feed is open; false when we were interrupted before it was. */
  async #connect(feed: ReliableFeed): Promise<boolean> {
    try {
      const kind: FeedKind = await feed.connect(this.#signal);
      this.#options.progress({ type: 'notice', level: 'info', message: `builds are followed by ${kind}` });
      return true;
    } catch (error) {
      if (this.#signal.aborted) return false;
      throw error;
    }
  }

  /** Who takes part: everybody, or in a storm that an earlier process began, whoever it had scheduled. */
  #takingPart(indexes: readonly number[]): readonly number[] {
    const { found } = this.#options;
    if (found?.kind !== 'storm') {
      this.#pace.begin();
      return indexes;
    }
    for (const [index, adopted] of found.adopted) {
      if (adopted.kind !== 'scheduled') continue;
      this.#workspaceIds.set(index, adopted.workspace.id);
      this.#scheduledAtMs = Math.max(this.#scheduledAtMs, adopted.start.scheduledAtMs);
    }
    this.#stage('wait');
    this.#armStormStage();
    return [...this.#workspaceIds.keys()];
  }

  #neverBegun(index: number): RunResult {
    return runResult({
      index,
      workspaceId: null,
      workspaceName: workspaceName(this.#options.run, index),
      configTime: null,
      scheduledTime: null,
      outcome: { kind: 'interrupted', phase: 'setup' },
      build: null,
    });
  }

  async #runHarness(indexes: readonly number[], dispatcher: WorkspaceDispatcher): Promise<void> {
    const { plan, clock, realClock, progress, timeScale } = this.#options;
    const { timeoutMs } = plan;
    // A little later than the runners are interrupted, so that they know of it when they get their records.
    this.#endsAtMs = timeoutMs === null ? null : clock.nowMs() + timeoutMs + TIMEOUT_MARGIN_MS * timeScale;
    const strategy = timeoutMs === null ? concurrent() : withTimeout(clock, timeoutMs, concurrent());
    const harness = new TestHarness({
      clock,
      realClock,
      runStrategy: strategy,
      cleanupStrategy: concurrent(),
      progress,
    });
    const parties = indexes.length;
    const shared: SharedByRunners = {
      ...this.#listeners(),
      dispatcher,
      setupBarrier: new Barrier<ScheduledStart>(parties, () => this.#decideSchedule()),
      ...(this.#options.found?.kind === 'storm'
        ? {}
        : {
            verification: new Barrier<ReadonlyMap<string, Workspace>>(parties, () => this.#listScheduled()),
          }),
      records: new Barrier<ReadonlyMap<string, WorkspaceRecord>>(parties, () => this.#collect()),
      setupBuilds: this.#pace.builds,
      setupRequests: this.#pace.requests,
      scheduleRequests: this.#pace.schedules,
    };
    for (const index of indexes) {
      harness.addRun('autostart', String(index), stormRunner(this.#options, index, shared));
    }
    await harness.run(this.#signal);
  }

  /** What runners tell the storm. */
  #listeners(): Pick<
    SharedByRunners,
    | 'expectations'
    | 'recordsSignal'
    | 'onServerTime'
    | 'onIntent'
    | 'onCreated'
    | 'onBuildNumber'
    | 'resultSink'
  > {
    const { journal } = this.#options;
    return {
      expectations: this.#expectations,
      recordsSignal: this.#closing.signal,
      onServerTime: (observation) => this.#offset.observe(observation),
      onIntent: (intent) => {
        this.#asked += 1;
        journal.record(intent);
      },
      onCreated: (created) => {
        this.#answered += 1;
        journal.record(created);
        if (created.type === 'workspace_created') this.#workspaceIds.set(created.index, created.workspaceId);
      },
      onBuildNumber: (index, buildNumber) => this.#buildNumbers.set(index, buildNumber),
      resultSink: (result) => this.#take(result),
    };
  }

  #take(result: RunResult): void {
    this.#results.set(result.index, result);
    if (result.configTime !== null) this.#answered += 1;
    this.#options.journal.record({ type: 'outcome', index: result.index, kind: result.outcome.kind });
    this.#options.progress({ type: 'outcome', index: result.index, kind: result.outcome.kind });
  }

  /** Runs when every workspace that came so far is stopped. */
  async #decideSchedule(): Promise<ScheduledStart> {
    await this.#pace.end();
    this.#stage('schedule');
    const stopped = [...this.#workspaceIds.values()];
    const decision = await decideForAll(this.#options, stopped, this.#offset.estimate(), this.#signal);
    this.#scheduledAtMs = decision.scheduledAtMs;
    return decision;
  }

  /** Runs when every schedule is stored: who was late is seen before the storm. */
  async #listScheduled(): Promise<ReadonlyMap<string, Workspace>> {
    this.#setsUp = false;
    this.#stage('wait');
    this.#armStormStage();
    return listAllWorkspaces(this.#options.client, this.#prefix, this.#signal);
  }

  /** Progress says "storm" from the minute on. */
  #armStormStage(): void {
    this.#disarmStorm = this.#options.clock.schedule(this.#scheduledAtMs, () => this.#stage('storm'));
  }

  /** Runs when every wait has ended. */
  async #collect(): Promise<ReadonlyMap<string, WorkspaceRecord>> {
    this.#disarmStorm();
    await this.#withdrawWhatIsNotDue();
    this.#stage('collect');
    const { plan, run, client, preflight, clock, realClock, timeScale, progress } = this.#options;
    const expected = [...this.#workspaceIds].map(([index, workspaceId]) => ({
      workspaceId,
      workspaceName: workspaceName(run, index),
      buildNumber: this.#buildNumbers.get(index) ?? AUTOSTART_BUILD_NUMBER,
    }));
    return collectStorm({
      client,
      plan,
      run,
      templateId: preflight.target.template.id,
      expected,
      endsAtMs: this.#endsAtMs,
      clock,
      realClock,
      timeScale,
      interrupt: this.#signal,
      signal: this.#closing.signal,
      say: (level, message) => progress({ type: 'notice', level, message }),
    });
  }

  /** A storm that is stopped before its minute does not begin. */
  async #withdrawWhatIsNotDue(): Promise<void> {
    if (!this.#signal.aborted) return;
    const { plan, client, clock } = this.#options;
    const notDue = [...this.#workspaceIds].filter(([index]) => {
      const offsetMs = windowOffsetMinutes(index, plan.scheduleWindowMinutes) * 60_000;
      return this.#scheduledAtMs + offsetMs > clock.nowMs();
    });
    const ids = notDue.map(([, workspaceId]) => workspaceId);
    this.#withdrawn = await withdrawSchedules(client, ids, this.#closing.signal);
  }

  #stage(stage: 'schedule' | 'wait' | 'storm' | 'collect'): void {
    const { progress, journal, clock } = this.#options;
    progress({ type: 'stage', stage, atMs: clock.nowMs() });
    journal.record({ type: 'stage', stage });
  }
}

/** Between two readings of the feed, in real time; on a scaled clock less, so that a lost update costs no more of it. */
const FEED_INTERVAL_MS = 5_000;
const SHORTEST_INTERVAL_MS = 500;

/** In real time. */
const TIMEOUT_MARGIN_MS = 50;
