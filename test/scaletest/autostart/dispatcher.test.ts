import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkspaceBuildUpdate } from '../../../src/codersdk/index.js';
import { WorkspaceDispatcher } from '../../../src/scaletest/autostart/index.js';
import { makeUpdate } from './records.js';

const running = () => new AbortController().signal;

async function* from(updates: readonly WorkspaceBuildUpdate[]): AsyncGenerator<WorkspaceBuildUpdate> {
  yield* updates;
}

async function readAll(source: AsyncIterable<WorkspaceBuildUpdate>): Promise<WorkspaceBuildUpdate[]> {
  const read: WorkspaceBuildUpdate[] = [];
  for await (const update of source) read.push(update);
  return read;
}

describe('WorkspaceDispatcher', () => {
  it('gives every workspace its own updates and closes all channels when the source ends', async () => {
    const dispatcher = new WorkspaceDispatcher(['a', 'b', 'c']);
    await dispatcher.start(
      running(),
      from([makeUpdate({ workspaceName: 'a' }), makeUpdate({ workspaceName: 'b', buildNumber: 7 })]),
    );
    expect(await readAll(dispatcher.channel('a'))).toEqual([makeUpdate({ workspaceName: 'a' })]);
    expect((await readAll(dispatcher.channel('b'))).map((update) => update.buildNumber)).toEqual([7]);
    expect(await readAll(dispatcher.channel('c'))).toEqual([]);
  });

  it('counts updates of unknown workspaces and keeps none of them', async () => {
    const dispatcher = new WorkspaceDispatcher(['a']);
    await dispatcher.start(
      running(),
      from([makeUpdate({ workspaceName: 'z' }), makeUpdate({ workspaceName: 'y' })]),
    );
    expect(dispatcher.unmatched).toBe(2);
    expect([...dispatcher.channels.keys()]).toEqual(['a']);
  });

  it('refuses to give a channel for a name it was not told', () => {
    expect(() => new WorkspaceDispatcher(['a']).channel('b')).toThrow(/no?t told of a workspace named "b"/);
  });

  it('closes all channels and rejects when the source fails', async () => {
    const dispatcher = new WorkspaceDispatcher(['a']);
    const broken = async function* (): AsyncGenerator<WorkspaceBuildUpdate> {
      yield makeUpdate({ workspaceName: 'a' });
      throw new Error('socket torn');
    };
    await expect(dispatcher.start(running(), broken())).rejects.toThrow('socket torn');
    expect(await readAll(dispatcher.channel('a'))).toHaveLength(1);
  });

  it('closes all channels and resolves when it is aborted while the source is silent', async () => {
    const stop = new AbortController();
    const dispatcher = new WorkspaceDispatcher(['a']);
    let returned = false;
    const silent: AsyncIterable<WorkspaceBuildUpdate> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const started = dispatcher.start(stop.signal, silent);
    stop.abort(new Error('interrupted'));
    await started;
    expect(await readAll(dispatcher.channel('a'))).toEqual([]);
    expect(returned).toBe(true);
  });

  it('is started once', async () => {
    const dispatcher = new WorkspaceDispatcher(['a']);
    await dispatcher.start(running(), from([]));
    await expect(dispatcher.start(running(), from([]))).rejects.toThrow('started once');
  });

  it('never loses the newest update of any build of any workspace', async () => {
    const names = ['a', 'b', 'c'];
    const update = fc.record({
      workspaceName: fc.constantFrom(...names, 'unknown'),
      buildNumber: fc.integer({ min: 1, max: 3 }),
      jobStatus: fc.constantFrom('succeeded', 'failed', 'canceled'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(update, { maxLength: 80 }), async (parts) => {
        const updates = parts.map((part) => makeUpdate({ ...part, workspaceId: part.workspaceName }));
        const dispatcher = new WorkspaceDispatcher(names);
        await dispatcher.start(running(), from(updates));
        let read = 0;
        for (const name of names) {
          const seen = await readAll(dispatcher.channel(name));
          read += seen.length;
          const own = updates.filter((sent) => sent.workspaceName === name);
          expect(new Map(seen.map((one) => [one.buildNumber, one.jobStatus]))).toEqual(
            new Map(own.map((one) => [one.buildNumber, one.jobStatus])),
          );
        }
        expect(read + dispatcher.dropped + dispatcher.unmatched).toBe(updates.length);
      }),
    );
  });
});
