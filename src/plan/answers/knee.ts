import { ConfigError } from '../../storm/index.js';
import { type Band, type LatencyName, type PlanInputs, planInputs, predict } from '../prediction/index.js';
import { constantProvisioners } from './capacity.js';

/** Which delay is set against the cost. */
export interface KneeQuestion {
  /** Numbers of provisioners to look at, ascending; from three. */
  readonly provisioners: readonly number[];
  readonly latency: LatencyName;
  readonly percentile: 'p50' | 'p95' | 'p99' | 'max';
  /** How long provisioners are kept on a morning, in hours: what they cost. */
  readonly keptHours: number;
  /** A plan with another number of provisioners; by default that many untagged ones all the time. */
  readonly withProvisioners?: (inputs: PlanInputs, provisioners: number) => PlanInputs;
}

/** One number of provisioners. */
export interface KneePoint {
  readonly provisioners: number;
  /** A morning's. */
  readonly provisionerHours: number;
  /** Milliseconds, of the first morning; `null` where nobody has this latency. */
  readonly delayMs: Band | null;
  readonly utilisation: Band | null;
}

/** Cost against delay. */
export interface KneeAnswer {
  readonly points: readonly KneePoint[];
  /** Index of the point from which on more cost buys least; `null` where the curve has no bend. */
  readonly knee: number | null;
}

/**
 * Cost and delay of several numbers of provisioners on the first morning, with the knee marked (`kneeOf`).
 * @throws ConfigError if there are fewer than three numbers, or they do not ascend.
 */
export function knee(inputs: PlanInputs, question: KneeQuestion): KneeAnswer {
  const { keptHours, latency, percentile, provisioners, withProvisioners = constantProvisioners } = question;
  const problems: string[] = [];
  if (
    provisioners.length < 3 ||
    provisioners.some((count, i) => i > 0 && count <= (provisioners[i - 1] ?? 0))
  ) {
    problems.push('--counts must be three numbers of provisioners or more, ascending');
  }
  if (!(keptHours > 0 && keptHours <= 24)) {
    problems.push(`--kept-for must be above 0 and at most 24 hours; got ${keptHours} hours`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const points = provisioners.map((count): KneePoint => {
    const [morning] = predict(planInputs(withProvisioners(inputs, count))).mornings;
    return {
      provisioners: count,
      provisionerHours: count * keptHours,
      delayMs: morning?.latenciesMs[latency]?.[percentile] ?? null,
      utilisation: morning?.utilisation ?? null,
    };
  });
  const reached = points.flatMap(({ delayMs, provisionerHours }, index) =>
    delayMs !== null && Number.isFinite(delayMs.median)
      ? [{ index, x: provisionerHours, y: delayMs.median }]
      : [],
  );
  const at = kneeOf(reached);
  return { points, knee: at === null ? null : (reached[at]?.index ?? null) };
}

/**
 * The knee of a curve that falls ever less steeply: the point farthest below the straight line between its ends, both
 * axes scaled to [0, 1] (Satopää, Albrecht, Irwin and Raghavan, "Finding a Kneedle in a Haystack", 2011, without its
 * smoothing: these curves are medians of common mornings).
 * @param points - By x, ascending.
 * @returns The index of a point; `null` for fewer than three, or where none lies below the line.
 */
export function kneeOf(points: readonly { readonly x: number; readonly y: number }[]): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3 || first.y <= last.y) return null;
  let knee: number | null = null;
  let farthest = 1e-9;
  points.forEach(({ x, y }, i) => {
    const right = (x - first.x) / (last.x - first.x);
    const down = (first.y - y) / (first.y - last.y);
    if (down - right > farthest) {
      farthest = down - right;
      knee = i;
    }
  });
  return knee;
}
