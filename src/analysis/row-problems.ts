import type { StormStart } from './storm-start.js';
import { duration } from './words.js';

/** One thing that the record of a single workspace cannot be: what it is called, and whether a record is that. */
interface RowRule {
  /** Whether the record breaks the rule; a text says by how much. */
  readonly broken: (start: StormStart) => boolean | string;
  readonly says: string;
}

const isUsableOutcome = (start: StormStart) => start.outcome === 'ready' || start.outcome === 'started';

/** `true`-ish text when `laterUs` lies before `earlierUs` and both are known. */
function before(laterUs: number | null, earlierUs: number | null): string | false {
  if (laterUs === null || earlierUs === null || laterUs >= earlierUs) return false;
  return ` (by ${duration(earlierUs - laterUs)})`;
}

const RULES: readonly RowRule[] = [
  {
    says: 'its build was created before the scheduled minute',
    broken: (s) => before(s.createdUs, s.scheduledUs),
  },
  {
    says: 'its job was started before it was created',
    broken: (s) => !s.negativeQueueWait && !s.reaped && before(s.startedUs, s.createdUs),
  },
  { says: 'its job ended before it was started', broken: (s) => before(s.completedUs, s.startedUs) },
  {
    says: 'its job was given up before it was created',
    broken: (s) => (s.startedUs === null || s.reaped) && before(s.completedUs, s.createdUs),
  },
  { says: 'it was usable before its job ended', broken: (s) => before(s.usableUs, s.completedUs) },
  { says: 'it was usable before the scheduled minute', broken: (s) => before(s.usableUs, s.scheduledUs) },
  {
    says: 'its job has a start or an end, but no build was created',
    broken: (s) => s.createdUs === null && (s.startedUs !== null || s.completedUs !== null),
  },
  {
    says: 'it was usable although no provisioner finished its job',
    broken: (s) => s.usableUs !== null && (s.startedUs === null || s.completedUs === null || s.reaped),
  },
  {
    says: 'its outcome says usable, but not since when',
    broken: (s) => isUsableOutcome(s) && s.usableUs === null,
  },
  {
    says: 'it has a time from which it was usable, but its outcome says that it was not',
    broken: (s) => !isUsableOutcome(s) && s.usableUs !== null,
  },
  {
    says: 'its job was given up while it waited, but a provisioner had it',
    broken: (s) => s.reaped && s.startedUs !== null,
  },
  {
    says: 'its job is called given up, but has no end',
    broken: (s) => s.reaped && s.completedUs === null,
  },
];

/** What the records of single workspaces contradict themselves in, one list for each rule. */
export function rowProblems(starts: readonly StormStart[]): readonly (readonly string[])[] {
  return [...RULES.map((rule) => brokenBy(rule, starts)), duplicates(starts)];
}

function brokenBy({ broken, says }: RowRule, starts: readonly StormStart[]): string[] {
  return starts.flatMap((start) => {
    const by = broken(start);
    return by === false ? [] : [`${start.workspace}: ${says}${by === true ? '' : by}`];
  });
}

function duplicates(starts: readonly StormStart[]): string[] {
  const names = new Set<string>();
  return starts.flatMap(({ workspace }) => {
    if (names.has(workspace)) return [`${workspace}: it is listed more than once`];
    names.add(workspace);
    return [];
  });
}
