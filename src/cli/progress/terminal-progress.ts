import { messageOfEvent, ProgressModel, progressReport, type Tone } from '../../live/index.js';
import type { RunEvent } from '../../storm/index.js';
import { type FrameLine, type FrameStyle, frameLines, permanentLine } from './frame.js';
import type { Progress, ProgressOptions, ProgressWriter } from './progress.js';

const FRAME_MS = 100;
const DEFAULT_COLUMNS = 80;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const ERASE_BELOW = '\x1b[J';
const up = (lines: number): string => (lines === 0 ? '' : `\x1b[${lines}A`);

export interface TerminalProgressOptions extends ProgressOptions {
  readonly color: boolean;
  /** Whether the terminal shows block characters; `false` draws with ASCII. */
  readonly unicode: boolean;
}

/**
 * A live display of a few lines at the end of a terminal's output, drawn at most ten times a second and only when
 * something changed. Messages scroll away above it.
 *
 * | state | event | 100 ms pass | `print` | `stop` |
 * |---|---|---|---|---|
 * | idle | → drawing | | written | → stopped |
 * | drawing | counted | drawn if changed | written above | erased, cursor back, → stopped |
 * | stopped | ignored | | ignored | |
 */
export class TerminalProgress implements Progress {
  readonly #options: TerminalProgressOptions;
  readonly #out: ProgressWriter;
  readonly #model: ProgressModel;
  readonly #style: FrameStyle;
  #state: 'idle' | 'drawing' | 'stopped' = 'idle';
  #disarm: () => void = () => {};
  #shown: readonly FrameLine[] = [];
  #shownWidth = 0;

  constructor(options: TerminalProgressOptions) {
    const { timeScale = 1, color, unicode } = options;
    this.#options = options;
    this.#out = options.out;
    this.#model = new ProgressModel(options.total);
    this.#style = { color, unicode, suffix: timeScale === 1 ? '' : `(time runs ${timeScale} times as fast)` };
  }

  readonly onEvent = (event: RunEvent): void => {
    if (this.#state === 'stopped') return;
    this.#model.apply(event, this.#options.clock.nowMs());
    const message = messageOfEvent(event);
    if (message !== null) this.#printAbove(message.text, message.tone);
    if (this.#state === 'idle') this.#start();
  };

  readonly print = (text: string): void => {
    if (this.#state === 'stopped') return;
    this.#printAbove(text, 'plain');
  };

  stop(): void {
    if (this.#state === 'drawing') {
      this.#disarm();
      this.#out.write(this.#erase() + SHOW_CURSOR);
    }
    this.#state = 'stopped';
  }

  #start(): void {
    this.#state = 'drawing';
    this.#out.write(HIDE_CURSOR + this.#draw());
    this.#arm();
  }

  #arm(): void {
    const { realClock } = this.#options;
    this.#disarm = realClock.schedule(realClock.nowMs() + FRAME_MS, () => {
      const drawing = this.#drawIfChanged();
      if (drawing !== '') this.#out.write(drawing);
      this.#arm();
    });
  }

  #printAbove(text: string, tone: Tone): void {
    const lines = text.split('\n').map((line) => `${permanentLine(line, tone, this.#style.color)}\n`);
    const drawn = this.#state === 'drawing';
    this.#out.write((drawn ? this.#erase() : '') + lines.join('') + (drawn ? this.#draw() : ''));
  }

  #drawIfChanged(): string {
    const lines = this.#frame();
    const same =
      this.#shownWidth === this.#columns() &&
      lines.length === this.#shown.length &&
      lines.every((line, row) => line.text === this.#shown[row]?.text);
    return same ? '' : this.#erase() + this.#put(lines);
  }

  #draw(): string {
    return this.#put(this.#frame());
  }

  #put(lines: readonly FrameLine[]): string {
    this.#shown = lines;
    this.#shownWidth = this.#columns();
    return lines.map((line) => `${line.text}\n`).join('');
  }

  #frame(): FrameLine[] {
    const report = progressReport(this.#model.view(this.#options.clock.nowMs()));
    // A line as wide as the terminal would wrap on some; the cursor stands below the last line.
    const lines = frameLines(report, Math.max(1, this.#columns() - 1), this.#style);
    return lines.slice(0, Math.max(1, (this.#out.rows ?? Number.POSITIVE_INFINITY) - 1));
  }

  /** Back to the first line of what is shown, also when a narrower terminal has wrapped it meanwhile. */
  #erase(): string {
    const columns = this.#columns();
    const rows = this.#shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
    this.#shown = [];
    return `\r${up(rows)}${ERASE_BELOW}`;
  }

  #columns(): number {
    return this.#out.columns || DEFAULT_COLUMNS;
  }
}
