import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkspaceBuildUpdate } from '../../../src/codersdk/index.js';
import { UpdateChannel } from '../../../src/scaletest/autostart/index.js';
import { makeUpdate } from './records.js';

async function readAll(channel: UpdateChannel): Promise<WorkspaceBuildUpdate[]> {
  const read: WorkspaceBuildUpdate[] = [];
  for await (const update of channel) read.push(update);
  return read;
}

describe('UpdateChannel', () => {
  it('keeps only the newest update of each build and counts the ones it replaced', async () => {
    const channel = new UpdateChannel();
    channel.push(makeUpdate({ buildNumber: 1, jobStatus: 'succeeded' }));
    channel.push(makeUpdate({ buildNumber: 2, jobStatus: 'canceled' }));
    channel.push(makeUpdate({ buildNumber: 2, jobStatus: 'failed' }));
    channel.close();
    const read = await readAll(channel);
    expect(read.map((update) => [update.buildNumber, update.jobStatus])).toEqual([
      [1, 'succeeded'],
      [2, 'failed'],
    ]);
    expect(channel.dropped).toBe(1);
  });

  it('does not let a build of another workspace of the same name replace an update', async () => {
    const channel = new UpdateChannel();
    channel.push(makeUpdate({ workspaceId: 'ours' }));
    channel.push(makeUpdate({ workspaceId: 'left over', jobStatus: 'failed' }));
    channel.close();
    expect((await readAll(channel)).map((update) => update.workspaceId)).toEqual(['ours', 'left over']);
  });

  it('hands an update to the reader that waits for it', async () => {
    const channel = new UpdateChannel();
    const next = channel[Symbol.asyncIterator]().next();
    channel.push(makeUpdate());
    expect(await next).toEqual({ done: false, value: makeUpdate() });
  });

  it('tells a waiting reader the end when it is closed', async () => {
    const channel = new UpdateChannel();
    const next = channel[Symbol.asyncIterator]().next();
    channel.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('loses nothing when a reader leaves its loop and another goes on', async () => {
    const channel = new UpdateChannel();
    channel.push(makeUpdate({ buildNumber: 1 }));
    channel.push(makeUpdate({ buildNumber: 2 }));
    for await (const update of channel) {
      expect(update.buildNumber).toBe(1);
      break;
    }
    channel.close();
    expect((await readAll(channel)).map((update) => update.buildNumber)).toEqual([2]);
  });

  it('does not hand an update to a reader that has stopped waiting', async () => {
    const channel = new UpdateChannel();
    const gone = channel[Symbol.asyncIterator]();
    const abandoned = gone.next();
    await gone.return?.();
    expect(await abandoned).toEqual({ done: true, value: undefined });
    channel.push(makeUpdate());
    channel.close();
    expect(await readAll(channel)).toHaveLength(1);
  });

  it('ignores what is pushed after it was closed', async () => {
    const channel = new UpdateChannel();
    channel.close();
    channel.push(makeUpdate());
    expect(await readAll(channel)).toEqual([]);
  });

  it('never loses the newest update of any build, whenever it is read', async () => {
    const step = fc.oneof(
      fc.record({
        buildNumber: fc.integer({ min: 1, max: 4 }),
        jobStatus: fc.constantFrom('succeeded', 'failed', 'canceled'),
      }),
      fc.constant('read' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const channel = new UpdateChannel();
        const reader = channel[Symbol.asyncIterator]();
        const pending: Promise<unknown>[] = [];
        const seen: WorkspaceBuildUpdate[] = [];
        const newest = new Map<number, string>();
        let pushed = 0;
        const readOne = () =>
          pending.push(
            reader.next().then((next) => {
              if (next.done !== true) seen.push(next.value);
            }),
          );
        for (const step of steps) {
          if (step === 'read') {
            readOne();
          } else {
            pushed += 1;
            newest.set(step.buildNumber, step.jobStatus);
            channel.push(makeUpdate(step));
          }
        }
        channel.close();
        for await (const update of channel) seen.push(update);
        await Promise.all(pending);
        const last = new Map(seen.map((update) => [update.buildNumber, update.jobStatus]));
        expect(last).toEqual(newest);
        expect(seen.length + channel.dropped).toBe(pushed);
      }),
    );
  });
});
