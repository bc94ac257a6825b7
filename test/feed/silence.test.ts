import { describe, expect, it } from 'vitest';
import { Silence } from '../../src/feed/silence.js';

const SECOND = 1_000;
const INTERVAL = 5 * SECOND;
const since = (oldestMs: number, waveMs: number | null = null) => ({ oldestMs, waveMs });

describe('Silence', () => {
  it('is first broken after one and a half intervals without a message', () => {
    const silence = new Silence(0);
    expect(silence.nextMs(since(0), INTERVAL)).toBe(7.5 * SECOND);
    silence.heard(4 * SECOND, INTERVAL);
    expect(silence.nextMs(since(0), INTERVAL)).toBe(11.5 * SECOND);
  });

  it('counts from when something became due, not from the last message long before', () => {
    const silence = new Silence(0);
    expect(silence.nextMs(since(3_600 * SECOND), INTERVAL)).toBe(3_607.5 * SECOND);
  });

  it('doubles the wait after each fruitless question, up to 24 intervals', () => {
    const silence = new Silence(0);
    const waits: number[] = [];
    let nowMs = 0;
    for (let i = 0; i < 7; i += 1) {
      const nextMs = silence.nextMs(since(0), INTERVAL);
      waits.push((nextMs - nowMs) / SECOND);
      nowMs = nextMs;
      silence.asked(nowMs, false);
    }
    expect(waits).toEqual([7.5, 15, 30, 60, 120, 120, 120]);
  });

  it('begins anew after a question that found something, and after a message', () => {
    const silence = new Silence(0);
    silence.asked(10 * SECOND, false);
    silence.asked(20 * SECOND, true);
    expect(silence.nextMs(since(0), INTERVAL)).toBe(27.5 * SECOND);
    silence.asked(30 * SECOND, false);
    silence.heard(31 * SECOND, INTERVAL);
    expect(silence.nextMs(since(0), INTERVAL)).toBeLessThanOrEqual((31 + 30) * SECOND);
  });

  it('gives a wave that has not spoken six intervals from its minute', () => {
    const silence = new Silence(0);
    silence.heard(90 * SECOND, INTERVAL);
    expect(silence.nextMs(since(100 * SECOND, 100 * SECOND), INTERVAL)).toBe(130 * SECOND);
    silence.asked(130 * SECOND, false);
    expect(silence.nextMs(since(100 * SECOND, 100 * SECOND), INTERVAL)).toBe(190 * SECOND);
  });

  it('begins anew with every wave', () => {
    const silence = new Silence(0);
    for (const atSecond of [10, 20, 30, 40]) silence.asked(atSecond * SECOND, false);
    expect(silence.nextMs(since(0, 100 * SECOND), INTERVAL)).toBe(130 * SECOND);
  });

  it('lasts eight usual pauses between messages, but never more than six intervals', () => {
    const every = (pauseMs: number): number => {
      const silence = new Silence(0);
      let nowMs = 0;
      for (let i = 0; i < 100; i += 1) {
        nowMs += pauseMs;
        silence.heard(nowMs, INTERVAL);
      }
      return silence.nextMs(since(0), INTERVAL) - nowMs;
    };
    expect(every(100)).toBe(7.5 * SECOND);
    expect(every(2 * SECOND)).toBeCloseTo(16 * SECOND, -2);
    expect(every(20 * SECOND)).toBe(30 * SECOND);
  });
});
