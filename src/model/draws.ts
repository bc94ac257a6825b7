import { type Distribution, keyedDraw, keyedDrawOf, sampleAt } from '../stats/index.js';

/** What is drawn. The numbers are part of what a seed means: changing one changes every run of every seed. */
export const Concern = {
  service: 1,
  failure: 2,
  pickUp: 3,
  handOff: 4,
  creation: 5,
  recheck: 6,
  cancelNotice: 7,
  tickPhase: 8,
  reaperPhase: 9,
  reapOrder: 10,
  failureCause: 11,
  lostNotification: 12,
  wokenDomain: 13,
  backupPollPhase: 14,
  connection: 15,
  lostTick: 16,
  agentConnect: 17,
  agentStart: 18,
  agentStartup: 19,
  agentNeverConnects: 20,
  agentStartError: 21,
  completion: 22,
  agentUptime: 23,
  earlyStart: 24,
  earlyBy: 25,
} as const;

/** Draws keyed by (seed, concern, sequence), so that one draw never shifts another. */
export class ModelDraws {
  readonly #seed: string;
  readonly #draw: (concern: number, sequence: number) => number;

  constructor(seed: string) {
    this.#seed = seed;
    this.#draw = keyedDraw(seed);
  }

  /** The draws of one concern, for drawing very often. */
  of(concern: number): (sequence: number) => number {
    return keyedDrawOf(this.#seed, concern);
  }

  /** A number in [0, 1). */
  uniform(concern: number, sequence: number): number {
    return this.#draw(concern, sequence);
  }

  /** A duration in whole microseconds, not below 0. */
  durationUs(distribution: Distribution, concern: number, sequence: number): number {
    if (distribution.kind === 'constant') return Math.round(distribution.value);
    return Math.round(sampleAt(distribution, this.#draw(concern, sequence)));
  }
}
