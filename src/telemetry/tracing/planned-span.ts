/** A span as it will be recorded. Times are whole microseconds since the epoch on the deployment's clock. */
export interface PlannedSpan {
  /** One of a few: the same for every workspace. */
  readonly name: string;
  readonly startUs: number;
  /** Never before `startUs`. */
  readonly endUs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Why the span is marked as failed; `null` when it is not. In words that no server chose. */
  readonly error: string | null;
  readonly marks: readonly { readonly name: string; readonly atUs: number }[];
}

/** A span and those below it. */
export interface PlannedTree extends PlannedSpan {
  readonly children: readonly PlannedSpan[];
}

/** A span of a certain name and time, its end moved to its start where it would lie before it. */
export function plannedSpan(
  name: string,
  startUs: number,
  endUs: number,
  rest: Partial<Pick<PlannedSpan, 'attributes' | 'error' | 'marks'>> = {},
): PlannedSpan {
  return { attributes: {}, error: null, marks: [], ...rest, name, startUs, endUs: Math.max(startUs, endUs) };
}

/** Milliseconds, with a fraction or without, in whole microseconds. */
export function usOf(ms: number): number {
  return Math.round(ms * 1000);
}
