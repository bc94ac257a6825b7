import type { RunEvent } from '../storm/index.js';
import { messageOfEvent } from './progress/event-message.js';
import { onOneLine, timeOfDay } from './progress/progress-report.js';

/** Something that a run had to say. */
export interface Notice {
  /** Time of day on the deployment's clock, UTC. */
  readonly at: string;
  readonly text: string;
  readonly bad: boolean;
}

const MOST = 50;
const LONGEST = 500;

/** The latest of what a run had to say: so many, and of each so much. */
export class Notices {
  readonly #latest: Notice[] = [];
  #left = 0;

  take(event: RunEvent, nowMs: number): void {
    const message = messageOfEvent(event);
    if (message === null) return;
    const text = onOneLine(message.text);
    this.#latest.push({
      at: timeOfDay(nowMs),
      text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text,
      bad: message.tone === 'bad',
    });
    if (this.#latest.length <= MOST) return;
    this.#latest.shift();
    this.#left += 1;
  }

  /** Oldest first. */
  get latest(): readonly Notice[] {
    return this.#latest;
  }

  /** How many earlier ones are kept no longer. */
  get leftOut(): number {
    return this.#left;
  }
}
