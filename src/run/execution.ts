import type { CoderClient } from '../codersdk/index.js';
import { HEAD_VERSION, type JournalWriter } from '../journal/index.js';
import type { LiveView } from '../live/index.js';
import {
  makeReport,
  type PredictedFigure,
  predictedFigureText,
  type Report,
  type ReportEnvironment,
  thresholdMeasurements,
} from '../report/index.js';
import { type RunResults, summarizeRuns } from '../scaletest/autostart/index.js';
import type { RunIdentity } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import {
  AbortConditionError,
  explanationOf,
  InterruptError,
  messageOf,
  type RunEventListener,
} from '../storm/index.js';
import type { Telemetry } from '../telemetry/index.js';
import { evaluateThresholds, type ThresholdVerdict } from '../thresholds/index.js';
import { formatDurationMs, formatInstantUs } from '../time/index.js';
import { AbortWatch } from './abort-if/index.js';
import { announceRun } from './announce.js';
import type { CleanupReport } from './cleanup.js';
import { cleanUpAfterRun, cleanupLines, cleanupSummary, keepsLeftovers } from './cleanup-after-run.js';
import { cleanupCommandLine } from './cleanup-command-line.js';
import { CLOSING_LIMIT_MS } from './closing-limit.js';
import { combineExitCodes, EXIT, type ExitCode, exitCodeOf } from './exit-code.js';
import { HOW_OBTAINED } from './how-obtained.js';
import type { OpenTarget } from './open-target.js';
import { predictedFigures, predictStormOfRun, type StormPrediction } from './planning/index.js';
import type { PreflightResult } from './preflight/index.js';
import { RequestListeners } from './request-listeners.js';
import { announceResumed, type FoundProgress, keptFlags, type ResumedRun } from './resume/index.js';
import type { RunEnvironment } from './run-environment.js';
import type { RunPlan } from './run-plan.js';
import { RunReports } from './run-reports.js';
import { runStorm, type StormResult } from './storm.js';
import { stormExitCode } from './storm-exit-code.js';
import { thresholdLine } from './threshold-line.js';

/** What a run that may begin is made of. */
export interface ExecutionOptions {
  readonly plan: RunPlan;
  readonly env: RunEnvironment;
  readonly target: OpenTarget;
  readonly preflight: PreflightResult;
  readonly run: RunIdentity;
  readonly random: UniformDraw;
  readonly telemetry: Telemetry;
  readonly live: LiveView | null;
  /** `null`: a run of its own. */
  readonly resumed: (ResumedRun & { readonly found: FoundProgress }) | null;
}

/** A run from its journal to its exit code. */
export class Execution {
  readonly #plan: RunPlan;
  readonly #env: RunEnvironment;
  readonly #target: OpenTarget;
  readonly #preflight: PreflightResult;
  readonly #run: RunIdentity;
  readonly #random: UniformDraw;
  readonly #telemetry: Telemetry;
  readonly #live: LiveView | null;
  readonly #resumed: ExecutionOptions['resumed'];
  readonly #requests = new RequestListeners();
  readonly #watch: AbortWatch;
  readonly #client: CoderClient;
  /** RFC 3339, this machine's clock. */
  readonly #createdAt: string;
  readonly #codes: ExitCode[] = [];

