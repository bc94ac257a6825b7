/** The middle value, the upper one of an even number. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The straight line with the least squared distance to the points. */
export function line(points: readonly { readonly x: number; readonly y: number }[]): {
  readonly start: number;
  readonly slope: number;
} {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const slope =
    points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) /
    points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return { start: meanY - slope * meanX, slope };
}

/** Numbers as they are shown, in the order of the rounds. */
export function rounded(values: readonly number[], digits: number): string {
  return values.map((value) => value.toFixed(digits)).join(' ');
}
