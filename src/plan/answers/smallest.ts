/**
 * The smallest whole number from `least` to `most` that is enough, by bisection; from a first guess outwards in steps
 * that double, so that few are tried where the guess is good. None is tried twice. A range is cut at its lower third: one
 * that is not enough is sooner told than one that is.
 * @param firstStep - The first of these steps; by default a thirty-second of the guess.
 * @returns The smallest one that is enough, as far as numbers above one that is are enough too; `null`: not even the most is.
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
): number | null {
  // `low` is below the answer, `high` is enough once it was tried.
  let low = least - 1;
  let high = Math.min(most, Math.max(least, Math.round(guess)));
  let step = firstStep ?? Math.max(1, Math.ceil(high / 32));
  if (isEnough(high)) {
    while (high - step > low && isEnough(high - step)) {
      high -= step;
      step *= 2;
    }
    low = Math.max(low, high - step);
  } else {
    do {
      low = high;
      if (high === most) return null;
      high = Math.min(most, high + step);
      step *= 2;
    } while (!isEnough(high));
  }
  while (high - low > 1) {
    const next = low + Math.ceil((high - low) / 3);
    if (isEnough(next)) high = next;
    else low = next;
  }
  return high;
}
