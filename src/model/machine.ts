import { Agents } from './agents.js';
import { ModelDraws } from './draws.js';
import { EventHeap, EventKind } from './event-heap.js';
import { Executors } from './executor.js';
import { Fleet } from './fleet.js';
import { Jobs } from './jobs.js';
import type { ModelParts } from './model-state.js';
import { NextStarts } from './next-starts.js';
import type { StormModelParameters } from './parameters.js';
import { ProvisionerPool } from './provisioner-pool.js';
import { QuietTimes } from './quiet-times.js';
import { Reapers } from './reaper.js';
import {
  asModelSnapshot,
  type ModelSnapshot,
  modelSnapshot,
  restoreState,
  snapshotState,
} from './snapshot.js';

/** Kinds of events that outlive the server: what provisioners and agents do, and what happens to these. */
const OUTLIVE_THE_SERVER: ReadonlySet<EventKind> = new Set([
  EventKind.jobEnds,
  EventKind.cancelNoticed,
  EventKind.provisionersChange,
  EventKind.agentChanges,
]);

/** The parts of the model, put together and moved by their events. */
export class Machine {
  readonly parts: ModelParts;
  readonly pool: ProvisionerPool;
  readonly jobs: Jobs;
  readonly fleet: Fleet;
  readonly executors: Executors;
  readonly reapers: Reapers;
  readonly #agents: Agents;

  constructor(parameters: StormModelParameters) {
    const { startUs } = parameters;
    this.parts = {
      parameters,
      draws: new ModelDraws(parameters.seed),
      nextStarts: new NextStarts(parameters.templates),
      events: new EventHeap(),
      state: {
        nowUs: startUs,
        upUs: startUs,
        owners: [],
        workspaces: [],
        builds: [],
        publications: [],
        scheduledCount: 0,
        deadlineCount: 0,
        quiet: new QuietTimes(),
      },
    };
    this.#agents = new Agents(this.parts);
    this.pool = new ProvisionerPool(this.parts);
    this.jobs = new Jobs(this.parts, this.pool, this.#agents);
    this.fleet = new Fleet(this.parts, this.pool, this.jobs);
    this.executors = new Executors(this.parts, this.pool, this.jobs);
    this.reapers = new Reapers(this.parts, this.pool.pending, this.fleet);
  }

  /** @throws RangeError if `us` is no whole number, or lies before the present. */
  advanceTo(us: number): void {
    const { events, state } = this.parts;
    if (!Number.isSafeInteger(us)) throw new RangeError(`time comes in whole microseconds; got ${us}`);
    if (us < state.nowUs) throw new RangeError(`time does not go back from ${state.nowUs} to ${us}`);
    while (events.topAtUs <= us) {
      const kind = events.topKind;
      const subject = events.topSubject;
      state.nowUs = events.topAtUs;
      events.removeTop();
      this.#run(kind, subject);
    }
    state.nowUs = us;
  }

  /** The server goes down now, and comes up at `upAtUs`. */
  restart(upAtUs: number): void {
    const { events, state } = this.parts;
    events.retain((kind) => OUTLIVE_THE_SERVER.has(kind));
    state.upUs = upAtUs;
    this.fleet.goDown();
    this.executors.restart();
    this.reapers.restart();
  }

  snapshot(): ModelSnapshot {
    return modelSnapshot({
      shape: shapeOf(this.parts.parameters),
      state: snapshotState(this.parts.state),
      events: this.parts.events.snapshot(),
      pool: this.pool.snapshot(),
      executors: this.executors.snapshot(),
      reapers: this.reapers.snapshot(),
    });
  }

  /** @throws RangeError if it is no snapshot of a model of this shape. */
  restore(snapshot: unknown): void {
    const saved = asModelSnapshot(snapshot);
    const now = shapeOf(this.parts.parameters);
    const differences = Object.entries(now)
      .filter(([name, count]) => saved.shape[name] !== count)
      .map(([name, count]) => `saved with ${saved.shape[name]} ${SHAPE_WORDS[name]}, now ${count}`);
    if (differences.length > 0) throw new RangeError(differences.join('; '));
    this.parts.state = restoreState(saved.state, this.parts.parameters);
    this.parts.events = EventHeap.restore(saved.events);
    this.pool.restore(saved.pool);
    this.executors.restore(saved.executors);
    this.reapers.restore(saved.reapers);
  }

  #run(kind: EventKind, subject: number): void {
    const { events, state } = this.parts;
    switch (kind) {
      case EventKind.executorTick:
        this.executors.tick(subject);
        break;
      case EventKind.autostartCommits:
        this.executors.commits(subject);
        this.reapers.arm();
        break;
      case EventKind.rowSkipped:
        this.executors.slotFree(subject);
        break;
      case EventKind.jobAcquired: {
        const job = this.pool.acquired(subject);
        if (job !== undefined) this.jobs.taken(job);
        this.executors.arm();
        break;
      }
      case EventKind.jobEnds:
      case EventKind.cancelNoticed:
        // A provisioner that outlives the server reports when it is connected again.
        if (state.nowUs < state.upUs || this.fleet.isAway(subject)) events.push(state.upUs, kind, subject);
        else if (kind === EventKind.jobEnds) this.jobs.serviceEnds(subject);
        else this.jobs.cancelNoticed(subject);
        this.executors.arm();
        break;
      case EventKind.reaperTick:
        this.reapers.tick(subject);
        break;
      case EventKind.jobReaped:
        this.reapers.letGo(subject);
        this.jobs.reap(subject);
        this.executors.arm();
        break;
      case EventKind.backupPoll:
        this.pool.backupPoll(subject);
        break;
      case EventKind.provisionersChange:
        this.fleet.change(subject);
        this.reapers.arm();
        break;
      case EventKind.serverUp:
        this.fleet.comeUp();
        break;
      case EventKind.agentChanges:
        this.#agents.changes(subject);
        break;
      default:
        kind satisfies never;
    }
  }
}

/** The members of a shape, in words for people. */
const SHAPE_WORDS: Readonly<Record<string, string>> = {
  replicas: 'replicas',
  provisioners: 'provisioners',
  taggedProvisioners: 'kinds of tagged provisioners',
  templates: 'templates',
  provisionerChanges: 'changes of provisioners',
};

/** What a saved model and the parameters it goes on with must have in common: handles point into it. */
function shapeOf(p: StormModelParameters): Readonly<Record<string, number>> {
  return {
    replicas: p.replicas,
    provisioners: p.provisioners,
    taggedProvisioners: p.taggedProvisioners.length,
    templates: p.templates.length,
    provisionerChanges: p.provisionerChanges.length,
  };
}
