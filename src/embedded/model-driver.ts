import type { Publication, StormModel } from '../model/index.js';
import type { Clock } from '../time/index.js';

/** Who is told what the model publishes. Must not throw. */
export type PublicationListener = (publication: Publication) => void;

/**
 * Moves the model with a clock: one timer stands at the model's next event, and every command first brings the model
 * up to its own time. So an event's time is the time it was due, and what happens does not depend on when the timer
 * fires, or whether it does.
 */
export class ModelDriver {
  readonly #model: StormModel;
  readonly #clock: Clock;
  readonly #listeners = new Set<PublicationListener>();
  #lastCommandUs = Number.NEGATIVE_INFINITY;
  #armedUs = Infinity;
  #disarm: () => void = nothing;
  #closed = false;

  constructor(model: StormModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
    this.#arm();
  }

  /**
   * Tells a listener everything that the model publishes from now on, after those that listened before it.
   * @returns Ends the subscription.
   */
  subscribe(listener: PublicationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Brings the model up to the present.
   * @returns The present for one command: whole microseconds of the deployment's clock, later than at any call before.
   */
  begin(): number {
    const nowUs = Math.max(this.#clockUs(), this.#model.nowUs, this.#lastCommandUs + 1);
    this.#lastCommandUs = nowUs;
    this.#advanceTo(nowUs);
    return nowUs;
  }

  /** Tells what commands since {@link begin} have published, and sets the timer for what follows from them. */
  settle(): void {
    for (const publication of this.#model.takePublications()) {
      for (const listener of this.#listeners) listener(publication);
    }
    this.#arm();
  }

  /** Brings the model up to the present, for readers; once closed, it stays where it is. */
  touch(): void {
    if (!this.#closed) this.begin();
  }

  /** Stops the timer; the model then moves only with commands. */
  close(): void {
    this.#closed = true;
    this.#disarm();
  }

  #advanceTo(us: number): void {
    this.#model.advanceTo(us);
    this.settle();
  }

  #arm(): void {
    const dueUs = this.#model.nextEventAt();
    if (dueUs === this.#armedUs || this.#closed) return;
    this.#disarm();
    this.#armedUs = dueUs;
    this.#disarm = this.#clock.schedule(dueUs / 1000, () => {
      this.#armedUs = Infinity;
      // The clock may show a little less than `dueUs`: its milliseconds are rounded.
      this.#advanceTo(Math.max(dueUs, this.#clockUs(), this.#model.nowUs));
    });
  }

  #clockUs(): number {
    return Math.floor(this.#clock.nowMs() * 1000);
  }
}

function nothing(): void {}
