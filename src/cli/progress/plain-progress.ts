import {
  type Meter,
  messageOfEvent,
  onOneLine,
  ProgressModel,
  progressReport,
  timeOfDay,
} from '../../live/index.js';
import type { RunEvent } from '../../storm/index.js';
import type { Progress, ProgressOptions } from './progress.js';

const LINE_MS = 5_000;
/** A line that says nothing new is written only so often: it shows that the run is alive. */
const IDLE_LINE_MS = 30_000;

/**
 * One line for each stage and one every five seconds of real time, for logs and pipes. Each begins with the
 * deployment's time of day in UTC.
 */
export class PlainProgress implements Progress {
  readonly #options: ProgressOptions;
  readonly #model: ProgressModel;
  #state: 'idle' | 'writing' | 'stopped' = 'idle';
  #disarm: () => void = () => {};
  #lastCounts = '';
  #lastLineMs = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#model = new ProgressModel(options.total);
  }

  readonly onEvent = (event: RunEvent): void => {
    if (this.#state === 'stopped') return;
    if (this.#state === 'idle') this.#start();
    this.#model.apply(event, this.#options.clock.nowMs());
    const message = messageOfEvent(event);
    if (message !== null) this.#write(message.text);
    if (event.type === 'stage') this.#writeReport();
  };

  readonly print = (text: string): void => {
    if (this.#state === 'stopped') return;
    for (const line of text.split('\n')) this.#write(line);
  };

  stop(): void {
    this.#disarm();
    this.#state = 'stopped';
  }

  #start(): void {
    this.#state = 'writing';
    const { timeScale = 1 } = this.#options;
    if (timeScale !== 1) this.#write(`time runs ${timeScale} times as fast`);
    this.#arm();
  }

  #arm(): void {
    const { realClock } = this.#options;
    this.#disarm = realClock.schedule(realClock.nowMs() + LINE_MS, () => {
      const quietMs = realClock.nowMs() - this.#lastLineMs;
      if (this.#counts() !== this.#lastCounts || quietMs >= IDLE_LINE_MS) this.#writeReport();
      this.#arm();
    });
  }

  #writeReport(): void {
    this.#lastCounts = this.#counts();
    this.#lastLineMs = this.#options.realClock.nowMs();
    const { title, meters, remarks, brief } = this.#report();
    const parts = [...meters.map(meterText), ...[...remarks, ...brief].map(({ text }) => text)];
    this.#write([title, ...parts].join('; '));
  }

  #counts(): string {
    return JSON.stringify(this.#report().meters.map(({ done, total }) => [done, total]));
  }

  #report() {
    return progressReport(this.#model.view(this.#options.clock.nowMs()));
  }

  #write(text: string): void {
    const { out, clock } = this.#options;
    out.write(`${timeOfDay(clock.nowMs())}Z ${onOneLine(text)}\n`);
  }
}

function meterText({ label, done, total, notes }: Meter): string {
  return [`${label} ${done}/${total}`, ...notes.map((note) => note.text)].join(', ');
}
