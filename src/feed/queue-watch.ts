import type { Clock } from '../time/index.js';
import { sleep } from '../time/index.js';
import type { OpenBuilds } from './open-builds.js';
import type { QueueDepth } from './queue-depth.js';

/** What a queue watch works with. */
export interface QueueWatchOptions {
  readonly queueDepth: QueueDepth;
  readonly open: OpenBuilds;
  readonly realClock: Clock;
  /** The feed's interval, in real milliseconds. */
  readonly intervalMs: number;
}

/** Time between two readings, in intervals of the feed (5 s of real time; less of it on a scaled clock). */
const READING_INTERVALS = 6;
/** A storm of so many builds has a budget: a hundredth of a request per build, for everything that is observed. */
const LARGE = 1_000;
/**
 * Readings of a large storm before many of its builds have ended. The last of them finds the queue filled: the
 * executor begins at most a minute after the scheduled one.
 */
const EARLY_READINGS = 3;
const BUILDS_PER_READING = 500;

/**
 * Reads the depth of the queue now and then during a storm that a socket tells of: the socket does not tell how many
 * jobs wait. Only people who watch want to know, so a reading that fails is let go.
 *
 * | scheduled builds that are due for six intervals | readings, at most one every six intervals |
 * |---|---|
 * | none | none |
 * | of a storm of fewer than 1,000 | all the time |
 * | of a larger one | three, and one more for every 500 builds that have ended |
 */
export class QueueWatch {
  readonly #options: QueueWatchOptions;
  #builds = 0;
  #wasDue = false;
  #readings = 0;

  constructor(options: QueueWatchOptions) {
    this.#options = options;
  }

  /** Reads during one connection, until the signal aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const { realClock, queueDepth, intervalMs } = this.#options;
    while (!signal.aborted) {
      await sleep(realClock, READING_INTERVALS * intervalMs, signal).catch(() => undefined);
      if (!signal.aborted && this.#wantsReading()) {
        this.#readings += 1;
        await queueDepth.ask(signal, 1).catch(() => undefined);
      }
    }
  }

  #wantsReading(): boolean {
    const { open, realClock } = this.#options;
    const { due, left } = open.scheduled(realClock.nowMs());
    this.#builds = Math.max(this.#builds, left);
    // In the minute itself nothing of the storm is queued yet.
    const goesOn = due > 0 && this.#wasDue;
    this.#wasDue = due > 0;
    if (!goesOn || this.#builds < LARGE) {
      return goesOn;
    }
    return this.#readings < EARLY_READINGS + Math.floor((this.#builds - left) / BUILDS_PER_READING);
  }
}
