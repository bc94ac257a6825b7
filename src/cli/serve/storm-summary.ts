import { nearestRank } from '../../stats/index.js';
import type { BuildRow } from '../../storm/index.js';
import { parseInstant } from '../../time/index.js';

const PERCENTILES = [50, 95, 99] as const;

/**
 * How long those waited whom schedules have started, in lines for a person; none when there are none. Percentiles are by
 * nearest rank over all of them: whoever never got so far ranks behind everybody who did.
 * @param builds - Those created since the deployment listened.
 */
export function stormSummary(builds: readonly BuildRow[]): readonly string[] {
  const due = builds.filter(({ reason, transition }) => reason === 'autostart' && transition === 'start');
  if (due.length === 0) return [];
  const counts = new Map<string, number>([['ready', 0]]);
  for (const build of due) counts.set(standOf(build), (counts.get(standOf(build)) ?? 0) + 1);
  const told = [...counts].map(([stand, count]) => `${count} ${stand}`);
  return [
    `started by schedule since it listened: ${due.length} (${told.join(', ')})`,
    row('queue', due.map(queueUs)),
    row('created to ready', due.map(totalUs)),
  ];
}

function standOf(build: BuildRow): string {
  if (isReady(build)) return 'ready';
  if (build.completedAt !== null) return build.jobStatus;
  return build.startedAt === null ? 'still waiting' : 'being built';
}

function isReady({ jobStatus }: BuildRow): boolean {
  return jobStatus === 'succeeded';
}

/** A job that was ended while it waited has a start without a worker. */
function queueUs({ createdAt, startedAt, workerId }: BuildRow): number {
  if (startedAt === null || workerId === null) return Infinity;
  return Math.max(0, usOf(startedAt) - usOf(createdAt));
}

function totalUs(build: BuildRow): number {
  const { completedAt, createdAt } = build;
  return completedAt === null || !isReady(build) ? Infinity : usOf(completedAt) - usOf(createdAt);
}

function row(name: string, us: readonly number[]): string {
  const sorted = us.toSorted((a, b) => a - b);
  const cells = PERCENTILES.map((p) => `p${p} ${seconds(nearestRank(sorted, p / 100)).padStart(10)}`);
  return `  ${name.padEnd(16)}  ${cells.join('   ')}`;
}

function seconds(us: number): string {
  return us === Infinity ? 'not yet' : `${(us / 1e6).toFixed(2)} s`;
}

function usOf(text: string): number {
  return parseInstant(text).us;
}
