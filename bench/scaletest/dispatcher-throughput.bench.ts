/**
 * Question: how many build updates a second does the dispatcher hand to the channels of 10,000 workspaces?
 *
 * Goal: 1,000,000 a second. Measured through `start`, from an asynchronous source, once with channels that nobody
 * reads and once with a reader waiting at every channel. The reference loop looks every name up in a map and keeps
 * the update: the least that any dispatcher does.
 */
import type { WorkspaceBuildUpdate } from '../../src/codersdk/index.js';
import { WorkspaceDispatcher } from '../../src/scaletest/autostart/index.js';

const WORKSPACES = 10_000;
const BUILDS_EACH = 100;
const UPDATES = WORKSPACES * BUILDS_EACH;
/** Distinct builds per workspace, as in a storm: start, stop, autostart. */
const BUILDS = 3;
const ROUNDS = 5;
const GOAL = 1_000_000;

const names = Array.from({ length: WORKSPACES }, (_, index) => `scaletest-k3v9q0ab-${index}`);

/** Names as they come out of JSON: equal texts, never the same object as the map's keys. */
const updates: readonly WorkspaceBuildUpdate[] = Array.from({ length: UPDATES }, (_, at) => {
  const index = (at * 7_919) % WORKSPACES;
  const workspaceName = JSON.parse(JSON.stringify(names[index])) as string;
  return {
    workspaceId: `w-${index}`,
    workspaceName,
    buildId: `b-${at}`,
    transition: 'start',
    jobStatus: 'succeeded',
    buildNumber: (Math.floor(at / WORKSPACES) % BUILDS) + 1,
  };
});

async function* source(): AsyncGenerator<WorkspaceBuildUpdate> {
  for (const update of updates) yield update;
}

async function unread(): Promise<number> {
  const dispatcher = new WorkspaceDispatcher(names);
  await dispatcher.start(new AbortController().signal, source());
  return dispatcher.dropped + WORKSPACES * BUILDS;
}

async function read(): Promise<number> {
  const dispatcher = new WorkspaceDispatcher(names);
  let received = 0;
  const readers = Array.from(dispatcher.channels.values(), async (channel) => {
    for await (const _ of channel) received += 1;
  });
  await dispatcher.start(new AbortController().signal, source());
  await Promise.all(readers);
  return received + dispatcher.dropped;
}

async function reference(): Promise<number> {
  const newest = new Map<string, { update: WorkspaceBuildUpdate | null }>(
    names.map((name) => [name, { update: null }]),
  );
  let kept = 0;
  for (const update of updates) {
    const slot = newest.get(update.workspaceName);
    if (slot !== undefined) {
      slot.update = update;
      kept += 1;
    }
  }
  return kept;
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const handled = await work();
  const seconds = (performance.now() - began) / 1_000;
  if (handled !== UPDATES) throw new Error(`${handled} updates accounted for instead of ${UPDATES}`);
  return UPDATES / seconds;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function report(name: string, work: () => Promise<number>): Promise<void> {
  await perSecond(work);
  await perSecond(reference);
  const rounds: { readonly own: number; readonly loop: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The order alternates, so that a machine that slows down does not favor one side.
    const first = round % 2 === 0 ? await perSecond(reference) : null;
    const own = await perSecond(work);
    rounds.push({ own, loop: first ?? (await perSecond(reference)) });
  }
  const own = median(rounds.map((round) => round.own));
  const ratio = median(rounds.map((round) => round.own / round.loop));
  console.log(
    `${name}: ${Math.round(own)} updates/s (goal ${GOAL}), ${ratio.toFixed(3)} of the reference loop; ` +
      `rounds ${rounds.map((round) => (round.own / round.loop).toFixed(3)).join(' ')}`,
  );
}

await report('channels that nobody reads', unread);
await report('a reader at every channel', read);
