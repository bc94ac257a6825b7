import type { RecordedResponse } from '../recordings.js';
import { problemsOfValue } from '../schema/answer-problems.js';
import { compareBodies } from './bodies.js';
import type { Correspondence } from './correspondence.js';
import type { Difference } from './difference.js';
import type { FreeValueRule } from './free-values.js';

/** As much of a workspace as tells which moment a snapshot shows. */
interface Moment {
  readonly latest_build: { readonly build_number: number; readonly job: { readonly status: string } };
}

/** How often one moment may be shown: at first, when it comes, and once more unchanged, as was recorded. */
const MAX_SHOWN = 3;

/** Differences of an event stream from the recorded one: its framing, its order, and every snapshot in it. */
export function* compareSnapshots(
  recorded: NonNullable<RecordedResponse['stream']>,
  text: string,
  correspondence: Correspondence,
  free: readonly FreeValueRule[] = [],
): Iterable<Difference> {
  const events = text.split(/(?<=\n\n)/).filter((event) => event !== '');
  if (events[0] !== 'event: ping\n\n') {
    yield { path: 'event 0', recorded: 'event: ping\n\n', actual: events[0], note: 'the first event' };
  }
  for (const [i, event] of events.entries()) {
    if (/^event: (ping\n|(data|error)\ndata: [^\n]+\n)\n$/.test(event)) continue;
    yield { path: `event ${i}`, recorded: 'event: …\ndata: …\n\n', actual: event, note: 'framing' };
  }
  const expected = recorded.flatMap(({ text: event }) => dataOf(event));
  yield* compareWorkspaces(expected, dataOf(text), correspondence, free);
}

/**
 * Differences between two sequences of snapshots of a workspace. The moments that the recorded sequence shows have to
 * be shown here, in that order; every snapshot as recorded. How often a moment is shown, up to a few times, and whether the moment before a
 * provisioner takes the job can be seen, is a matter of microseconds on either server.
 */
export function* compareWorkspaces(
  recorded: readonly unknown[],
  actual: readonly unknown[],
  correspondence: Correspondence,
  free: readonly FreeValueRule[] = [],
): Iterable<Difference> {
  const [expected, found] = [moments(recorded), moments(actual)];
  const shown = found.filter((moment) => expected.includes(moment) || !moment.endsWith(' pending'));
  if (expected.join() !== shown.join()) {
    yield { path: 'snapshots', recorded: expected, actual: found, note: 'the moments shown' };
  }
  for (const [i, snapshot] of actual.entries()) {
    const moment = momentOf(snapshot);
    const before = actual.slice(0, i).filter((other) => momentOf(other) === moment).length;
    if (before === MAX_SHOWN) {
      yield { path: 'snapshots', recorded: `at most ${MAX_SHOWN}`, actual: moment, note: 'shown again' };
    }
    const like = recorded.find((other) => momentOf(other) === moment);
    if (like === undefined) continue;
    for (const difference of compareBodies(like, snapshot, correspondence, free)) {
      yield { ...difference, path: `snapshot ${i} of ${moment}: ${difference.path}` };
    }
  }
  for (const snapshot of actual) {
    for (const { kind, at, value } of problemsOfValue('codersdk.Workspace', snapshot)) {
      yield { path: `snapshot: ${at}`, recorded: 'the description', actual: value, note: kind };
    }
  }
}

function dataOf(text: string): readonly unknown[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);
}

/** The moments shown, each once. */
function moments(snapshots: readonly unknown[]): readonly string[] {
  return [...new Set(snapshots.map(momentOf))];
}

function momentOf(snapshot: unknown): string {
  const { latest_build: build } = snapshot as Moment;
  return `build ${build.build_number} ${build.job.status}`;
}
