import type { Calendar } from './calendar.js';

/** Who is due on the first morning of a plan. */
export interface FirstMorning {
  /** Microseconds since the epoch. */
  readonly firstDueUs: number;
  /** Its minutes, ascending, with how many starts of which templates. */
  readonly minutes: readonly {
    readonly atUs: number;
    readonly starts: readonly { readonly template: number; readonly count: number }[];
  }[];
}

/** Counts who is due on the first morning, by minute and template. */
export function firstMorning({ mornings, schedule, template }: Calendar): FirstMorning {
  const [morning] = mornings;
  const counts = new Map<number, Map<number, number>>();
  schedule.forEach((of, workspace) => {
    const atUs = morning?.dueUs[of] ?? Number.NaN;
    if (Number.isNaN(atUs)) return;
    const minute = counts.get(atUs) ?? new Map<number, number>();
    const made = template[workspace] as number;
    minute.set(made, (minute.get(made) ?? 0) + 1);
    counts.set(atUs, minute);
  });
  const minutes = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([atUs, starts]) => ({
      atUs,
      starts: [...starts].map(([made, count]) => ({ template: made, count })),
    }));
  return { firstDueUs: morning?.firstDueUs ?? 0, minutes };
}