  constructor(options: ExecutionOptions) {
    this.#plan = options.plan;
    this.#env = options.env;
    this.#target = options.target;
    this.#preflight = options.preflight;
    this.#run = options.run;
    this.#random = options.random;
    this.#telemetry = options.telemetry;
    this.#live = options.live;
    this.#resumed = options.resumed;
    this.#client = options.target.asOwner(options.telemetry.headers, this.#requests.tell);
    this.#watch = new AbortWatch({
      conditions: options.plan.abortConditions,
      workspaceCount: options.plan.workspaceCount,
      requests: this.#requests,
      realClock: options.env.realClock,
      interrupt: options.env.interrupt,
      onStop: (reason) => {
        options.env.progress.say(`${reason.message}: ${interruptedStorm(options.plan)}`);
      },
    });
    this.#createdAt =
      options.resumed?.head.createdAt ?? formatInstantUs(Math.round(options.env.realClock.nowMs() * 1000));
  }

  async execute(): Promise<ExitCode> {
    const { progress } = this.#env;
    const { clock, timeScale } = this.#target;
    const announced =
      this.#resumed === null
        ? announceRun(this.#plan, this.#preflight, this.#target.url, timeScale)
        : announceResumed(this.#resumed, this.#resumed.found, this.#preflight.warnings);
    for (const line of announced) progress.say(line);
    const { prediction, lines } = this.#predicted();
    for (const line of lines) progress.say(line);
    const [morning] = prediction?.mornings ?? [];
    if (morning !== undefined) this.#live?.expect({ due: morning.due, ...morning.curve });
    const journal = await this.#openJournal();
    if (this.#target.embedded === null) this.#env.leaveWith(this.#cleanupCommand());
    this.#env.interruptMeans(interruptedStorm(this.#plan));
    const startedUs = Math.round(clock.nowMs() * 1000);
    progress.begin(clock, timeScale, this.#plan.workspaceCount);
    const storm = await this.#storm(journal);
    const results = storm === null ? null : this.#results(storm);
    progress.end();
    const measured = results !== null;
    const predicted =
      results === null || prediction === null
        ? []
        : predictedFigures(prediction, thresholdMeasurements(results));
    for (const figure of predicted) progress.say(`predicted: ${predictedFigureText(figure)}`);
    this.#env.interruptMeans('reporting and cleaning up go on to their end');
    const reports = this.#reports(journal);
    const report = this.#report(storm, results, predicted, startedUs);
    this.#event({ type: 'stage', stage: 'report', atMs: clock.nowMs() });
    if (report !== null) {
      if (!reports.showsText) for (const verdict of report.thresholds) progress.say(thresholdLine(verdict));
      await reports.write(report, measured);
    }
    const keeps = keepsLeftovers(this.#plan.cleanup.when, this.#codesSoFar(reports));
    if (keeps && this.#plan.cleanup.when === 'on-success') {
      const code = combineExitCodes(this.#codesSoFar(reports));
      progress.say(`users and workspaces stay: the exit code is ${code} (--cleanup on-success)`);
    }
    const cleaned = await this.#cleanUp(journal, storm, keeps);
    if (report !== null) await reports.rewrite(report, cleanupSummary(cleaned, keeps), measured);
    await this.#close(journal, cleaned, keeps);
    if (reports.page !== null) progress.say(`report: ${reports.page}`);
    return combineExitCodes(this.#codesSoFar(reports));
  }

  #predicted(): StormPrediction {
    return this.#plan.predict && this.#resumed === null
      ? predictStormOfRun(this.#plan, this.#preflight)
      : { prediction: null, lines: [] };
  }

  #codesSoFar(reports: RunReports): readonly ExitCode[] {
    const { interrupt } = this.#env;
    return [
      ...this.#codes,
      ...(reports.failed ? [EXIT.unexpected] : []),
      ...(interrupt.aborted ? [exitCodeOf(interrupt.reason)] : []),
    ];
  }

  /** Progress is shown, measured, traced and served. */
  readonly #event: RunEventListener = (event) => {
    this.#watch.onEvent(event);
    this.#env.progress.event(event);
    this.#telemetry.onEvent(event);
    this.#live?.onEvent(event);
  };

  async #openJournal(): Promise<JournalWriter> {
    if (this.#resumed !== null) return this.#resumed.journal;
    const { journals, realClock, nineamVersion, writer, isAlive } = this.#env;
    const { template } = this.#preflight.target;
    return journals.create({
      root: this.#plan.stateDir,
      head: {
        version: HEAD_VERSION,
        runId: this.#run.runId,
        prefix: this.#run.prefix,
        url: this.#target.url,
        count: this.#plan.workspaceCount,
        templateName: template.name,
        templateId: template.id,
        organizationId: template.organizationId,
        flags: keptFlags(this.#plan.flagItems),
        parameterNames: this.#plan.parameters.map(({ name }) => name),
        createdAt: this.#createdAt,
        nineamVersion,
        writer,
      },
      writer,
      isAlive,
      realClock,
      onError: (error) => this.#event({ type: 'notice', level: 'warning', message: explanationOf(error) }),
    });
  }

  /** The storm, or `null` when it could not even begin; why is told. */
  async #storm(journal: JournalWriter): Promise<StormResult | null> {
    const { progress } = this.#env;
    const { clock } = this.#target;
    this.#watch.begin();
    this.#event({ type: 'stage', stage: 'setup', atMs: clock.nowMs() });
    journal.record({ type: 'stage', stage: 'setup' });
    try {
      return await runStorm(
        {
          plan: this.#plan,
          run: this.#run,
          preflight: this.#preflight,
          client: this.#client,
          requests: this.#requests,
          clock,
          clockAnnounced: this.#target.clockAnnounced,
          timeScale: this.#target.timeScale,
          realClock: this.#env.realClock,
          random: this.#random,
          randomBytes: this.#env.randomBytes,
          journal,
          found: this.#resumed?.found ?? null,
          progress: this.#event,
        },
        this.#watch.signal,
      );
    } catch (error) {
      if (!(error instanceof InterruptError || error instanceof AbortConditionError)) {
        this.#codes.push(EXIT.unexpected);
        progress.say(`the storm could not be run: ${explanationOf(error)}`);
      }
      return null;
    } finally {
      this.#watch.end();
      if (this.#watch.reason !== null) this.#codes.push(EXIT.threshold);
    }
  }

  /** What it came to. Whatever goes wrong here must not keep it from being cleaned up: `null` then. */
  #results({ runs, stageTimings }: StormResult): RunResults | null {
    try {
      const results = summarizeRuns(runs, stageTimings);
      this.#telemetry.observeResults(results.runs);
      return results;
    } catch (error) {
      this.#codes.push(EXIT.unexpected);
      this.#env.progress.say(`the results could not be summed up: ${messageOf(error)}`);
      return null;
    }
  }

  #reports(journal: JournalWriter): RunReports {
    return new RunReports({
      plan: this.#plan,
      env: this.#env,
      live: this.#live,
      journal,
      identity: { runId: this.#run.runId, createdAt: this.#createdAt },
    });
  }

  /** What is to be said of the run; `null` where nothing can be, for the same reason. */
  #report(
    storm: StormResult | null,
    results: RunResults | null,
    predicted: readonly PredictedFigure[],
    startedUs: number,
  ): Report | null {
    try {
      const verdicts = this.#judge(results);
      return makeReport(results ?? summarizeRuns([]), verdicts, {
        ...this.#environment(storm, startedUs),
        ...(predicted.length === 0 ? {} : { predicted }),
      });
    } catch (error) {
      this.#codes.push(EXIT.unexpected);
      this.#env.progress.say(`no report could be made: ${messageOf(error)}`);
      return null;
    }
  }

  /** Without results nothing was measured, which no threshold passes. */
  #judge(results: RunResults | null): readonly ThresholdVerdict[] {
    const { thresholds } = this.#plan;
    const verdicts = evaluateThresholds(thresholds, thresholdMeasurements(results ?? summarizeRuns([])));
    this.#codes.push(stormExitCode(results, thresholds, verdicts));
    return verdicts;
  }

  #cleanUp(journal: JournalWriter, storm: StormResult | null, keeps: boolean): Promise<CleanupReport | null> {
    if (this.#watch.signal.aborted) journal.record({ type: 'notice', code: 'interrupted' });
    return cleanUpAfterRun({
      plan: this.#plan,
      env: this.#env,
      target: this.#target,
      preflight: this.#preflight,
      client: this.#client,
      run: this.#run,
      random: this.#random,
      journal,
      event: this.#event,
      keeps,
      unanswered: storm?.unanswered ?? 0,
      withdrawn: storm?.withdrawn ?? 0,
    });
  }

  async #close(journal: JournalWriter, cleaned: CleanupReport | null, keeps: boolean): Promise<void> {
    const { progress } = this.#env;
    const complete = cleaned !== null && cleaned.leftovers.length === 0;
    if (!complete) this.#codes.push(EXIT.cleanupIncomplete);
    if (cleaned !== null) for (const line of cleanupLines(cleaned)) progress.say(line);
    const nothingLeft = complete && !keeps;
    if (nothingLeft) this.#env.leaveWith(null);
    else if (this.#target.embedded === null) progress.say(`to remove the rest: ${this.#cleanupCommand()}`);
    try {
      await journal.close(nothingLeft || this.#target.embedded !== null ? 'clean' : 'open');
    } catch (error) {
      this.#codes.push(EXIT.unexpected);
      progress.say(explanationOf(error));
    }
  }

  #cleanupCommand(): string {
    return cleanupCommandLine(this.#plan, this.#target.url, this.#run.runId);
  }

  #embedded(): ReportEnvironment['embedded'] {
    if (this.#target.embedded !== null) return 'in_process';
    return this.#target.clockAnnounced ? 'served' : null;
  }

  #environment(storm: StormResult | null, startedUs: number): ReportEnvironment {
    const { target } = this.#plan;
    return {
      nineamVersion: this.#env.nineamVersion,
      nodeVersion: this.#env.nodeVersion,
      urlHost: new URL(this.#target.url).host,
      serverVersion: this.#preflight.facts.serverVersion,
      template: this.#preflight.target.template.name,
      count: this.#plan.workspaceCount,
      seed: target.kind === 'embedded' ? target.parameters.seed : null,
      embedded: this.#embedded(),
      timeScale: this.#target.timeScale,
      feed: storm?.feed ?? null,
      clockOffset: storm?.clockOffset ?? null,
      flags: this.#plan.flags,
      startedAt: formatInstantUs(startedUs),
      endedAt: formatInstantUs(Math.round(this.#target.clock.nowMs() * 1000)),
      cleanup: null,
      stopped: this.#watch.reason === null ? null : this.#watch.reason.message,
      setUp: storm?.pace ?? null,
      ...(this.#resumed === null ? {} : { resumedAt: this.#resumed.resumedAt }),
      howObtained: HOW_OBTAINED,
    };
  }
}

/** What a person is told who interrupts a storm. */
function interruptedStorm({ cleanup }: RunPlan): string {
  const then = cleanup.when === 'always' ? 'everything is removed' : 'the schedules are cleared';
  return (
    `stopping: nothing more is begun, what has begun is read for up to ${formatDurationMs(CLOSING_LIMIT_MS)}, ` +
    `reported, and then ${then}`
  );
}
