import type { UniformDraw } from '../stats/index.js';

/** Some of all, each as likely as the others: the first draws of a shuffle, by Fisher and Yates. */
export function chooseSome<T>(from: readonly T[], limit: number, random: UniformDraw): T[] {
  const all = [...from];
  const size = Math.max(0, Math.min(limit, all.length));
  for (let at = 0; at < size; at += 1) {
    const other = at + Math.floor(random() * (all.length - at));
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all.slice(0, size);
}
