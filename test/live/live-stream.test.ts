import { describe, expect, it } from 'vitest';
import { LiveStream, type StreamClient } from '../../src/live/live-stream.js';
import { VirtualClock } from '../../src/time/index.js';

class FakeClient implements StreamClient {
  readonly sent: string[] = [];
  /** Whether it takes what it is sent. */
  takes = true;
  left: 'ended' | 'destroyed' | null = null;

  send(text: string): boolean {
    this.sent.push(text);
    return this.takes;
  }

  end(): void {
    this.left = 'ended';
  }

  destroy(): void {
    this.left = 'destroyed';
  }
}

function world() {
  const clock = new VirtualClock();
  const run = { state: 'a', reads: 0 };
  const stream = new LiveStream(clock, () => {
    run.reads += 1;
    return run.state;
  });
  return { clock, run, stream, client: new FakeClient() };
}

describe('LiveStream', () => {
  it('does nothing without readers', () => {
    const { clock, run, stream, client } = world();
    expect(clock.nextTimerMs()).toBeUndefined();
    const { gone } = stream.add(client);
    expect(clock.nextTimerMs()).toBe(250);
    gone();
    expect(clock.nextTimerMs()).toBeUndefined();
    expect([stream.size, run.reads]).toEqual([0, 1]);
  });

  it('gives the whole state to whoever comes, also again', () => {
    const { clock, stream, client } = world();
    stream.add(client).gone();
    clock.advanceBy(10_000);
    stream.add(client);
    expect(client.sent).toEqual(['data: a\n\n', 'data: a\n\n']);
  });

  it('sends at most four states a second, however often the state changes', () => {
    const { clock, run, stream, client } = world();
    stream.add(client);
    for (let n = 0; n < 5_000; n += 1) {
      run.state = `s${n}`;
      clock.advanceBy(1);
    }
    expect(client.sent).toHaveLength(1 + 20);
    expect(client.sent.at(-1)).toBe('data: s4999\n\n');
    expect(run.reads).toBe(21);
  });

  it('sends nothing while nothing changes but a sign of life every 15 s', () => {
    const { clock, stream, client } = world();
    stream.add(client);
    clock.advanceBy(46_000);
    expect(client.sent).toEqual(['data: a\n\n', ...Array(3).fill(': still here\n\n')]);
  });

  it('keeps nothing for a slow reader, and goes on with the newest state', () => {
    const { clock, run, stream, client } = world();
    const quick = new FakeClient();
    client.takes = false;
    const { drained } = stream.add(client);
    stream.add(quick);
    for (const state of ['b', 'c', 'd']) {
      run.state = state;
      clock.advanceBy(250);
    }
    expect(client.sent).toEqual(['data: a\n\n']);
    expect(quick.sent).toHaveLength(4);
    client.takes = true;
    drained();
    clock.advanceBy(250);
    expect(client.sent).toEqual(['data: a\n\n', 'data: d\n\n']);
  });

  it('gives up a reader that takes nothing for a minute', () => {
    const { clock, stream, client } = world();
    client.takes = false;
    stream.add(client);
    clock.advanceBy(59_900);
    expect(client.left).toBeNull();
    clock.advanceBy(200);
    expect([client.left, stream.size]).toEqual(['destroyed', 0]);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('ends with the last state, for those that are there and those that come later', () => {
    const { clock, run, stream, client } = world();
    stream.add(client);
    run.state = 'over';
    stream.end();
    expect(client.sent).toEqual(['data: a\n\n', 'data: over\n\n']);
    expect(client.left).toBe('ended');
    const late = new FakeClient();
    stream.add(late);
    expect([late.sent, late.left]).toEqual([['data: over\n\n'], 'ended']);
    expect(clock.nextTimerMs()).toBeUndefined();
  });
});
