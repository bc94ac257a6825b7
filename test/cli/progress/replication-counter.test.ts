import { describe, expect, it } from 'vitest';
import { ReplicationCounter } from '../../../src/cli/progress/index.js';
import { VirtualClock } from '../../../src/time/index.js';

function counted() {
  const clock = new VirtualClock();
  let text = '';
  const counter = new ReplicationCounter({ write: (more) => (text += more) }, clock);
  return { clock, counter, text: () => text };
}

describe('ReplicationCounter', () => {
  it('says nothing of an answer that comes within a second', () => {
    const { clock, counter, text } = counted();
    for (let i = 0; i < 100; i++) {
      counter.add();
      clock.advanceTo(clock.nowMs() + 9);
    }
    counter.end();
    expect(text()).toBe('');
  });

  it('then tells on one line five times a second, and leaves nothing there', () => {
    const { clock, counter, text } = counted();
    for (let i = 0; i < 30; i++) {
      clock.advanceTo(clock.nowMs() + 100);
      counter.add();
    }
    counter.end();
    const told = text().split('\r\u001b[K').slice(1);
    expect(told[0]).toBe('10 mornings simulated in 1s');
    expect(told.at(-2)).toBe('30 mornings simulated in 3s');
    expect(told).toHaveLength(12);
    expect(text().endsWith('\r\u001b[K')).toBe(true);
  });

  it('counts its seconds from the start of the simulation, not from what was read before', () => {
    const { clock, counter, text } = counted();
    clock.advanceTo(clock.nowMs() + 60_000);
    counter.start();
    clock.advanceTo(clock.nowMs() + 2_000);
    counter.add();
    expect(text()).toContain('1 mornings simulated in 2s');
  });
});
