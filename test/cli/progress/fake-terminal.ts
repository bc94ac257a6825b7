import type { ProgressWriter } from '../../../src/cli/progress/index.js';

const ESCAPE = '\x1b';
const PIECES = new RegExp(`${ESCAPE}\\[[?\\d;]*[A-Za-z]|[^]`, 'gu');

/**
 * A terminal of a given width that understands what progress sends: text, line ends, cursor up, erase below, cursor
 * visibility and colors. Lines wrap at the width, also when it shrinks later.
 */
export class FakeTerminal implements ProgressWriter {
  columns: number;
  readonly isTTY = true;
  cursorVisible = true;
  colored = false;
  writes = 0;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns = 80) {
    this.columns = columns;
  }

  /** Everything on the screen and scrolled off it, without empty lines at the end. */
  get text(): string {
    return this.#lines.join('\n').trimEnd();
  }

  write(text: string): void {
    this.writes += 1;
    for (const [piece] of text.matchAll(PIECES)) {
      if (piece.startsWith('\x1b')) this.#obey(piece);
      else this.#put(piece);
    }
  }

  /** Makes the terminal narrower or wider, as terminals do that wrap their lines again. */
  resize(columns: number): void {
    const above = this.#lines.slice(0, this.#row).flatMap((line) => wrap(line, columns));
    const rest = this.#lines.slice(this.#row).flatMap((line) => wrap(line, columns));
    this.#lines = [...above, ...rest];
    this.#row = above.length;
    this.columns = columns;
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else {
      if (this.#column === this.columns) this.#down();
      const line = this.#lines[this.#row] ?? '';
      this.#lines[this.#row] =
        line.slice(0, this.#column).padEnd(this.#column) + character + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  #down(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= '';
  }

  #obey(sequence: string): void {
    const count = Number.parseInt(sequence.slice(2), 10) || 1;
    if (sequence === '\x1b[?25l') this.cursorVisible = false;
    else if (sequence === '\x1b[?25h') this.cursorVisible = true;
    else if (sequence === '\x1b[J') this.#lines = [...this.#lines.slice(0, this.#row), ''];
    else if (sequence.endsWith('A')) this.#row = Math.max(0, this.#row - count);
    else if (sequence.endsWith('m')) this.colored = true;
    else throw new Error(`the terminal does not know ${JSON.stringify(sequence)}`);
  }
}

function wrap(line: string, columns: number): string[] {
  return line === '' ? [''] : (line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []);
}
