import { describe, expect, it } from 'vitest';
import type { AnnouncedClock, BuildInfo } from '../../src/codersdk/index.js';
import { adoptClock, DeploymentClock } from '../../src/run/deployment-clock.js';
import { VirtualClock } from '../../src/time/index.js';

const REAL_START_MS = 1_000_000;

/** One answer: what it announces, and how long it was under way. */
interface Answer {
  readonly clock: AnnouncedClock | null;
  readonly thereMs: number;
  readonly backMs: number;
}

function answering(answers: readonly Answer[]) {
  const realClock = new VirtualClock(REAL_START_MS);
  const signals: (AbortSignal | undefined)[] = [];
  const attempts: (number | undefined)[] = [];
  const client = {
    deployment: {
      buildInfo: async (options?: { signal?: AbortSignal; attempts?: number | undefined }) => {
        const answer = answers[Math.min(attempts.length, answers.length - 1)];
        if (answer === undefined) throw new Error('no answer is prepared');
        attempts.push(options?.attempts);
        signals.push(options?.signal);
        realClock.advanceBy(answer.thereMs + answer.backMs);
        return { version: 'v2.34.0', clock: answer.clock } as BuildInfo;
      },
    },
  };
  return { realClock, client: client as unknown as Parameters<typeof adoptClock>[0], attempts, signals };
}

/** What a deployment that runs `scale` times as fast says `atMs` of real time after the start. */
function announced(atMs: number, scale: number): AnnouncedClock {
  return { nowMs: 5_000_000_000 + atMs * scale, scale };
}

describe('adoptClock', () => {
  it('believes the probe with the smallest round trip, and puts its announcement in the middle of it', async () => {
    // Sent at 0, 400, 410, 910 and 1910 ms; the second one is a symmetric round trip, the others are lopsided.
    const { realClock, client, attempts } = answering([
      { clock: announced(390, 60), thereMs: 390, backMs: 10 },
      { clock: announced(405, 60), thereMs: 5, backMs: 5 },
      { clock: announced(900, 60), thereMs: 490, backMs: 10 },
      { clock: announced(920, 60), thereMs: 10, backMs: 990 },
      { clock: announced(2_800, 60), thereMs: 890, backMs: 10 },
    ]);
    const adopted = await adoptClock(client, realClock, new AbortController().signal);
    expect(attempts).toHaveLength(5);
    expect(adopted).toMatchObject({ timeScale: 60, announced: true });
    const sinceStartMs = realClock.nowMs() - REAL_START_MS;
    expect(adopted.clock.nowMs()).toBe(5_000_000_000 + sinceStartMs * 60);
    realClock.advanceBy(1_000);
    expect(adopted.clock.nowMs()).toBe(5_000_000_000 + (sinceStartMs + 1_000) * 60);
  });

  it('keeps our own clock, uncorrected, where none is announced, and asks only once', async () => {
    const { realClock, client, attempts } = answering([{ clock: null, thereMs: 40, backMs: 40 }]);
    const adopted = await adoptClock(client, realClock, new AbortController().signal);
    expect(adopted).toMatchObject({ timeScale: 1, announced: false });
    expect(adopted.clock.nowMs()).toBe(realClock.nowMs());
    expect(adopted.clock.offsetMs).toBe(0);
    expect(attempts).toHaveLength(1);
  });

  it('does not repeat the first probe, and hands on the signal with each', async () => {
    const { realClock, client, attempts, signals } = answering([
      { clock: announced(0, 1), thereMs: 1, backMs: 1 },
    ]);
    const { signal } = new AbortController();
    await adoptClock(client, realClock, signal);
    expect(attempts).toEqual([1, undefined, undefined, undefined, undefined]);
    expect(new Set(signals)).toEqual(new Set([signal]));
  });
});

describe('DeploymentClock', () => {
  it('reads as its base does until it is corrected, and then ahead or behind by the correction', () => {
    const base = new VirtualClock(REAL_START_MS);
    const clock = new DeploymentClock(base);
    expect(clock.nowMs()).toBe(REAL_START_MS);
    clock.correct(300_000);
    expect(clock.nowMs()).toBe(REAL_START_MS + 300_000);
    expect(clock.offsetMs).toBe(300_000);
    clock.correct(-500);
    expect(clock.nowMs()).toBe(REAL_START_MS - 500);
  });

  it('fires what is armed after a correction when it reads that time', () => {
    const base = new VirtualClock(REAL_START_MS);
    const clock = new DeploymentClock(base);
    clock.correct(300_000);
    const firedAtMs: number[] = [];
    clock.schedule(REAL_START_MS + 360_000, () => firedAtMs.push(clock.nowMs()));
    base.advanceBy(59_999);
    expect(firedAtMs).toEqual([]);
    base.advanceBy(1);
    expect(firedAtMs).toEqual([REAL_START_MS + 360_000]);
  });

  it('does not move a timer that was armed before the correction', () => {
    const base = new VirtualClock(REAL_START_MS);
    const clock = new DeploymentClock(base);
    const firedAtMs: number[] = [];
    clock.schedule(REAL_START_MS + 60_000, () => firedAtMs.push(base.nowMs()));
    clock.correct(300_000);
    base.advanceBy(59_999);
    expect(firedAtMs).toEqual([]);
    base.advanceBy(1);
    expect(firedAtMs).toEqual([REAL_START_MS + 60_000]);
  });

  it('can take a timer back after a correction', () => {
    const base = new VirtualClock(REAL_START_MS);
    const clock = new DeploymentClock(base);
    let fired = false;
    const cancel = clock.schedule(REAL_START_MS + 10, () => {
      fired = true;
    });
    clock.correct(300_000);
    cancel();
    base.advanceBy(1_000_000);
    expect(fired).toBe(false);
  });
});
