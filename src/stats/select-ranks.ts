/**
 * Puts the values of some ranks where sorting would put them, with none greater before and none smaller behind: much
 * cheaper than sorting where a few of many are asked for (Hoare's Find, 1961).
 * @param list - Is rearranged; no value may be NaN.
 * @param ranks - From 1, ascending, none above the length.
 */
export function selectRanks(list: Float64Array, ranks: readonly number[]): void {
  let from = 0;
  for (const rank of ranks) {
    select(list, rank - 1, from);
    from = rank;
  }
}

function select(list: Float64Array, at: number, from: number): void {
  let low = from;
  let high = list.length - 1;
  while (low < high) {
    const pivot = list[(low + high) >>> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((list[i] as number) < pivot) i++;
      while ((list[j] as number) > pivot) j--;
      if (i > j) break;
      const value = list[i] as number;
      list[i++] = list[j] as number;
      list[j--] = value;
    }
    if (at <= j) high = j;
    else if (at >= i) low = i;
    else return;
  }
}
