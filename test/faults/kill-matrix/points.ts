/** Where a run is killed: at the n-th record of one type. */
export interface KillPoint {
  /** Type of the record; `head` for the journal itself. */
  readonly type: string;
  /** From 1. */
  readonly nth: number;
  /** Records of this type in a whole run. */
  readonly of: number;
  /** Before the journal has the record, or once it is on the disk. */
  readonly side: 'before' | 'after';
}

const SIDES = ['before', 'after'] as const;

/**
 * Every point, before and after each record of a whole run.
 * @param records - The types of a whole run's records, in their order. Notices tell of what happens by chance: they
 * are left out.
 */
export function pointsOf(records: readonly string[]): readonly KillPoint[] {
  const counts = new Map<string, number>();
  for (const type of records) {
    if (type !== 'notice') counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].flatMap(([type, of]) =>
    Array.from({ length: of }, (_, index) => index + 1).flatMap((nth) =>
      SIDES.map((side) => ({ type, nth, of, side })),
    ),
  );
}

/** The first record of each type, before it; a middle one, after it; the last, before it; single ones on both sides. */
export function fewOf(points: readonly KillPoint[]): readonly KillPoint[] {
  return points.filter(({ nth, of, side }) => {
    if (of === 1) return true;
    const middle = Math.ceil(of / 2);
    return side === 'after' ? nth === middle : nth === 1 || nth === of;
  });
}

/** How a point is called. */
export function pointName({ type, nth, of, side }: KillPoint): string {
  return `${side} ${type} ${nth} of ${of}`;
}
