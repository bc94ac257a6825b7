import type { RunEvent, SetupStep } from '../../storm/index.js';

/** How many endings of a step are looked at, the latest, where no more builds were in flight at once. */
const LEAST_WINDOW = 100;

/** A step that a workspace comes to the end of: one of set-up, or its autostart. */
export type EndingStep = SetupStep | 'scheduled';

/** What the latest of one step came to. */
export interface RecentEndings {
  readonly step: EndingStep;
  readonly failed: number;
  /** Whether they failed or not. */
  readonly ended: number;
  /** That count as not failed, since fewer ended than are looked at. */
  readonly underWay: number;
}

interface Seen {
  readonly failures: boolean[];
  failed: number;
  underWay: number;
}

/**
 * The latest workspaces that ended a step, each step for itself, by what progress tells while the run goes.
 *
 * | event | counts as |
 * |---|---|
 * | a runner leaves a step of set-up for the next | an end of that step that did not fail |
 * | outcome `setup_failed` | an end of the step it was in, failed |
 * | an update says that the autostart `succeeded`, or was `canceled` | an autostart that did not fail |
 * | an update says that it `failed` | an autostart that failed |
 * | any other outcome | nothing: it is no longer under way |
 *
 * Each step for itself, because a failure ends a set-up early and a success late: of all set-ups that have ended, the
 * first are failures. Within a step what fails is often faster, too: so while fewer than the window have ended, those
 * under way fill it up as not failed. Once it is full, both end as often as they begin, and their share is the true one;
 * for that it must hold as many as are built at once, by the starts of set-up.
 *
 * Each ends a step once, whatever is told twice. Who was never started, or was given up by the server, is told of by no
 * update: only the report counts those.
 */
export class EndingWindow {
  readonly #steps = new Map<EndingStep, Seen>();
  readonly #within = new Map<number, EndingStep>();
  #window = LEAST_WINDOW;

  /** @returns The step of which the event was an end, as it stands; `null`: it was none. */
  add(event: RunEvent): RecentEndings | null {
    if (event.type === 'hint')
      return this.#within.get(event.index) === 'scheduled'
        ? this.#ended(event.index, event.outcome === 'failed')
        : null;
    if (event.type === 'outcome') {
      if (event.kind === 'setup_failed') return this.#ended(event.index, true);
      this.#leave(event.index);
      return null;
    }
    // The outcome, told next, says how it ended.
    if (event.type !== 'runner' || event.to === 'done' || event.to === 'waiting') return null;
    const recent = this.#ended(event.index, false);
    this.#within.set(event.index, event.to);
    const seen = this.#seen(event.to);
    seen.underWay += 1;
    // Of the steps with builds only this one begins with its build: the others begin with waiting for their turn.
    if (event.to === 'start') this.#window = Math.max(this.#window, seen.underWay);
    return recent;
  }

  #ended(index: number, failed: boolean): RecentEndings | null {
    const step = this.#leave(index);
    if (step === undefined) return null;
    const seen = this.#seen(step);
    seen.failures.push(failed);
    if (failed) seen.failed += 1;
    if (seen.failures.length > this.#window && seen.failures.shift() === true) seen.failed -= 1;
    const ended = seen.failures.length;
    return { step, failed: seen.failed, ended, underWay: Math.min(seen.underWay, this.#window - ended) };
  }

  #leave(index: number): EndingStep | undefined {
    const step = this.#within.get(index);
    if (step === undefined) return undefined;
    this.#within.delete(index);
    this.#seen(step).underWay -= 1;
    return step;
  }

  #seen(step: EndingStep): Seen {
    const seen = this.#steps.get(step) ?? { failures: [], failed: 0, underWay: 0 };
    this.#steps.set(step, seen);
    return seen;
  }
}
