import { percentilesOf } from '../../stats/index.js';
import { type Band, bandOf } from './band.js';
import type { CalendarMorning } from './calendar.js';
import type { MorningSample } from './morning-sample.js';

/** Minutes of a morning that follow each other closely, in one zone or in several. */
export interface Rush {
  /** Microseconds since the epoch. */
  readonly firstDueUs: number;
  readonly lastDueUs: number;
}

/** What one of several rushes of a morning will be like. */
export interface RushPrediction extends Rush {
  readonly due: number;
  readonly usable: Band;
  /** From each workspace's own minute, over all who are due in the rush; milliseconds, Infinity where not reached. */
  readonly readyMs: { readonly p50: Band; readonly p95: Band; readonly max: Band };
}

/** Minutes that are farther apart belong to two rushes: longer than most queues, shorter than most zones are apart. */
const RUSH_GAP_US = 30 * 60_000_000;
const PERCENTILES = [0.5, 0.95, 1];

/** The rushes of a morning, ascending. */
export function rushesOf({ dueUs }: Pick<CalendarMorning, 'dueUs'>): readonly Rush[] {
  const minutes = [...new Set(dueUs.filter((us) => !Number.isNaN(us)))].sort((a, b) => a - b);
  const rushes: Rush[] = [];
  for (const us of minutes) {
    const last = rushes.at(-1);
    if (last !== undefined && us - last.lastDueUs <= RUSH_GAP_US) {
      rushes[rushes.length - 1] = { ...last, lastDueUs: us };
    } else rushes.push({ firstDueUs: us, lastDueUs: us });
  }
  return rushes;
}

/** The figures of one rush, by replication. */
export class RushFigures {
  readonly #rush: Rush;
  readonly #usable: number[] = [];
  readonly #readyMs: number[][] = PERCENTILES.map(() => []);
  #due = 0;

  constructor(rush: Rush) {
    this.#rush = rush;
  }

  add({ dueUs, usableUs }: Pick<MorningSample, 'dueUs' | 'usableUs'>): void {
    const { firstDueUs, lastDueUs } = this.#rush;
    const isDue = dueUs.map((us) => (us >= firstDueUs && us <= lastDueUs ? 1 : 0));
    const readyMs = usableUs
      .map((us, i) => (us - (dueUs[i] as number)) / 1000)
      .filter((_, i) => isDue[i] === 1);
    this.#due = readyMs.length;
    this.#usable.push(readyMs.filter(Number.isFinite).length);
    percentilesOf(readyMs, PERCENTILES)?.forEach((ms, i) => {
      this.#readyMs[i]?.push(ms);
    });
  }

  /** `null` where nobody was due. */
  summary(): RushPrediction | null {
    const usable = bandOf(this.#usable);
    const [p50, p95, max] = this.#readyMs.map(bandOf);
    if (usable === null || !p50 || !p95 || !max) return null;
    return { ...this.#rush, due: this.#due, usable, readyMs: { p50, p95, max } };
  }
}
