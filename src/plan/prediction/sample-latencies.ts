import type { AgentWait } from '../../storm/index.js';
import type { Measurements } from '../../thresholds/index.js';
import type { MorningSample } from './morning-sample.js';

const NEVER = Number.POSITIVE_INFINITY;

/**
 * The latencies of a morning by the names that thresholds use, in milliseconds and over the same workspaces as those of
 * a run: whoever got stuck in a phase ranks there as Infinity. Worked out when they are asked for.
 */
export class SampleLatencies implements Record<keyof Measurements['latenciesMs'], Float64Array> {
  readonly #sample: MorningSample;
  readonly #executorPeriodUs: number;
  readonly #waitFor: AgentWait;
  #firstOfMinute: Float64Array | null = null;

  constructor(sample: MorningSample, executorPeriodUs: number, waitFor: AgentWait) {
    this.#sample = sample;
    this.#executorPeriodUs = executorPeriodUs;
    this.#waitFor = waitFor;
  }

  get ready(): Float64Array {
    const { dueUs, usableUs } = this.#sample;
    return usableUs.map((us, i) => (us - (dueUs[i] as number)) / 1000);
  }

  /** Without the tick delay of the workspace's own minute. */
  get ready_after_first(): Float64Array {
    const firstUs = this.#firstUs();
    return this.#sample.usableUs.map((us, i) => (us === NEVER ? us : (us - (firstUs[i] as number)) / 1000));
  }

  /** With the longest tick delay there can be, and never better than what happened. */
  get ready_worst(): Float64Array {
    const { dueUs, usableUs } = this.#sample;
    const firstUs = this.#firstUs();
    return usableUs.map((us, i) => {
      const begunUs = Math.min(dueUs[i] as number, (firstUs[i] as number) - this.#executorPeriodUs);
      return us === NEVER ? us : (us - begunUs) / 1000;
    });
  }

  /** One of every minute of which a build was created. */
  get tick_delay(): Float64Array {
    const { dueUs } = this.#sample;
    const ofMinute = new Map<number, number>();
    this.#firstUs().forEach((firstUs, i) => {
      const us = dueUs[i] as number;
      if (firstUs !== NEVER) ofMinute.set(us, (firstUs - us) / 1000);
    });
    return Float64Array.from(ofMinute.values());
  }

  get creation_spread(): Float64Array {
    const { createdUs } = this.#sample;
    const firstUs = this.#firstUs();
    return through(
      createdUs.map((us, i) => (Number.isNaN(us) ? us : (firstUs[i] as number))),
      createdUs,
    );
  }

  get trigger(): Float64Array {
    return through(this.#sample.dueUs, this.#sample.createdUs);
  }

  get queue(): Float64Array {
    return through(this.#sample.createdUs, this.#sample.startedUs);
  }

  /** Without those whose record has a start before the creation. */
  get build(): Float64Array {
    const { completedUs, early, startedUs } = this.#sample;
    return through(
      startedUs.map((us, i) => (early[i] === 1 ? Number.NaN : us)),
      completedUs,
    );
  }

  get agent(): Float64Array {
    if (this.#waitFor === 'none') return new Float64Array(0);
    return through(this.#withAgents(this.#sample.completedUs), this.#sample.connectedUs);
  }

  get startup(): Float64Array {
    if (this.#waitFor !== 'ready') return new Float64Array(0);
    return through(this.#sample.connectedUs, this.#sample.usableUs);
  }

  /** The completions of starts that are not usable at once: agents are waited for. */
  #withAgents(completedUs: Float64Array): Float64Array {
    const { usableUs } = this.#sample;
    return completedUs.map((us, i) => (us === usableUs[i] ? Number.NaN : us));
  }

  /** Of each workspace, when the first build of its minute was created; Infinity where none was. */
  #firstUs(): Float64Array {
    if (this.#firstOfMinute !== null) return this.#firstOfMinute;
    const { createdUs, dueUs } = this.#sample;
    const first = new Map<number, number>();
    dueUs.forEach((minute, i) => {
      const us = createdUs[i] as number;
      if (!Number.isNaN(us)) first.set(minute, Math.min(first.get(minute) ?? NEVER, us));
    });
    this.#firstOfMinute = dueUs.map((minute) => first.get(minute) ?? NEVER);
    return this.#firstOfMinute;
  }
}

/** Of all that entered a phase how long it took them; Infinity for those that it kept. NaN: did not enter, or end. */
function through(fromUs: Float64Array, untilUs: Float64Array): Float64Array {
  const tookMs = new Float64Array(fromUs.length);
  let entered = 0;
  for (let i = 0; i < fromUs.length; i++) {
    const us = fromUs[i] as number;
    if (Number.isNaN(us)) continue;
    const until = untilUs[i] as number;
    tookMs[entered++] = Number.isNaN(until) ? NEVER : (until - us) / 1000;
  }
  return tookMs.subarray(0, entered);
}
