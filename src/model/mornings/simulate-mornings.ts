import { Concern, ModelDraws } from '../draws.js';
import { DurationDraws } from '../duration-draws.js';
import { gateOf } from '../eligibility.js';
import { EventHeap, EventKind } from '../event-heap.js';
import { Failures } from '../failures.js';
import type { StormModelParameters } from '../parameters.js';
import { MorningExecutors } from './executors.js';
import { JobLines } from './job-lines.js';
import { JobKind, JobState, JobTable, NONE } from './job-table.js';
import type { MorningParts } from './morning-parts.js';
import type { MorningRecords } from './morning-records.js';
import { type MorningsInput, morningsProblems } from './mornings-input.js';
import { Provisioners } from './provisioners.js';
import { MorningReapers } from './reapers.js';
import { MorningWorkspaces, type Transition } from './workspaces.js';

/**
 * What `StormModel` would do on some mornings, and nothing of what it could do besides: the same jobs at the same
 * microsecond, several times as fast and in a fraction of the memory (`test/model/mornings/` holds the two together).
 * Workspaces of active owners are due by schedules that nobody changes; nobody cancels or deletes; the server stays up.
 *
 * Draws are keyed as `StormModel` does: every workspace has been created and stopped before the beginning, so that jobs
 * are numbered from twice the number of workspaces on. A job's draws go with its place in the order of creation, and
 * never with a provisioner.
 *
 * @param parameters - From `stormModelParameters`. Of their templates `allowUserAutostart` and `autostartDays` do
 * nothing here.
 * @throws RangeError with everything that is wrong with the input.
 */
export function simulateMornings(parameters: StormModelParameters, input: MorningsInput): MorningRecords {
  const problems = morningsProblems(input, parameters);
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return new Simulation(parameters, input).run();
}

class Simulation {
  readonly #input: MorningsInput;
  readonly #parts: MorningParts;
  readonly #workspaces: MorningWorkspaces;
  readonly #provisioners: Provisioners;
  readonly #executors: MorningExecutors;
  readonly #reapers: MorningReapers;
  readonly #failures: Failures;
  readonly #completion: DurationDraws;
  /** Of each template. */
  readonly #startTimes: readonly DurationDraws[];
  readonly #stopTimes: readonly DurationDraws[];
  /** `null`: a start that fails takes as long as one that succeeds. */
  readonly #failedStartTimes: DurationDraws | null;
  /** Workspaces whose last start is still to come or to end. */
  #unstarted: number;
  #events = 0;

