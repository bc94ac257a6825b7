/**
 * Two-sided interval of a probability from `successes` in `trials`, which never holds it less often than `confidence`
 * says (Clopper and Pearson, Biometrika 26, 1934): its ends are the probabilities under which as many successes, or as
 * few, would be seen with a chance of (1 − confidence)/2.
 * @returns Probabilities in [0, 1].
 * @throws RangeError unless 0 <= successes <= trials, both whole, trials from 1, and 0 < confidence < 1.
 */
export function binomialInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): { readonly lower: number; readonly upper: number } {
  if (!Number.isInteger(trials) || trials < 1) throw new RangeError(`needs a trial; got ${trials}`);
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new RangeError(`${successes} of ${trials} is no number of successes`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`the confidence must lie between 0 and 1, e.g. 0.95; got ${String(confidence)}`);
  }
  const tail = (1 - confidence) / 2;
  const lower = successes === 0 ? 0 : boundary((p) => atLeast(successes, trials, p) < tail);
  const upper =
    successes === trials ? 1 : boundary((p) => atLeast(trials - successes, trials, 1 - p) >= tail);
  return { lower, upper };
}

/** Enough for every digit that is shown of a share. */
const HALVINGS = 40;

/** Where in [0, 1] a condition that holds on the left stops holding. */
function boundary(holdsAt: (p: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (holdsAt(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of at least `successes` of `trials`, each with the probability `p` in (0, 1). */
function atLeast(successes: number, trials: number, p: number): number {
  const [own, other] = [Math.log(p), Math.log1p(-p)];
  let logChoices = 0;
  let sum = 0;
  for (let k = 0; k <= trials; k++) {
    if (k >= successes) sum += Math.exp(logChoices + k * own + (trials - k) * other);
    logChoices += Math.log((trials - k) / (k + 1));
  }
  return Math.min(1, sum);
}
