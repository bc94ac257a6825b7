/** How far a run was at one moment. */
export interface CurvePoint {
  /** Those that are done with the longer part; `null` where there are no parts. */
  readonly halfway: number | null;
  readonly done: number;
  readonly failed: number;
  /** Jobs that wait for a provisioner; `null` where nobody has counted them. */
  readonly queue: number | null;
}

/** How far a run was at the end of each of some equal steps; the last step is the present one. */
export interface CurveView {
  /** Milliseconds since the epoch on the deployment's clock, as is {@link stepMs}. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly halfway: readonly (number | null)[];
  readonly done: readonly number[];
  readonly failed: readonly number[];
  readonly queue: readonly (number | null)[];
}

const FIRST_STEP_MS = 1_000;
const MOST_STEPS = 240;

/**
 * Remembers how far a run was, step by step: the last of what is recorded within a step, and of queues the longest. When
 * it has become too many steps, each two become one, so that any length of time needs the same room.
 */
export class RunCurve {
  readonly fromMs: number;
  #stepMs = FIRST_STEP_MS;
  /** With holes where nothing was recorded: it was as before. */
  #points: (CurvePoint | undefined)[] = [];

  /** @param fromMs - Where the curve begins; what comes before it is recorded at its beginning. */
  constructor(fromMs: number) {
    this.fromMs = fromMs;
  }

  record(point: CurvePoint, atMs: number): void {
    let step = this.#stepAt(atMs);
    while (step >= MOST_STEPS) {
      this.#fold();
      step = this.#stepAt(atMs);
    }
    this.#points[step] = later(this.#points[step], point);
  }

  /** The steps until now; none before the curve begins. */
  view(nowMs: number): CurveView {
    const [halfway, queue]: [(number | null)[], (number | null)[]] = [[], []];
    const [done, failed]: [number[], number[]] = [[], []];
    // A curve that nothing was recorded in lately goes on for as long as it has room.
    const steps = nowMs < this.fromMs ? 0 : Math.min(MOST_STEPS, this.#stepAt(nowMs) + 1);
    let point: CurvePoint = { halfway: null, done: 0, failed: 0, queue: null };
    for (let step = 0; step < steps; step += 1) {
      point = this.#points[step] ?? point;
      halfway.push(point.halfway);
      done.push(point.done);
      failed.push(point.failed);
      queue.push(point.queue);
    }
    return { fromMs: this.fromMs, stepMs: this.#stepMs, halfway, done, failed, queue };
  }

  #stepAt(atMs: number): number {
    return Math.max(0, Math.floor((atMs - this.fromMs) / this.#stepMs));
  }

  #fold(): void {
    this.#stepMs *= 2;
    const folded: (CurvePoint | undefined)[] = [];
    for (let step = 0; step < this.#points.length; step += 2) {
      const second = this.#points[step + 1];
      folded[step / 2] = second === undefined ? this.#points[step] : later(this.#points[step], second);
    }
    this.#points = folded;
  }
}

function later(before: CurvePoint | undefined, point: CurvePoint): CurvePoint {
  const { queue } = point;
  if (queue === null || before === undefined || before.queue === null || before.queue <= queue) return point;
  return { ...point, queue: before.queue };
}
