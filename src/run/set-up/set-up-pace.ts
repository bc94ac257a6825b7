import type { CoderClient, ProvisionerTags, RequestRecord } from '../../codersdk/index.js';
import { Semaphore } from '../../scaletest/harness/index.js';
import { counted } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';
import type { RequestListeners } from '../request-listeners.js';
import { buildsAllowed } from './builds-allowed.js';
import { followProvisioners } from './follow-provisioners.js';
import { type Overload, RequestLimit } from './request-limit.js';

/** What pacing a set-up takes. */
export interface SetUpPaceOptions {
  readonly client: Pick<CoderClient, 'provisioners'>;
  readonly requests: RequestListeners;
  readonly realClock: Clock;
  readonly timeScale: number;
  readonly organizationId: string;
  readonly jobTags: ProvisionerTags | null;
  /** As preflight counted them. */
  readonly liveProvisioners: number;
  /** Most builds in flight; `null`: only the provisioners bound them. */
  readonly buildCeiling: number | null;
  /** Percentage of the live provisioners that may be occupied; `null`: all. */
  readonly provisionersShare: number | null;
  /** Most requests in flight. */
  readonly requestCeiling: number;
  /** Told when it slows down or recovers, and why. */
  readonly say: (message: string) => void;
}

/** The lowest and the highest of a limit that changed. */
export interface LimitRange {
  readonly lowest: number;
  readonly highest: number;
}

/** The limits that were in force during a set-up. */
export interface PaceSummary {
  readonly builds: LimitRange;
  readonly requests: LimitRange;
}

/**
 * Bounds what set-up has in flight: builds by the provisioners that are alive, as they come and go; requests by how the
 * deployment answers. Only set-up is paced: {@link schedules}, the bound for storing schedules, stays as it was asked
 * for, since its rate is measured and the minute of the storm decided by it; and nothing of the storm passes here.
 *
 * | state | entered by | builds, requests |
 * |---|---|---|
 * | idle | creation | bounded by what is known from preflight, and by a first guess |
 * | pacing | `begin` | follow the deployment |
 * | ended | `end` | as they were last |
 */
export class SetUpPace {
  readonly builds: Semaphore;
  readonly requests: Semaphore;
  readonly schedules: Semaphore;
  readonly #options: SetUpPaceOptions;
  readonly #limit: RequestLimit;
  readonly #ended = new AbortController();
  #stopListening: () => void = () => undefined;
  #following: Promise<void> = Promise.resolve();
  /** As last told. */
  #live: number;
  #builds: LimitRange;
  #requestRange: LimitRange;
  /** The most requests that were allowed at once before the slow-down that was told; `null`: none is. */
  #slowedFrom: number | null = null;
  #peak: number;

  constructor(options: SetUpPaceOptions) {
    this.#options = options;
    this.#live = options.liveProvisioners;
    const builds = this.#buildsFor(this.#live);
    this.builds = new Semaphore(builds);
    this.#builds = { lowest: builds, highest: builds };
    this.#limit = new RequestLimit(options.requestCeiling);
    this.#peak = this.#limit.limit;
    this.requests = new Semaphore(this.#peak);
    this.#requestRange = { lowest: this.#peak, highest: this.#peak };
    this.schedules = new Semaphore(options.requestCeiling);
  }

  /** Begins to follow the deployment. */
  begin(): void {
    const { client, requests, realClock, timeScale, organizationId, jobTags } = this.#options;
    this.#stopListening = requests.add((record) => this.#heard(record));
    const intervalMs = Math.max(SHORTEST_INTERVAL_MS, INTERVAL_MS / timeScale);
    this.#following = followProvisioners(
      {
        client,
        organizationId,
        jobTags,
        realClock,
        intervalMs,
        onCount: (live) => this.#counted(live),
      },
      this.#ended.signal,
    );
  }

  /** Set-up is over; may be called again. Resolves when the last reading has ended. */
  async end(): Promise<void> {
    this.#stopListening();
    this.#ended.abort(new Error('set-up has ended'));
    await this.#following;
  }

  get summary(): PaceSummary {
    return { builds: this.#builds, requests: this.#requestRange };
  }

  #buildsFor(live: number): number {
    const { buildCeiling, provisionersShare } = this.#options;
    return Math.min(buildsAllowed(live, provisionersShare), buildCeiling ?? Number.POSITIVE_INFINITY);
  }

  #counted(live: number): void {
    const before = this.#buildsFor(this.#live);
    const after = this.#buildsFor(live);
    this.builds.setLimit(after);
    this.#builds = widened(this.#builds, after);
    if (Math.abs(after - before) < before * CHANGE_OF_NOTE) return;
    const pace = after < before ? 'slows down' : 'speeds up';
    this.#options.say(
      `set-up ${pace}: ${counted(live, 'provisioner')} for its template ${live === 1 ? 'is' : 'are'} alive, ${this.#live} before; ` +
        `at most ${counted(after, 'build')} at once`,
    );
    this.#live = live;
  }

  #heard(record: RequestRecord): void {
    // Readings are the feed's and tell of other work than set-up's own requests do.
    if (record.method === 'GET' || record.canceled) return;
    const { requests } = this;
    const overload = this.#limit.observe({
      route: `${record.method} ${record.route}`,
      sentMs: this.#options.realClock.nowMs() - record.durationMs,
      durationMs: record.durationMs,
      status: record.status,
      atLimit: requests.waiting > 0 || requests.inUse >= this.#limit.limit,
    });
    const { limit } = this.#limit;
    requests.setLimit(limit);
    this.#requestRange = widened(this.#requestRange, limit);
    this.#tellOfRequests(limit, overload);
  }

  /** Once when it slows to half or less, and once when it is back. */
  #tellOfRequests(limit: number, overload: Overload | null): void {
    const { say } = this.#options;
    if (this.#slowedFrom === null) {
      this.#peak = Math.max(this.#peak, limit);
      if (overload === null || limit * 2 > this.#peak) return;
      this.#slowedFrom = this.#peak;
      say(
        `set-up slows down: ${reasonOf(overload)}; at most ${counted(limit, 'request')} at once, ${this.#peak} before`,
      );
    } else if (limit >= this.#slowedFrom) {
      this.#slowedFrom = null;
      this.#peak = limit;
      say(`set-up is back to ${counted(limit, 'request')} at once`);
    }
  }
}

/** Between two readings of the provisioners, in real time; on a scaled clock less, as they come and go faster there. */
const INTERVAL_MS = 10_000;
const SHORTEST_INTERVAL_MS = 1_000;

/** Smaller changes are followed without a word. */
const CHANGE_OF_NOTE = 0.2;

function reasonOf(overload: Overload): string {
  switch (overload.kind) {
    case 'rate_limited':
      return 'the deployment refuses requests for their number (429)';
    case 'unavailable':
      return 'the deployment leaves requests without an answer, or says that it is not available';
    case 'slow':
      return `requests take ${Math.round(overload.factor)} times as long as at best`;
  }
}

function widened({ lowest, highest }: LimitRange, limit: number): LimitRange {
  return { lowest: Math.min(lowest, limit), highest: Math.max(highest, limit) };
}
