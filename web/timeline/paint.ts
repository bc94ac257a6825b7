import type { TimelineData } from '../../src/report/html/timeline-data.js';
import type { Row } from './rows.js';
import type { View } from './view.js';
import { clock } from './words.js';

/** What is drawn, in CSS pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Device pixels in one CSS pixel. */
  readonly density: number;
  readonly view: View;
  readonly rows: readonly Row[];
  /** Places in `rows`. */
  readonly chosen: number | null;
  readonly found: ReadonlySet<number>;
}

/** Where the rows are drawn: below the time axis, right of the strip that marks the ones that are not usable. */
export const PLOT = { left: 10, top: 26 } as const;

const NAMES_FROM_PX = 12;
/** Room for a time on the axis, without and with the space around it. */
const LABEL_PX = 60;
const MARK_PX = 76;
const FONT = '12px system-ui, sans-serif';
/** How strong the part of a line is that did not end. */
const UNFINISHED = 0.45;

/** Draws everything that is on the screen. */
export function paint(canvas: CanvasRenderingContext2D, picture: Picture, data: TimelineData): void {
  const { width, height, density } = picture;
  const colour = colours(canvas.canvas);
  canvas.setTransform(density, 0, 0, density, 0, 0);
  canvas.fillStyle = colour('paper');
  canvas.fillRect(0, 0, width, height);
  canvas.font = FONT;
  paintAxis(canvas, picture, data, colour);
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, PLOT.top, width, height - PLOT.top);
  canvas.clip();
  paintRows(canvas, picture, data, colour);
  paintChosen(canvas, picture, colour);
  canvas.restore();
}

/** The place in `rows` at a height of the picture; `null` outside. */
export function placeAt(picture: Picture, y: number): number | null {
  const { view, height, rows } = picture;
  if (y < PLOT.top) return null;
  const place = Math.floor(
    view.rows.from + ((y - PLOT.top) / (height - PLOT.top)) * (view.rows.to - view.rows.from),
  );
  return place >= 0 && place < rows.length ? place : null;
}

type Colours = (name: string) => string;

function colours(element: Element): Colours {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return (name) => {
    const colour = known.get(name) ?? style.getPropertyValue(`--${name}`);
    known.set(name, colour);
    return colour;
  };
}

function paintRows(
  canvas: CanvasRenderingContext2D,
  picture: Picture,
  data: TimelineData,
  colour: Colours,
): void {
  const { width, height, density, view, rows } = picture;
  const rowPx = (height - PLOT.top) / (view.rows.to - view.rows.from);
  const msPx = (width - PLOT.left) / (view.time.to - view.time.from);
  const first = Math.max(0, Math.floor(view.rows.from));
  const last = Math.min(rows.length, Math.ceil(view.rows.to));
  // On whole device pixels: rows thinner than one would otherwise be mixed with each other and the background.
  const snapped = (y: number) => Math.round(y * density) / density;
  const thickness = Math.max(1 / density, snapped(rowPx) - (rowPx > 4 ? 1 : 0));
  const xOf = (ms: number) => PLOT.left + (ms - view.time.from) * msPx;
  const yOf = (place: number) => snapped(PLOT.top + (place - view.rows.from) * rowPx);
  // Those that are not usable come last, so that where many rows share a pixel they are never hidden.
  for (const usable of [true, false]) {
    for (const [phase, { key }] of data.phases.entries()) {
      canvas.fillStyle = colour(key);
      let drawnY = Number.NaN;
      for (let place = first; place < last; place++) {
        const row = rows[place];
        if (row === undefined || row.usable !== usable) continue;
        const y = yOf(place);
        // Of rows that share a pixel one is drawn, the same one in every phase.
        if (y === drawnY) continue;
        drawnY = y;
        let from = row.dueMs;
        for (let before = 0; before < phase; before++) from += row.phases[before] ?? 0;
        const ms = row.phases[phase] ?? null;
        const open = row.unfinished?.phase === phase ? row.unfinished.ms : null;
        const length = ms ?? open;
        if (length === null) continue;
        const x = Math.max(PLOT.left, xOf(from));
        const end = Math.min(width, xOf(from + length));
        if (end <= x) continue;
        if (ms === null) canvas.globalAlpha = UNFINISHED;
        canvas.fillRect(x, y, end - x, thickness);
        if (ms === null) canvas.globalAlpha = 1;
      }
    }
  }
  canvas.fillStyle = colour('failed');
  for (let place = first; place < last; place++) {
    const row = rows[place];
    if (row === undefined || row.usable) continue;
    canvas.fillRect(0, yOf(place), PLOT.left - 3, Math.max(1, thickness));
    canvas.fillRect(xOf(row.endMs) - 1, yOf(place), 3, thickness);
  }
  if (rowPx >= NAMES_FROM_PX) paintNames(canvas, picture, colour, { first, last, xOf, yOf, rowPx });
}

