import {
  OUTCOME_KINDS,
  type OutcomeKind,
  type RunEvent,
  type RunnerState,
  type RunStage,
  SETUP_STEPS,
} from '../../storm/index.js';
import { Completions } from './completions.js';
import { Marks } from './marks.js';
import { RateMeter } from './rate-meter.js';

const RATE_WINDOW_MS = 30_000;

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
type HintOutcome = EventOf<'hint'>['outcome'];
type Removable = EventOf<'cleanup'>['removed'];

/** What there is to show of a run at one moment. Durations are deployment time; `null` is not known (yet). */
export interface ProgressView {
  readonly stage: RunStage | null;
  readonly stageForMs: number;
  /** Workspaces of the run. */
  readonly total: number;
  /** How many runners are in each state; the counts add up to `total`. */
  readonly runners: Readonly<Record<RunnerState, number>>;
  /** Runners whose workspace stands stopped at the barrier, or that have come further. */
  readonly setUp: number;
  /** Runners whose schedule is stored, or was. */
  readonly scheduled: number;
  /** Newest hint of each scheduled workspace: hints, not yet the server's record. */
  readonly hints: Readonly<Record<HintOutcome, number>>;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** The scheduled minute and how much time there is until then; negative afterwards. */
  readonly storm: { readonly atMs: number; readonly inMs: number; readonly lengthenedMs: number } | null;
  /** Jobs that wait for a provisioner, of everybody. */
  readonly queue: number | null;
  readonly feed: { readonly state: EventOf<'feed'>['state']; readonly detail: string } | null;
  readonly cleanup: Readonly<Record<Removable, { readonly done: number; readonly total: number } | null>>;
  /** How fast the present stage advances, in workspaces a second. */
  readonly perSecond: number | null;
  /** How long each stage that is over took. */
  readonly pastStages: ReadonlyMap<RunStage, number>;
  /** How many builds ended in each of some equal parts of the time since the scheduled minute. */
  readonly completions: readonly number[];
  /** The build that ended last: its runner, and how long after the scheduled minute. */
  readonly slowest: { readonly index: number; readonly afterMs: number } | null;
}

const SET_UP = 1;
const SCHEDULED = 2;
const HINTED: Readonly<Record<HintOutcome, number>> = { succeeded: 4, failed: 8, canceled: 16 };
const HINTS = Object.keys(HINTED) as HintOutcome[];

/** Parts of the time of a storm in which completions are counted. */
const COMPLETION_PARTS = 32;

/**
 * Counts a run's events. No clock, no output: the same events at the same times give the same views.
 *
 * | event | what it changes |
 * |---|---|
 * | `stage` | stage and its beginning; the rate begins anew |
 * | `runner` | the state of one runner; arriving at the barrier or in `scheduled` counts for good |
 * | `hint` | the newest hint of a scheduled workspace; of any other it is not counted |
 * | `outcome` | outcomes |
 * | `scheduled`, `queue`, `feed`, `cleanup` | the latest of each |
 * | `notice` | nothing |
 */
export class ProgressModel {
  readonly #total: number;
  readonly #runners: Record<RunnerState, number>;
  readonly #outcomes: Record<OutcomeKind, number>;
  readonly #hints = { succeeded: 0, failed: 0, canceled: 0 };
  readonly #marks: Marks;
  #setUp = 0;
  #scheduled = 0;
  readonly #cleanup: Record<Removable, { done: number; total: number } | null>;
  #stage: RunStage | null = null;
  #stageSinceMs = 0;
  #storm: EventOf<'scheduled'> | null = null;
  #queue: number | null = null;
  #feed: EventOf<'feed'> | null = null;
  #rate = new RateMeter(RATE_WINDOW_MS);
  readonly #pastStages = new Map<RunStage, number>();
  readonly #completions = new Completions();

  /** @param total - Workspaces of the run. */
  constructor(total: number) {
    this.#total = total;
    this.#marks = new Marks(total);
    this.#runners = { waiting: total, scheduled: 0, done: 0, ...zeros(SETUP_STEPS) };
    this.#outcomes = zeros(OUTCOME_KINDS);
    this.#cleanup = { schedule: null, workspace: null, user: null };
  }

