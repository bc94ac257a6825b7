import { describe, expect, it } from 'vitest';
import { BuildHints } from '../../../src/scaletest/autostart/build-hints.js';
import { UpdateChannel } from '../../../src/scaletest/autostart/index.js';
import { makeUpdate } from './records.js';

const running = () => new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('BuildHints', () => {
  it('keeps a hint that came before anybody knew the workspace', async () => {
    const channel = new UpdateChannel();
    const hints = new BuildHints(channel, () => {});
    channel.push(makeUpdate({ buildNumber: 1 }));
    await turn();
    hints.bind('w-1');
    expect(await hints.next(1, running())).toBe('succeeded');
  });

  it('drops hints of another workspace of the same name, before and after the id is known', async () => {
    const channel = new UpdateChannel();
    const hints = new BuildHints(channel, () => {});
    channel.push(makeUpdate({ workspaceId: 'left over', buildNumber: 1, jobStatus: 'failed' }));
    await turn();
    hints.bind('w-1');
    const next = hints.next(1, running());
    channel.push(makeUpdate({ workspaceId: 'left over', buildNumber: 1, jobStatus: 'failed' }));
    await turn();
    channel.push(makeUpdate({ buildNumber: 1 }));
    expect(await next).toBe('succeeded');
  });

  it('remembers that a build succeeded, taken or not, and nothing else', async () => {
    const channel = new UpdateChannel();
    const hints = new BuildHints(channel, () => {});
    channel.push(makeUpdate({ workspaceId: 'left over', buildNumber: 2 }));
    channel.push(makeUpdate({ buildNumber: 1 }));
    await turn();
    hints.bind('w-1');
    await hints.next(1, running());
    channel.push(makeUpdate({ buildNumber: 3 }));
    channel.push(makeUpdate({ buildNumber: 4, jobStatus: 'failed' }));
    await turn();
    expect([1, 2, 3, 4].map((number) => hints.toldSucceeded(number))).toEqual([true, false, true, false]);
  });

  it('gives both of two terminal messages for one build, in turn', async () => {
    const channel = new UpdateChannel();
    const hints = new BuildHints(channel, () => {});
    hints.bind('w-1');
    const first = hints.next(3, running());
    channel.push(makeUpdate({ jobStatus: 'canceled' }));
    expect(await first).toBe('canceled');
    channel.push(makeUpdate({ jobStatus: 'failed' }));
    expect(await hints.next(3, running())).toBe('failed');
  });

  it('says nothing about builds that have not ended', async () => {
    const channel = new UpdateChannel();
    const hints = new BuildHints(channel, () => {});
    hints.bind('w-1');
    channel.push(makeUpdate({ jobStatus: 'canceling' }));
    await turn();
    channel.push(makeUpdate({ jobStatus: 'failed' }));
    expect(await hints.next(3, running())).toBe('failed');
  });

  it('gives what was kept before it says that the source ended', async () => {
    const channel = new UpdateChannel();
    let ended = 0;
    const hints = new BuildHints(channel, () => {
      ended += 1;
    });
    hints.bind('w-1');
    channel.push(makeUpdate());
    channel.close();
    await turn();
    expect(await hints.next(3, running())).toBe('succeeded');
    expect(await hints.next(3, running())).toBe('source ended');
    expect(ended).toBe(1);
  });

  it('tells a waiting caller that the source failed as its end, with the error beside', async () => {
    const errors: unknown[] = [];
    let fail: (error: Error) => void = () => {};
    const source: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      }),
    };
    const hints = new BuildHints(source, (error) => errors.push(error));
    const next = hints.next(3, running());
    fail(new Error('torn'));
    expect(await next).toBe('source ended');
    expect(errors).toEqual([new Error('torn')]);
  });

  it('gives up waiting when it is aborted', async () => {
    const stop = new AbortController();
    const hints = new BuildHints(new UpdateChannel(), () => {});
    const next = hints.next(3, stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(next).rejects.toThrow('interrupted');
  });

  it('leaves the channel alone once it is stopped', async () => {
    const channel = new UpdateChannel();
    let ended = false;
    const hints = new BuildHints(channel, () => {
      ended = true;
    });
    hints.stop();
    await turn();
    channel.push(makeUpdate());
    expect(await channel[Symbol.asyncIterator]().next()).toMatchObject({ done: false });
    expect(ended).toBe(false);
  });
});
