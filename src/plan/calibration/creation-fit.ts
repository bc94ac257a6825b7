import { type Distribution, meanOf } from '../../stats/index.js';

/** How long one transaction of the executor takes, as its throughput says. */
export interface CreationFit {
  readonly creation: Distribution;
  /** Autostarts that were counted, and how many of them the server made in a second. */
  readonly n: number;
  readonly perSecond: number;
}

/** Creations that lie farther apart than this are of different passes of the executor, or of none at work. */
const PAUSE_US = 2_000_000;
/** So many times its slots a pass must have created, so that how it began and ended hardly counts. */
const ROUNDS = 5;

/**
 * Fits the executor's transaction time to the rate at which autostarts were created while it was at work: with all its
 * slots busy, `slots` transactions of mean m give `slots / m` creations a second (Little's law). The spread of single
 * transactions cannot be seen; their shape is the default's, scaled.
 *
 * @param createdUs - When autostarts were created, in any order; all of every pass that is to count.
 * @param slots - Workspaces that all executors together work on at a time.
 * @param shape - The distribution to scale.
 * @returns `null` when no pass made as many as five times its slots.
 */
export function creationFit(
  createdUs: readonly number[],
  slots: number,
  shape: Distribution,
): CreationFit | null {
  let [n, spreadUs] = [0, 0];
  for (const pass of passes([...createdUs].sort((a, b) => a - b))) {
    const passUs = (pass.at(-1) ?? 0) - (pass[0] ?? 0);
    if (pass.length < ROUNDS * slots || passUs === 0) continue;
    n += pass.length;
    spreadUs += passUs;
  }
  if (n === 0) return null;
  const factor = (slots * spreadUs) / n / meanOf(shape);
  return { creation: scaled(shape, factor), n, perSecond: (n * 1e6) / spreadUs };
}

function passes(sorted: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const us of sorted) {
    const pass = found.at(-1);
    if (pass === undefined || us - (pass.at(-1) ?? 0) > PAUSE_US) found.push([us]);
    else pass.push(us);
  }
  return found;
}

function scaled(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'constant':
      return { kind: 'constant', value: distribution.value * factor };
    case 'lognormal':
      return { kind: 'lognormal', p50: distribution.p50 * factor, p95: distribution.p95 * factor };
    case 'empirical':
      return { kind: 'empirical', sortedValues: distribution.sortedValues.map((value) => value * factor) };
    default:
      return distribution satisfies never;
  }
}
