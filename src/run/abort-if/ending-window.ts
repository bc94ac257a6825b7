import type { RunEvent } from '../../storm/index.js';

/** How many endings are looked at, the latest. */
const WINDOW = 100;

/** What the latest endings came to. */
export interface RecentEndings {
  readonly ended: number;
  readonly failed: number;
}

/**
 * The latest set-ups and starts that ended, by what progress tells while the run goes.
 *
 * | event | counts as |
 * |---|---|
 * | a runner has come to the barrier | a set-up that succeeded |
 * | outcome `setup_failed` | a set-up that failed |
 * | an update says that the start `succeeded`, or was `canceled` | a start that did not fail |
 * | an update says that it `failed` | a start that failed |
 *
 * A workspace's set-up and start count once each, whatever is told twice. Who was never started, or was given up by the
 * server, is told of by no update: only the report counts those.
 */
export class EndingWindow {
  readonly #told = new Set<string>();
  #failures: boolean[] = [];

  /** @returns Whether the event was an ending. */
  add(event: RunEvent): boolean {
    if (event.type === 'runner') return event.to === 'barrier' && this.#ended('set-up', event.index, false);
    if (event.type === 'outcome')
      return event.kind === 'setup_failed' && this.#ended('set-up', event.index, true);
    return event.type === 'hint' && this.#ended('start', event.index, event.outcome === 'failed');
  }

  get recent(): RecentEndings {
    return { ended: this.#failures.length, failed: this.#failures.filter(Boolean).length };
  }

  #ended(what: 'set-up' | 'start', index: number, failed: boolean): boolean {
    const key = `${what} ${index}`;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    this.#failures.push(failed);
    if (this.#failures.length > WINDOW) this.#failures.shift();
    return true;
  }
}
