import { LONGEST_DELAY_MS, type SystemClockSources } from '../../src/time/system-clock.js';

interface Alarm {
  readonly atMs: number;
  readonly fn: () => void;
}

/** A machine whose time passes when told: monotonic time, wall time and an event loop with Node's `setTimeout`. */
export class FakeSystemSources implements SystemClockSources {
  #monotonicMs = 5_000.25;
  #wallAheadMs: number;
  #alarms: Alarm[] = [];

  constructor(wallMs: number) {
    this.#wallAheadMs = wallMs - this.#monotonicMs;
  }

  /** How many timers of the event loop are set. */
  get alarms(): number {
    return this.#alarms.length;
  }

  wallMs(): number {
    return this.#monotonicMs + this.#wallAheadMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    if (!Number.isInteger(delayMs) || delayMs < 0) throw new Error(`a delay of ${delayMs} ms`);
    const keptMs = delayMs > LONGEST_DELAY_MS ? 1 : delayMs;
    const alarm = { atMs: this.#monotonicMs + keptMs, fn };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass while the event loop turns. */
  elapse(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (let alarm = this.#next(); alarm !== undefined && alarm.atMs <= untilMs; alarm = this.#next()) {
      this.#monotonicMs = Math.max(this.#monotonicMs, alarm.atMs);
      this.#ring(alarm);
    }
    this.#monotonicMs = untilMs;
  }

  /** Lets time pass while the machine sleeps; then the event loop turns until nothing is due. */
  suspend(ms: number): void {
    this.#monotonicMs += ms;
    this.elapse(0);
  }

  /** Sets the wall clock. */
  stepWall(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  /** Rings the next alarm now, however early. */
  ringEarly(): void {
    const alarm = this.#next();
    if (alarm !== undefined) this.#ring(alarm);
  }

  #next(): Alarm | undefined {
    return this.#alarms.reduce<Alarm | undefined>(
      (first, alarm) => (first === undefined || alarm.atMs < first.atMs ? alarm : first),
      undefined,
    );
  }

  #ring(alarm: Alarm): void {
    this.#alarms = this.#alarms.filter((other) => other !== alarm);
    alarm.fn();
  }
}
