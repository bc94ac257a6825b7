import { RunJournal } from '../journal/index.js';
import {
  type CleanupSummary,
  checkOutputPaths,
  nodeOutputFs,
  outputConflicts,
  type ReportEnvironment,
  renderOutput,
  writeOutputs,
} from '../report/index.js';
import { type RunResults, summarizeRuns } from '../scaletest/autostart/index.js';
import { newRunIdentity, type RandomBytes, type RunIdentity, randomText } from '../scaletest/names/index.js';
import { seededDraws } from '../stats/index.js';
import { ConfigError, InterruptError, messageOf, type RunEvent } from '../storm/index.js';
import { type Clock, formatInstantUs } from '../time/index.js';
import { announceRun } from './announce.js';
import { type CleanupReport, cleanUpRun } from './cleanup.js';
import { withCleanupLimit } from './cleanup-limit.js';
import { combineExitCodes, EXIT, type ExitCode, exitCodeOf } from './exit-code.js';
import { HOW_OBTAINED } from './how-obtained.js';
import { type OpenTarget, openTarget } from './open-target.js';
import { type PreflightResult, runPreflight } from './preflight/index.js';
import type { RunPlan } from './run-plan.js';
import { runStorm, type StormResult } from './storm.js';

/** The outside world of a run. */
export interface RunEnvironment {
  readonly realClock: Clock;
  readonly randomBytes: RandomBytes;
  /** Aborts with an InterruptError when the person wants the run to stop. */
  readonly interrupt: AbortSignal;
  /** Sets what a second interrupt tells the person to run. */
  readonly leaveWith: (cleanupCommand: string | null) => void;
  readonly progress: RunProgress;
  readonly writeStdout: (text: string) => void;
  readonly nineamVersion: string;
  readonly nodeVersion: string;
}

/** Where a run's progress is shown. */
export interface RunProgress {
  /** Told once, before anything is created. */
  readonly begin: (clock: Clock, timeScale: number, workspaceCount: number) => void;
  readonly event: (event: RunEvent) => void;
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** Takes the live display away; lines may follow. */
  readonly end: () => void;
}

/**
 * A run from its plan to its exit code: preflight, storm, report, cleanup. Whatever the storm does, it is reported
 * and cleaned up after.
 * @throws ConfigError and PreflightError before anything is created.
 */
export async function executeRun(plan: RunPlan, env: RunEnvironment): Promise<ExitCode> {
  await refuseBadOutputs(plan, env);
  const random = seededDraws(randomText(env.randomBytes, '0123456789abcdef', 32));
  const target = await openTarget(
    plan,
    { ...env, random, userAgent: `nineam/${env.nineamVersion}` },
    env.interrupt,
  );
  try {
    const preflight = await runPreflight(
      target.client,
      plan,
      target.token,
      target.clock.nowMs(),
      env.interrupt,
    );
    const run = newRunIdentity(env.randomBytes);
    return await new Execution(plan, env, target, preflight, run, random).execute();
  } finally {
    env.progress.end();
    await target.close();
  }
}

