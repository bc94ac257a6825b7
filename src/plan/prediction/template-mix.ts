import type { DueGroup, PlanInputs } from './plan-inputs.js';

/**
 * A whole number in parts as near as may be to their weights: what does not divide goes to those that it takes most from
 * (largest remainders).
 * @param weights - Their sum is above zero.
 */
export function apportion(whole: number, weights: readonly number[]): readonly number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (weight * whole) / all);
  const parts = exact.map(Math.floor);
  const left = whole - parts.reduce((sum, part) => sum + part, 0);
  const lost = (i: number) => (exact[i] ?? 0) - (parts[i] ?? 0);
  const byLoss = [...weights.keys()].sort((a, b) => lost(b) - lost(a) || a - b);
  for (const i of byLoss.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}

/** How many workspaces are due of each template. */
function dueByTemplate(groups: readonly DueGroup[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { count, template } of groups) counts.set(template, (counts.get(template) ?? 0) + count);
  return counts;
}

/** A background of so many builds a minute, of the templates in the shares of those who are due. */
export function mixedBackground(groups: readonly DueGroup[], perMinute: number): PlanInputs['background'] {
  if (perMinute === 0) return [];
  const counts = dueByTemplate(groups);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].map(([template, count]) => ({ template, perMinute: (perMinute * count) / all }));
}

/** So many queued jobs, of the templates in the shares of those who are due. */
export function mixedQueue(groups: readonly DueGroup[], jobs: number): PlanInputs['queued'] {
  const counts = [...dueByTemplate(groups)];
  const parts = apportion(
    jobs,
    counts.map(([, count]) => count),
  );
  return counts.flatMap(([template], i) => {
    const count = parts[i] ?? 0;
    return count === 0 ? [] : [{ template, count }];
  });
}
