/**
 * Puts the values of some ranks where sorting would put them, with none greater before and none smaller behind: much
 * cheaper than sorting where a few of many are asked for (Hoare's Find, 1961, for all of them at once: each partition
 * parts the ranks too).
 * @param list - Is rearranged; no value may be NaN.
 * @param ranks - From 1, ascending, none above the length.
 */
export function selectRanks(list: Float64Array, ranks: readonly number[]): void {
  select(list, ranks, { low: 0, high: list.length - 1, from: 0, to: ranks.length });
}

/** Places `low` to `high` of the list hold the ranks with indices from `from` to below `to`. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
}

function select(list: Float64Array, ranks: readonly number[], stretch: Stretch): void {
  let { low, high, from, to } = stretch;
  while (low < high && from < to) {
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
    let left = from;
    while (left < to && (ranks[left] as number) - 1 <= j) left++;
    let right = left;
    while (right < to && (ranks[right] as number) - 1 < i) right++;
    // Only where there are ranks on both sides is one of them another call: never deeper than there are ranks.
    if (right === to) [high, to] = [j, left];
    else {
      if (left > from) select(list, ranks, { low, high: j, from, to: left });
      [low, from] = [i, right];
    }
  }
}
