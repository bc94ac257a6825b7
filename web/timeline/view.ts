/** A range of a view, and the bounds it stays in. */
interface Range {
  from: number;
  to: number;
}

/** The part of all rows and of all time that is on the screen. */
export class View {
  readonly time: Range;
  readonly rows: Range;
  readonly #allTime: Readonly<Range>;
  readonly #allRows: Readonly<Range>;

  constructor(allTime: Readonly<Range>, rowCount: number) {
    this.#allTime = { ...allTime };
    this.#allRows = { from: 0, to: Math.max(1, rowCount) };
    this.time = { ...this.#allTime };
    this.rows = { ...this.#allRows };
  }

  showAll(): void {
    Object.assign(this.time, this.#allTime);
    Object.assign(this.rows, this.#allRows);
  }

  /** Zooms by `factor` (above 1: closer) around a place given as shares of the picture in [0, 1]. */
  zoom(factor: number, atX: number, atY: number, axes: 'both' | 'time' | 'rows' = 'both'): void {
    const timeFactor = axes === 'both' ? factor ** TIME_WITH_ROWS : factor;
    if (axes !== 'rows') zoomRange(this.time, timeFactor, atX, this.#allTime, MIN_TIME_MS);
    if (axes !== 'time')
      zoomRange(this.rows, factor, atY, this.#allRows, Math.min(MIN_ROWS, this.#allRows.to));
  }

  /** Moves by shares of what is on the screen; stops at the ends. */
  move(byX: number, byY: number): void {
    moveRange(this.time, byX * (this.time.to - this.time.from), this.#allTime);
    moveRange(this.rows, byY * (this.rows.to - this.rows.from), this.#allRows);
  }

  /** Moves so that a row is on the screen. */
  reveal(row: number): void {
    if (row < this.rows.from) moveRange(this.rows, row - this.rows.from, this.#allRows);
    else if (row + 1 > this.rows.to) moveRange(this.rows, row + 1 - this.rows.to, this.#allRows);
  }
}

/** Of thousands of rows a few are wanted, of minutes hardly less than some tens of seconds: time is zoomed more slowly. */
const TIME_WITH_ROWS = 0.4;
const MIN_TIME_MS = 1000;
const MIN_ROWS = 8;

function zoomRange(range: Range, factor: number, at: number, all: Readonly<Range>, least: number): void {
  const length = range.to - range.from;
  const wanted = Math.min(all.to - all.from, Math.max(least, length / factor));
  range.from += (length - wanted) * at;
  range.to = range.from + wanted;
  moveRange(range, 0, all);
}

function moveRange(range: Range, by: number, all: Readonly<Range>): void {
  const length = range.to - range.from;
  range.from = Math.min(all.to - length, Math.max(all.from, range.from + by));
  range.to = range.from + length;
}