interface Places {
  readonly first: number;
  readonly last: number;
  readonly rowPx: number;
  xOf(ms: number): number;
  yOf(place: number): number;
}

/** Names right of the lines, or on their ends where there is no room. */
function paintNames(
  canvas: CanvasRenderingContext2D,
  picture: Picture,
  colour: Colours,
  places: Places,
): void {
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'left';
  for (let place = places.first; place < places.last; place++) {
    const row = picture.rows[place];
    if (row === undefined) continue;
    const y = places.yOf(place) + places.rowPx / 2;
    const nameWidth = canvas.measureText(row.name).width;
    const x = Math.max(PLOT.left + 4, Math.min(places.xOf(row.endMs) + 6, picture.width - nameWidth - 6));
    canvas.fillStyle = colour('paper');
    canvas.fillRect(x - 3, y - 7, nameWidth + 6, 14);
    canvas.fillStyle = colour('ink');
    canvas.fillText(row.name, x, y);
  }
}

function paintChosen(canvas: CanvasRenderingContext2D, picture: Picture, colour: Colours): void {
  const { width, height, view, chosen, found } = picture;
  const rowPx = (height - PLOT.top) / (view.rows.to - view.rows.from);
  const yOf = (place: number) => PLOT.top + (place - view.rows.from) * rowPx;
  canvas.fillStyle = colour('link');
  for (const place of found) canvas.fillRect(width - 6, yOf(place), 6, Math.max(2, rowPx));
  if (chosen === null) return;
  canvas.strokeStyle = colour('ink');
  canvas.lineWidth = 1.5;
  canvas.strokeRect(1, yOf(chosen) - 1, width - 2, Math.max(3, rowPx + 1));
}

function paintAxis(
  canvas: CanvasRenderingContext2D,
  picture: Picture,
  data: TimelineData,
  colour: Colours,
): void {
  const { width, height, view } = picture;
  const step = roundStep(((view.time.to - view.time.from) / (width - PLOT.left)) * MARK_PX);
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'center';
  const start = Math.ceil((data.scheduledMs + view.time.from) / step) * step - data.scheduledMs;
  for (let ms = start; ms <= view.time.to; ms += step) {
    const x = PLOT.left + ((ms - view.time.from) / (view.time.to - view.time.from)) * (width - PLOT.left);
    canvas.fillStyle = colour('rule');
    canvas.fillRect(x, PLOT.top - 5, 1, height - PLOT.top + 5);
    canvas.fillStyle = colour('faint');
    canvas.fillText(
      clock(data.scheduledMs + ms, step),
      Math.min(width - LABEL_PX / 2, Math.max(LABEL_PX / 2, x)),
      PLOT.top / 2,
    );
  }
  canvas.fillStyle = colour('faint');
  canvas.fillRect(0, PLOT.top - 1, width, 1);
}

/** The round time span that is at least as long. */
function roundStep(ms: number): number {
  return STEPS_MS.find((step) => step >= ms) ?? 3_600_000;
}

const STEPS_MS = [
  10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000,
];
