/** One way in which an answer differs from the recorded one. */
export interface Difference {
  /** Where: `status`, `header content-type`, or a place in the body such as `$.latest_build.job.status`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly actual: unknown;
  /** What is wrong where the two values do not tell it. */
  readonly note?: string;
}

/** The difference in a line. */
export function describeDifference({ path, recorded, actual, note }: Difference): string {
  return `${path}: recorded ${short(recorded)}, answered ${short(actual)}${note === undefined ? '' : ` (${note})`}`;
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
