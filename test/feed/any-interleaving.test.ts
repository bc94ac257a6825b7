import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededDraws } from '../../src/stats/index.js';
import { apiError } from '../collect/fake-records.js';
import { FeedRig } from './feed-rig.js';

const WORKSPACES = 8;

/** Something that happens to a deployment or on the way from it. */
type Happening =
  | {
      readonly kind: 'end';
      readonly at: number;
      readonly status: 'succeeded' | 'failed';
      readonly told: boolean;
    }
  | { readonly kind: 'repeat'; readonly at: number }
  | { readonly kind: 'cancel'; readonly at: number; readonly told: boolean }
  | { readonly kind: 'drop'; readonly code: number }
  | {
      readonly kind: 'refuse';
      readonly status: number | null;
      readonly what: 'watch' | 'list' | 'everything';
    }
  | { readonly kind: 'next-build'; readonly at: number }
  | { readonly kind: 'pass'; readonly ms: number };

const at = fc.nat({ max: WORKSPACES - 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      at,
      status: fc.constantFrom('succeeded' as const, 'failed' as const),
      told: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), at, told: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('drop' as const),
      code: fc.constantFrom(1000, 1001, 1006, 1011),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      status: fc.constantFrom(null, 401, 403, 404, 429, 500, 503),
      what: fc.constantFrom('watch' as const, 'list' as const, 'everything' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('next-build' as const), at }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
  },
);

class World {
  readonly rig: FeedRig;
  readonly ids: string[];
  /** Truth about the first build of each workspace. */
  readonly records = new Map<string, string>();

  constructor(kind: 'auto' | 'poll', seed: string, scheduled: boolean) {
    this.rig = new FeedRig({ kind, random: seededDraws(seed) });
    const notBeforeRealMs = this.rig.clock.nowMs() + 30_000;
    this.ids = this.rig.expectMany(WORKSPACES, scheduled ? { notBeforeRealMs } : {});
  }

  async happen(event: Happening): Promise<void> {
    const { deployment } = this.rig;
    switch (event.kind) {
      case 'pass':
        return this.rig.pass(event.ms);
      case 'drop':
        for (const stream of deployment.openStreams) stream.drop(event.code);
        return;
      case 'refuse': {
        const { status, what } = event;
        deployment.beforeAnswer = ({ kind }) => {
          if (status !== null && (what === 'everything' || kind === what)) throw apiError(status);
        };
        return;
      }
      case 'end':
        return this.end(this.ids[event.at] ?? '', event.status, event.told);
      case 'repeat':
        return this.repeat(this.ids[event.at] ?? '');
      case 'cancel':
        return this.cancel(this.ids[event.at] ?? '', event.told);
      case 'next-build': {
        const id = this.ids[event.at] ?? '';
        if (this.records.has(id)) deployment.build(id, 'stop', 'running');
      }
    }
  }

  end(id: string, status: 'succeeded' | 'failed', told: boolean): void {
    if (this.records.has(id)) return;
    this.records.set(id, status);
    this.rig.deployment.set(id, status, 1);
    if (told) this.rig.deployment.tell(id, status, 1);
  }

  cancel(id: string, told: boolean): void {
    if (this.records.has(id)) return;
    this.rig.deployment.set(id, 'canceling', 1);
    if (told) this.rig.deployment.tell(id, 'canceled', 1);
  }

  repeat(id: string): void {
    const status = this.records.get(id);
    if (status === 'succeeded' || status === 'failed') this.rig.deployment.tell(id, status, 1);
  }

  /** All builds end untold, the server is well again, and time passes. */
  async settle(): Promise<void> {
    this.rig.deployment.beforeAnswer = () => {};
    for (const id of this.ids) this.end(id, 'succeeded', false);
    await this.rig.pass(400_000);
  }
}

describe('ReliableFeed, whatever is dropped, repeated, refused and cut', () => {
  it('tells the end of every expected build exactly once, and nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('auto' as const, 'poll' as const),
        fc.boolean(),
        fc.string(),
        fc.array(happening, { maxLength: 40 }),
        async (kind, scheduled, seed, happenings) => {
          const { rig, ...world } = await play(kind, seed, scheduled, happenings);
          expect(new Set(rig.told).size).toBe(rig.told.length);
          for (const [id, status] of world.records) {
            const ends = rig.updates.filter(
              (update) => update.workspaceId === id && update.jobStatus === status,
            );
            expect(ends).toHaveLength(1);
          }
          const { recovered, messages, duplicates } = rig.feed.statistics;
          expect(recovered).toBeGreaterThanOrEqual(0);
          expect(rig.updates.length).toBeGreaterThanOrEqual(messages - duplicates);
          expect(rig.clock.nextTimerMs()).toBeUndefined();
          expect(rig.deployment.openStreams).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('can be closed at any moment, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('auto' as const, 'poll' as const),
        fc.string(),
        fc.array(happening, { maxLength: 15 }),
        fc.nat({ max: 60 }),
        async (kind, seed, happenings, turns) => {
          const world = new World(kind, seed, false);
          const connecting = world.rig.connect().catch(() => world.rig.consume());
          const living = (async () => {
            await connecting;
            for (const event of happenings) await world.happen(event);
          })();
          for (let i = 0; i < turns; i += 1) await Promise.resolve();
          await world.rig.feed.close();
          await living;
          await world.rig.close();
          expect(world.rig.ended).toBe(true);
          await world.rig.pass(0);
          expect(world.rig.clock.nextTimerMs()).toBeUndefined();
          expect(world.rig.deployment.openStreams).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

async function play(
  kind: 'auto' | 'poll',
  seed: string,
  scheduled: boolean,
  happenings: readonly Happening[],
): Promise<{ rig: FeedRig; records: ReadonlyMap<string, string> }> {
  const world = new World(kind, seed, scheduled);
  await world.rig.connect();
  for (const event of happenings) await world.happen(event);
  await world.settle();
  await world.rig.close();
  return world;
}
