/** Typing errors up to which a name is taken for a misspelling of another. */
const MOST_ERRORS = 3;

/** The candidate that was most likely meant, the first of equals; `null` when none is near. Case does not matter. */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null;
  let fewest = Math.min(MOST_ERRORS, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    // No fewer letters are to be inserted or removed than the lengths differ; a long text takes long to compare.
    if (Math.abs(name.length - candidate.length) >= fewest) continue;
    const errors = typingErrors(name.toLowerCase(), candidate);
    if (errors < fewest) {
      fewest = errors;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters to insert, remove, replace, or swap with their neighbor, to get from one text to the other. */
function typingErrors(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