  /** @param nowMs - Deployment time at which the event is taken, for events that carry none. */
  apply(event: RunEvent, nowMs: number): void {
    switch (event.type) {
      case 'stage':
        if (this.#stage !== null)
          this.#pastStages.set(this.#stage, Math.max(0, event.atMs - this.#stageSinceMs));
        this.#stage = event.stage;
        this.#stageSinceMs = event.atMs;
        this.#rate = new RateMeter(RATE_WINDOW_MS);
        return;
      case 'runner':
        this.#moveRunner(event);
        return;
      case 'hint':
        this.#takeHint(event);
        return;
      case 'outcome':
        this.#outcomes[event.kind] += 1;
        return;
      case 'scheduled':
        this.#storm = event;
        return;
      case 'queue':
        this.#queue = event.pending;
        return;
      case 'feed':
        this.#feed = event;
        return;
      case 'cleanup':
        this.#takeRemoval(event, nowMs);
        return;
      case 'notice':
        return;
      default:
        event satisfies never;
    }
  }

  /** The counts that change most often, without the work of a view; to be read at once, not kept. */
  get counts(): Pick<ProgressView, 'stage' | 'setUp' | 'runners' | 'hints' | 'queue'> {
    return {
      stage: this.#stage,
      setUp: this.#setUp,
      runners: this.#runners,
      hints: this.#hints,
      queue: this.#queue,
    };
  }

  view(nowMs: number): ProgressView {
    const storm = this.#storm;
    const { latest } = this.#completions;
    return {
      stage: this.#stage,
      stageForMs: this.#stage === null ? 0 : Math.max(0, nowMs - this.#stageSinceMs),
      total: this.#total,
      runners: { ...this.#runners },
      setUp: this.#setUp,
      scheduled: this.#scheduled,
      hints: { ...this.#hints },
      outcomes: { ...this.#outcomes },
      storm: storm && {
        atMs: storm.scheduledAtMs,
        inMs: storm.scheduledAtMs - nowMs,
        lengthenedMs: storm.lengthenedMs,
      },
      queue: this.#queue,
      feed: this.#feed && { state: this.#feed.state, detail: this.#feed.detail },
      cleanup: { ...this.#cleanup },
      perSecond: this.#rate.perSecond(nowMs),
      pastStages: this.#pastStages,
      completions:
        storm === null ? [] : this.#completions.between(storm.scheduledAtMs, nowMs, COMPLETION_PARTS),
      slowest: latest &&
        storm && { index: latest.index, afterMs: Math.max(0, latest.atMs - storm.scheduledAtMs) },
    };
  }

  #moveRunner({ index, from, to, atMs }: EventOf<'runner'>): void {
    this.#runners[from] -= 1;
    this.#runners[to] += 1;
    if (to === 'barrier' && this.#marks.setFirst(index, SET_UP)) {
      this.#setUp += 1;
      this.#rate.add(atMs);
    }
    if (to === 'scheduled' && this.#marks.setFirst(index, SCHEDULED)) {
      this.#scheduled += 1;
      this.#rate.add(atMs);
    }
  }

  #takeHint({ index, outcome, atMs }: EventOf<'hint'>): void {
    if (!this.#marks.has(index, SCHEDULED)) return;
    const before = HINTS.find((one) => this.#marks.has(index, HINTED[one]));
    if (before === undefined) {
      this.#rate.add(atMs);
      this.#completions.add(index, atMs);
    } else {
      this.#hints[before] -= 1;
      this.#marks.clear(index, HINTED[before]);
    }
    this.#marks.setFirst(index, HINTED[outcome]);
    this.#hints[outcome] += 1;
  }

  #takeRemoval({ removed, done, total }: EventOf<'cleanup'>, nowMs: number): void {
    const more = done - (this.#cleanup[removed]?.done ?? 0);
    this.#cleanup[removed] = { done, total };
    if (removed === 'workspace' && more > 0) this.#rate.add(nowMs, more);
  }
}

function zeros<const K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