  constructor(parameters: StormModelParameters, input: MorningsInput) {
    const { seed, startUs, templates } = parameters;
    const draws = new ModelDraws(seed);
    const count = input.template.length;
    const jobs = new JobTable(2 * count, count + input.background.atUs.length);
    const lines = new JobLines(jobs, templates);
    this.#input = input;
    this.#unstarted = count;
    this.#parts = { parameters, draws, events: new EventHeap(), jobs, lines, nowUs: startUs };
    this.#workspaces = new MorningWorkspaces(input, parameters, jobs);
    this.#provisioners = new Provisioners(this.#parts, this.#workspaces.freeUs);
    this.#executors = new MorningExecutors(this.#parts, count, {
      listedAt: (gateUs) => this.#workspaces.listedAt(gateUs),
      keyOf: (workspace) => this.#workspaces.keyOf(workspace),
      transitionAt: (workspace, tickUs) => this.#transitionAt(workspace, tickUs),
      build: (workspace, transition) => {
        this.#build(workspace, transition === 'start' ? JobKind.autostart : JobKind.stop);
      },
    });
    this.#reapers = new MorningReapers(this.#parts, this.#provisioners);
    this.#failures = new Failures(this.#parts);
    this.#completion = new DurationDraws(draws, parameters.completion, Concern.completion);
    const timesOf = (transition: 'start' | 'stop') =>
      templates.map(({ serviceTime }) => {
        const times = serviceTime ?? parameters.serviceTime;
        return new DurationDraws(draws, times[transition], Concern.service);
      });
    this.#startTimes = timesOf('start');
    this.#stopTimes = timesOf('stop');
    const { failedStartTime } = parameters;
    this.#failedStartTimes =
      failedStartTime === null ? null : new DurationDraws(draws, failedStartTime, Concern.service);
  }

  run(): MorningRecords {
    const { background, stops, untilUs } = this.#input;
    let start = 0;
    let stop = 0;
    while (!this.#isOver()) {
      const startUs = start < background.atUs.length ? (background.atUs[start] as number) : NEVER;
      const stopUs = stop < stops.atUs.length ? (stops.atUs[stop] as number) : NEVER;
      if (Math.min(startUs, stopUs) > untilUs) break;
      if (startUs <= stopUs) this.#startOther(startUs, background.template[start++] as number);
      else this.#stop(stopUs, stops.workspace[stop++] as number);
    }
    this.#advanceTo(untilUs);
    return { jobs: this.#parts.jobs, endUs: this.#parts.nowUs, events: this.#events };
  }

  #isOver(): boolean {
    return this.#unstarted === 0 && this.#input.endsWhenStarted;
  }

  #advanceTo(us: number): void {
    const parts = this.#parts;
    const { events } = parts;
    while (events.topAtUs <= us && !this.#isOver()) {
      const kind = events.topKind;
      const subject = events.topSubject;
      parts.nowUs = events.topAtUs;
      events.removeTop();
      this.#events++;
      this.#happens(kind, subject);
    }
    if (!this.#isOver()) parts.nowUs = us;
  }

  #happens(kind: EventKind, subject: number): void {
    switch (kind) {
      case EventKind.executorTick:
        this.#executors.tick(subject);
        break;
      case EventKind.autostartCommits:
        this.#executors.commits(subject);
        this.#reapers.arm();
        break;
      case EventKind.rowSkipped:
        this.#executors.slotFree(subject);
        break;
      case EventKind.jobAcquired: {
        const job = this.#provisioners.acquired(subject);
        if (job !== NONE) this.#taken(job);
        break;
      }
      case EventKind.jobEnds:
        this.#serviceEnds(subject);
        break;
      case EventKind.reaperTick:
        this.#reapers.tick(subject);
        break;
      case EventKind.jobReaped:
        this.#reapers.letGo(subject);
        this.#reap(subject);
        break;
      case EventKind.backupPoll:
        this.#provisioners.backupPoll(subject);
        break;
      case EventKind.provisionersChange:
        this.#provisioners.change(subject);
        this.#reapers.arm();
        break;
      case EventKind.cancelNoticed:
      case EventKind.serverUp:
      case EventKind.agentChanges:
        break;
      default:
        kind satisfies never;
    }
  }

  /** Somebody else's workspace is created and started. */
  #startOther(atUs: number, template: number): void {
    this.#advanceTo(atUs);
    const { jobs, nowUs } = this.#parts;
    if (this.#isOver()) return;
    const kind = JobKind.background;
    this.#provisioners.post(jobs.add({ createdUs: nowUs, kind, workspace: NONE, template }));
    this.#reapers.arm();
  }

  /** Somebody stops a workspace, if it has been started. */
  #stop(atUs: number, workspace: number): void {
    this.#advanceTo(atUs);
    if (this.#isOver()) return;
    const latest = this.#workspaces.latestJob[workspace] as number;
    if (!this.#workspaces.isStarted(workspace) || this.#parts.jobs.isActive(latest)) return;
    this.#build(workspace, JobKind.stop);
    this.#reapers.arm();
  }

  #transitionAt(workspace: number, tickUs: number): Transition {
    const transition = this.#workspaces.transitionAt(workspace, gateOf(tickUs));
    if (transition === null) return null;
    const { jobs, parameters } = this.#parts;
    const latest = this.#workspaces.latestJob[workspace] as number;
    if (latest !== NONE && jobs.isActive(latest)) return null;
    const template = this.#workspaces.template[workspace] as number;
    return this.#provisioners.hasReported(template, tickUs - parameters.livenessUs) ? transition : null;
  }

  #build(workspace: number, kind: JobKind): void {
    const { jobs, nowUs } = this.#parts;
    const template = this.#workspaces.template[workspace] as number;
    const job = jobs.add({ createdUs: nowUs, kind, workspace, template });
    this.#workspaces.created(workspace, job, kind === JobKind.autostart);
    this.#provisioners.post(job);
  }

  /** A provisioner has taken the job. */
  #taken(job: number): void {
    const { events, jobs, nowUs } = this.#parts;
    const sequence = jobs.firstSequence + job;
    const isStop = jobs.kind[job] === JobKind.stop;
    let times = (isStop ? this.#stopTimes : this.#startTimes)[jobs.template[job] as number] as DurationDraws;
    if (this.#failures.areThere(this.#transitionOf(job))) {
      const failing = { sequence, transition: this.#transitionOf(job) };
      if (this.#failures.atPreparation(failing) !== null) {
        this.#end(job, JobState.failed);
        return;
      }
      if (!isStop && this.#failedStartTimes !== null && this.#failures.atEnd(failing) !== null) {
        times = this.#failedStartTimes;
      }
    }
    const serviceUs = times.us(sequence);
    const endsUs = (jobs.startedUs[job] as number) + serviceUs + this.#completion.us(sequence);
    events.push(Math.max(nowUs, endsUs), EventKind.jobEnds, job);
  }

  /** A job has run its service time. */
  #serviceEnds(job: number): void {
    if (!this.#provisioners.isWorkedOn(job)) return;
    const transition = this.#transitionOf(job);
    const sequence = this.#parts.jobs.firstSequence + job;
    const fails =
      this.#failures.areThere(transition) && this.#failures.atEnd({ sequence, transition }) !== null;
    this.#end(job, fails ? JobState.failed : JobState.succeeded);
  }

  /** The reaper ends a job that has waited too long, or that a dead provisioner holds. */
  #reap(job: number): void {
    const { jobs, lines, nowUs } = this.#parts;
    if (!jobs.isActive(job)) return;
    if (jobs.state[job] === JobState.pending) {
      jobs.startedUs[job] = nowUs;
      lines.leave(job);
    } else if (this.#provisioners.isWorkedOn(job)) return;
    jobs.reaped[job] = 1;
    this.#end(job, JobState.failed);
  }

  #end(job: number, state: JobState): void {
    const { jobs, nowUs } = this.#parts;
    jobs.state[job] = state;
    jobs.completedUs[job] = nowUs;
    const workspace = jobs.workspace[job] as number;
    if (workspace !== NONE) {
      if (state === JobState.succeeded) this.#workspaces.succeeded(workspace, nowUs);
      else this.#workspaces.failed(workspace, nowUs);
      const createdUs = jobs.createdUs[job] as number;
      if (jobs.kind[job] === JobKind.autostart && createdUs >= this.#workspaces.lastDueUs(workspace)) {
        this.#unstarted--;
      }
    }
    this.#provisioners.release(job);
  }

  #transitionOf(job: number): 'start' | 'stop' {
    return this.#parts.jobs.kind[job] === JobKind.stop ? 'stop' : 'start';
  }
}

const NEVER = Number.POSITIVE_INFINITY;
