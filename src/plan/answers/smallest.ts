/** What searching for the smallest number found. */
export interface Smallest {
  /** The smallest one that is enough, as far as numbers above one that is are enough too; `null`: not even the most is. */
  readonly value: number | null;
  /** How many numbers were tried. */
  readonly tried: number;
}

/**
 * The smallest whole number from `least` to `most` that is enough, by halving; from a first guess outwards in steps that
 * double, so that few are tried where the guess is good.
 * @param firstStep - The first of these steps; by default a thirty-second of the guess.
 */
export function smallest(
  {
    least,
    most,
    guess,
    firstStep,
  }: {
    readonly least: number;
    readonly most: number;
    readonly guess: number;
    readonly firstStep?: number;
  },
  isEnough: (value: number) => boolean,
): Smallest {
  let tried = 0;
  const known = new Map<number, boolean>();
  const tries = (value: number): boolean => {
    const before = known.get(value);
    if (before !== undefined) return before;
    tried++;
    const enough = isEnough(value);
    known.set(value, enough);
    return enough;
  };
  // `low` is below the answer, `high` is enough once it was tried.
  let low = least - 1;
  let high = Math.min(most, Math.max(least, Math.round(guess)));
  let step = firstStep ?? Math.max(1, Math.ceil(high / 32));
  if (tries(high)) {
    while (high - step > low && tries(high - step)) {
      high -= step;
      step *= 2;
    }
    low = Math.max(low, high - step);
  } else {
    do {
      low = high;
      if (high === most) return { value: null, tried };
      high = Math.min(most, high + step);
      step *= 2;
    } while (!tries(high));
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (tries(middle)) high = middle;
    else low = middle;
  }
  return { value: high, tried };
}
