import { type Distribution, meanOf, samplerOf, scaledBy } from '../../stats/index.js';

/** How long one transaction of the executor takes, as its throughput says. */
export interface CreationFit {
  readonly creation: Distribution;
  /** Autostarts that were counted, and how many one executor makes in a second with all its slots busy. */
  readonly n: number;
  readonly perSecond: number;
}

/** The executors that made autostarts. */
export interface Executors {
  readonly replicas: number;
  /** Workspaces that one of them works on at a time. */
  readonly slots: number;
}

/** Creations that lie farther apart than this are of different passes of the executor, or of none at work. */
const PAUSE_US = 2_000_000;
/** So many times its slots a pass must have created, so that how it began hardly counts. */
const ROUNDS = 5;
/** A second executor makes creations come at least so much faster: they take less of the time of those before. */
const JOINED = 0.75;

/**
 * Fits the executor's transaction time to the rate at which autostarts were created while it was at work. The spread of
 * single transactions cannot be seen; their shape is the default's, scaled.
 *
 * Replicas tick at different seconds, so the one that ticks first works alone, mostly to the end. Where there are
 * several, a pass counts until creations come faster, which is when the next one joins; two that tick within half a
 * second of each other cannot be told apart from a fast one.
 *
 * All slots begin with the pass and are busy until its last `slots` transactions. With mean m and squared coefficient of
 * variation v, the k-th creation comes `m (k + slots (1 − v) / 2) / slots` after that (renewal theory, Cox 1962: a slot
 * has made t/m + (v − 1)/2 by the time t), and the first one after the shortest of `slots` transactions.
 *
 * @param createdUs - When autostarts were created, in any order; all of every pass that is to count.
 * @param shape - The distribution to scale.
 * @returns `null` when no pass made as many as five times the slots of an executor.
 */
export function creationFit(
  createdUs: readonly number[],
  { replicas, slots }: Executors,
  shape: Distribution,
): CreationFit | null {
  const { shortest, variation } = inMeans(shape, slots);
  let [n, spreadUs, expected] = [0, 0, 0];
  for (const pass of passes([...createdUs].sort((a, b) => a - b))) {
    if (pass.length < ROUNDS * slots) continue;
    const alone = replicas === 1 ? pass.length : aloneFor(pass, ROUNDS * slots);
    const last = Math.min(alone, pass.length - slots);
    const passUs = (pass[last - 1] ?? 0) - (pass[0] ?? 0);
    if (passUs === 0) continue;
    n += alone;
    spreadUs += passUs;
    expected += (last + (slots * (1 - variation)) / 2) / slots - shortest;
  }
  if (n === 0) return null;
  const meanUs = spreadUs / expected;
  return { creation: scaledBy(shape, meanUs / meanOf(shape)), n, perSecond: (slots * 1e6) / meanUs };
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

/**
 * How many creations of a pass one executor made alone.
 * @param block - Creations whose time is compared with that of those before; at least so many are alone.
 */
function aloneFor(pass: readonly number[], block: number): number {
  const firstUs = pass[0] ?? 0;
  for (let from = block; from + block <= pass.length; from += block) {
    const beforeUs = (pass[from - 1] ?? 0) - firstUs;
    const blockUs = (pass[from + block - 1] ?? 0) - (pass[from - 1] ?? 0);
    // The other one may have joined within the block before.
    if (blockUs / block < (JOINED * beforeUs) / (from - 1)) return Math.max(block, from - block);
  }
  return pass.length;
}

/** The expected shortest of some draws, in means of the distribution, and its squared coefficient of variation. */
function inMeans(
  shape: Distribution,
  draws: number,
): { readonly shortest: number; readonly variation: number } {
  const sample = samplerOf(shape);
  const mean = meanOf(shape);
  let [shortest, squares] = [0, 0];
  for (let i = 0; i < STEPS; i++) {
    const u = (i + 0.5) / STEPS;
    shortest += sample(1 - (1 - u) ** (1 / draws)) / mean / STEPS;
    squares += (sample(u) / mean) ** 2 / STEPS;
  }
  return { shortest, variation: squares - 1 };
}

/** Of the numerical integration over a distribution. */
const STEPS = 2_000;