async function refuseBadOutputs(plan: RunPlan, env: RunEnvironment): Promise<void> {
  const problems = [
    ...outputConflicts(plan.outputs),
    ...(await checkOutputPaths(plan.outputs, outputIo(env))),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
}

function outputIo(env: RunEnvironment): Parameters<typeof writeOutputs>[2] {
  return {
    writeStdout: env.writeStdout,
    uniqueName: () => randomText(env.randomBytes, '0123456789abcdef', 12),
    fs: nodeOutputFs,
  };
}

class Execution {
  readonly #plan: RunPlan;
  readonly #env: RunEnvironment;
  readonly #target: OpenTarget;
  readonly #preflight: PreflightResult;
  readonly #run: RunIdentity;
  readonly #random: () => number;
  readonly #codes: ExitCode[] = [];

  constructor(
    plan: RunPlan,
    env: RunEnvironment,
    target: OpenTarget,
    preflight: PreflightResult,
    run: RunIdentity,
    random: () => number,
  ) {
    this.#plan = plan;
    this.#env = env;
    this.#target = target;
    this.#preflight = preflight;
    this.#run = run;
    this.#random = random;
  }

  async execute(): Promise<ExitCode> {
    const { progress } = this.#env;
    const { clock, timeScale } = this.#target;
    for (const line of announceRun(this.#plan, this.#preflight, this.#target.url, timeScale))
      progress.say(line);
    const journal = await this.#openJournal();
    if (this.#target.embedded === null) this.#env.leaveWith(this.#cleanupCommand());
    const startedUs = Math.round(clock.nowMs() * 1000);
    progress.begin(clock, timeScale, this.#plan.workspaceCount);
    const storm = await this.#storm(journal);
    const results = storm === null ? null : summarizeRuns(storm.runs);
    if (results !== null) this.#judge(results);
    progress.end();
    const environment = storm === null ? null : this.#environment(storm, startedUs);
    if (results !== null && environment !== null) await this.#write(results, environment, journal);
    const cleaned = await this.#cleanUp(journal, storm);
    if (results !== null && environment !== null) {
      await this.#rewriteFiles(results, { ...environment, cleanup: this.#cleanupSummary(cleaned) }, journal);
    }
    await this.#close(journal, cleaned);
    if (this.#env.interrupt.aborted) this.#codes.push(exitCodeOf(this.#env.interrupt.reason));
    return combineExitCodes(this.#codes);
  }

  async #openJournal(): Promise<RunJournal> {
    const { realClock, nineamVersion, progress } = this.#env;
    return RunJournal.create({
      root: this.#plan.stateDir,
      head: {
        version: 1,
        runId: this.#run.runId,
        prefix: this.#run.prefix,
        url: this.#target.url,
        count: this.#plan.workspaceCount,
        templateName: this.#preflight.target.template.name,
        createdAt: formatInstantUs(Math.round(realClock.nowMs() * 1000)),
        nineamVersion,
      },
      realClock,
      onError: (error) => progress.event({ type: 'notice', level: 'warning', message: error.message }),
    });
  }

  /** The storm, or `null` when it could not even begin; why is told. */
  async #storm(journal: RunJournal): Promise<StormResult | null> {
    const { progress, interrupt } = this.#env;
    const { clock } = this.#target;
    progress.event({ type: 'stage', stage: 'setup', atMs: clock.nowMs() });
    journal.record({ type: 'stage', stage: 'setup' });
    try {
      return await runStorm(
        {
          plan: this.#plan,
          run: this.#run,
          preflight: this.#preflight,
          client: this.#target.asOwner(),
          clock,
          clockAnnounced: this.#target.clockAnnounced,
          timeScale: this.#target.timeScale,
          realClock: this.#env.realClock,
          random: this.#random,
          randomBytes: this.#env.randomBytes,
          journal,
          progress: progress.event,
        },
        interrupt,
      );
    } catch (error) {
      if (!(error instanceof InterruptError)) {
        this.#codes.push(EXIT.unexpected);
        progress.say(`the storm could not be run: ${messageOf(error)}`);
      }
      return null;
    }
  }

  #judge(results: RunResults): void {
    if (results.successfulRuns < results.totalRuns) this.#codes.push(EXIT.notAllUsable);
  }

  async #write(results: RunResults, environment: ReportEnvironment, journal: RunJournal): Promise<void> {
    const { clock } = this.#target;
    this.#env.progress.event({ type: 'stage', stage: 'report', atMs: clock.nowMs() });
    await this.#writeTo(this.#plan.outputs, results, environment, journal);
  }

  /** Files are written again with what cleanup left; what went to standard output is gone. */
  async #rewriteFiles(
    results: RunResults,
    environment: ReportEnvironment,
    journal: RunJournal,
  ): Promise<void> {
    const files = this.#plan.outputs.filter((output) => output.path !== null);
    await this.#writeTo(files, results, environment, journal);
  }

  async #writeTo(
    outputs: RunPlan['outputs'],
    results: RunResults,
    environment: ReportEnvironment,
    journal: RunJournal,
  ): Promise<void> {
    try {
      await writeOutputs(
        outputs,
        (format) => renderOutput(format, results, environment),
        outputIo(this.#env),
      );
    } catch (error) {
      this.#codes.push(EXIT.unexpected);
      journal.record({ type: 'notice', code: 'output_failed' });
      this.#env.progress.say(messageOf(error));
    }
  }

  /** Cleans up under a signal of its own: an interrupt ends the storm, not its cleanup. `null`: it failed as a whole. */
  async #cleanUp(journal: RunJournal, storm: StormResult | null): Promise<CleanupReport | null> {
    const { progress, realClock } = this.#env;
    const { clock, requestTimeoutMs } = this.#target;
    const { enabled, concurrency, jobTimeoutMs, timeoutMs } = this.#plan.cleanup;
    progress.begin(clock, this.#target.timeScale, this.#plan.workspaceCount);
    progress.event({ type: 'stage', stage: 'cleanup', atMs: clock.nowMs() });
    journal.record({ type: 'stage', stage: 'cleanup' });
    try {
      return await withCleanupLimit(clock, timeoutMs, new AbortController().signal, (signal) =>
        cleanUpRun(
          {
            client: this.#target.asOwner(),
            run: this.#run,
            organizationId: this.#preflight.target.template.organizationId,
            clock,
            realClock,
            random: this.#random,
            updates: this.#plan.updates,
            concurrency: concurrency ?? Math.max(10, 2 * this.#preflight.target.liveProvisioners),
            jobTimeoutMs,
            schedulesOnly: !enabled,
            settleMs: (storm?.unanswered ?? 0) > 0 ? requestTimeoutMs : 0,
            progress: progress.event,
            onRemoved: () => undefined,
          },
          signal,
        ),
      );
    } catch (error) {
      journal.record({ type: 'notice', code: 'cleanup_failed' });
      progress.say(`cleanup did not end: ${messageOf(error)}`);
      return null;
    } finally {
      progress.end();
    }
  }

  #cleanupSummary(cleaned: CleanupReport | null): CleanupSummary {
    if (cleaned === null) return { status: 'incomplete', workspacesLeft: null, usersLeft: null };
    const left = (kind: 'workspace' | 'user'): number =>
      cleaned.leftovers.filter((one) => one.kind === kind).length;
    const status = !this.#plan.cleanup.enabled
      ? 'skipped'
      : cleaned.leftovers.length === 0
        ? 'complete'
        : 'incomplete';
    return { status, workspacesLeft: left('workspace'), usersLeft: left('user') };
  }

  async #close(journal: RunJournal, cleaned: CleanupReport | null): Promise<void> {
    const { progress } = this.#env;
    const { enabled } = this.#plan.cleanup;
    const complete = cleaned !== null && cleaned.leftovers.length === 0;
    if (!complete) this.#codes.push(EXIT.cleanupIncomplete);
    for (const left of cleaned?.leftovers ?? [])
      progress.say(`left behind: ${left.kind} ${left.name} (${left.id}): ${left.reason}`);
    if (cleaned !== null) {
      progress.say(
        `cleaned up: ${cleaned.schedulesCleared} schedules, ${cleaned.workspacesDeleted} workspaces, ${cleaned.usersDeleted} users`,
      );
    }
    const nothingLeft = complete && enabled;
    if (nothingLeft) this.#env.leaveWith(null);
    else if (this.#target.embedded === null) progress.say(`to remove the rest: ${this.#cleanupCommand()}`);
    try {
      await journal.close(nothingLeft || this.#target.embedded !== null ? 'clean' : 'open');
    } catch (error) {
      progress.say(messageOf(error));
    }
  }

  #cleanupCommand(): string {
    return `nineam cleanup --url ${this.#target.url} --run ${this.#run.runId}`;
  }

  #environment(storm: StormResult, startedUs: number): ReportEnvironment {
    const { target } = this.#plan;
    return {
      nineamVersion: this.#env.nineamVersion,
      nodeVersion: this.#env.nodeVersion,
      urlHost: new URL(this.#target.url).host,
      serverVersion: this.#preflight.facts.serverVersion,
      template: this.#preflight.target.template.name,
      count: this.#plan.workspaceCount,
      seed: target.kind === 'embedded' ? target.seed : null,
      timeScale: this.#target.timeScale,
      feed: storm.feed,
      clockOffset: storm.clockOffset,
      flags: this.#plan.flags,
      startedAt: formatInstantUs(startedUs),
      endedAt: formatInstantUs(Math.round(this.#target.clock.nowMs() * 1000)),
      cleanup: null,
      howObtained: HOW_OBTAINED,
    };
  }
}
