import type { TimelineData } from '../../src/report/html/timeline-data.js';
import { type Picture, PLOT, paint, placeAt } from './paint.js';
import { type Row, readRows } from './rows.js';
import { sortRows } from './sort.js';
import { View } from './view.js';
import { describeRow } from './words.js';

/** The elements that the timeline lives in. */
export interface TimelineElements {
  readonly canvas: HTMLCanvasElement;
  readonly details: HTMLElement;
  readonly sort: HTMLSelectElement;
  readonly find: HTMLInputElement;
  readonly buttons: readonly HTMLButtonElement[];
}

const ZOOM_STEP = 1.6;
const MOVE_STEP = 0.2;

/** The picture of every workspace, and what people do with it. */
export class Timeline {
  readonly #elements: TimelineElements;
  readonly #context: CanvasRenderingContext2D;
  readonly #data: TimelineData;
  readonly #all: readonly Row[];
  readonly #view: View;
  #rows: readonly Row[];
  #chosen: Row | null = null;
  #found: ReadonlySet<number> = new Set();
  #drawing = false;
  #dragFrom: { readonly x: number; readonly y: number } | null = null;

  constructor(elements: TimelineElements, context: CanvasRenderingContext2D, data: TimelineData) {
    this.#elements = elements;
    this.#context = context;
    this.#data = data;
    this.#all = readRows(data);
    this.#rows = sortRows(this.#all, elements.sort.value);
    const last = this.#all.reduce((latest, row) => Math.max(latest, row.endMs), 1000);
    this.#view = new View({ from: -last * 0.02, to: last * 1.02 }, this.#all.length);
    this.#say(null);
    this.#listen();
  }

  /** Draws now. */
  draw(): void {
    const { canvas } = this.#elements;
    const picture = this.#picture();
    const [width, height] = [picture.width, picture.height].map((length) =>
      Math.round(length * picture.density),
    );
    if (canvas.width !== width) canvas.width = width ?? 0;
    if (canvas.height !== height) canvas.height = height ?? 0;
    performance.mark('timeline-begin');
    paint(this.#context, picture, this.#data);
    performance.measure('timeline', 'timeline-begin');
  }

  #picture(): Picture {
    const { canvas } = this.#elements;
    return {
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      density: window.devicePixelRatio,
      view: this.#view,
      rows: this.#rows,
      chosen: this.#chosen === null ? null : this.#rows.indexOf(this.#chosen),
      found: this.#found,
    };
  }

  #drawSoon(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.draw();
    });
  }

  #listen(): void {
    const { canvas, sort, find, buttons } = this.#elements;
    canvas.addEventListener('keydown', (event) => this.#onKey(event));
    canvas.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#onDown(event));
    canvas.addEventListener('pointermove', (event) => this.#onMove(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(end, () => {
        this.#dragFrom = null;
      });
    }
    sort.addEventListener('change', () => {
      this.#rows = sortRows(this.#all, sort.value);
      this.#search(false);
      if (this.#chosen !== null) this.#choose(this.#rows.indexOf(this.#chosen));
      this.#drawSoon();
    });
    find.addEventListener('input', () => this.#search(true));
    find.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#nextFound();
    });
    for (const button of buttons) {
      button.addEventListener('click', () => this.#command(button.dataset['do'] ?? ''));
    }
    new ResizeObserver(() => this.#drawSoon()).observe(canvas);
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#drawSoon());
  }

  #command(name: string): void {
    const chosen = this.#chosen === null ? -1 : this.#rows.indexOf(this.#chosen);
    const { from, to } = this.#view.rows;
    const atY = chosen >= from && chosen < to ? (chosen - from) / (to - from) : 0.5;
    if (name === 'in') this.#view.zoom(ZOOM_STEP, 0.5, atY);
    else if (name === 'out') this.#view.zoom(1 / ZOOM_STEP, 0.5, atY);
    else this.#view.showAll();
    this.#drawSoon();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const screen = Math.max(1, Math.round((this.#view.rows.to - this.#view.rows.from) * 0.9));
    const at = this.#chosen === null ? -1 : this.#rows.indexOf(this.#chosen);
    const last = this.#rows.length - 1;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#choose(Math.min(last, at + 1)),
      ArrowUp: () => this.#choose(Math.max(0, at - 1)),
      PageDown: () => this.#choose(Math.min(last, at + screen)),
      PageUp: () => this.#choose(Math.max(0, at - screen)),
      Home: () => this.#choose(0),
      End: () => this.#choose(last),
      ArrowLeft: () => this.#view.move(-MOVE_STEP, 0),
      ArrowRight: () => this.#view.move(MOVE_STEP, 0),
      '+': () => this.#command('in'),
      '=': () => this.#command('in'),
      '-': () => this.#command('out'),
      '0': () => this.#command('all'),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
    this.#drawSoon();
  }

  /** The page keeps its wheel unless the picture was chosen, so that nobody is trapped while scrolling past. */
  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.#elements.canvas) return;
    event.preventDefault();
    const { x, y } = this.#shares(event);
    const axes = event.shiftKey ? 'time' : event.altKey ? 'rows' : 'both';
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    this.#view.zoom(ZOOM_STEP ** Math.max(-1, Math.min(1, -delta / 100)), x, y, axes);
    this.#drawSoon();
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#dragFrom = { x: event.offsetX, y: event.offsetY };
    if (event.pointerType === 'mouse') this.#elements.canvas.setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    if (this.#dragFrom === null) {
      this.#choose(placeAt(this.#picture(), event.offsetY), false);
    } else {
      const { clientWidth, clientHeight } = this.#elements.canvas;
      const [byX, byY] = [this.#dragFrom.x - event.offsetX, this.#dragFrom.y - event.offsetY];
      this.#view.move(byX / (clientWidth - PLOT.left), byY / (clientHeight - PLOT.top));
      this.#dragFrom = { x: event.offsetX, y: event.offsetY };
    }
    this.#drawSoon();
  }

  #shares(event: WheelEvent): { readonly x: number; readonly y: number } {
    const { clientWidth, clientHeight } = this.#elements.canvas;
    const share = (value: number, length: number) => Math.min(1, Math.max(0, value / length));
    return {
      x: share(event.offsetX - PLOT.left, clientWidth - PLOT.left),
      y: share(event.offsetY - PLOT.top, clientHeight - PLOT.top),
    };
  }

  #choose(place: number | null, reveal = true): void {
    const row = place === null ? null : (this.#rows[place] ?? null);
    if (row !== null && reveal) this.#view.reveal(place ?? 0);
    if (row === null || row === this.#chosen) return;
    this.#chosen = row;
    this.#say(describeRow(row, place ?? 0, this.#rows.length, this.#data));
  }

  #say(text: string | null): void {
    this.#elements.details.textContent =
      text ?? 'Point at a line, or choose one with the arrow keys, to read what became of it.';
  }

  #search(goThere: boolean): void {
    const wanted = this.#elements.find.value.trim().toLowerCase();
    const places = this.#rows.flatMap((row, place) =>
      wanted !== '' && row.name.toLowerCase().includes(wanted) ? [place] : [],
    );
    this.#found = new Set(places);
    if (goThere && wanted !== '') {
      const first = places[0];
      if (first === undefined) this.#say(`No workspace has “${wanted}” in its name.`);
      else this.#choose(first);
    }
    this.#drawSoon();
  }

  #nextFound(): void {
    const at = this.#chosen === null ? -1 : this.#rows.indexOf(this.#chosen);
    const places = [...this.#found];
    const next = places.find((place) => place > at) ?? places[0];
    if (next !== undefined) this.#choose(next);
    this.#drawSoon();
  }
}
