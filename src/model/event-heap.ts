/** What an event is about; the meaning of its subject follows from it. */
export const EventKind = {
  /** The autostart executor of replica `subject` ticks. */
  executorTick: 0,
  /** The executor's transaction on workspace `subject` commits. */
  autostartCommits: 1,
  /** A slot of the executor of replica `subject` is free again after a row that it did not start. */
  rowSkipped: 2,
  /** Provisioner `subject` asks for the oldest job. */
  jobAcquired: 3,
  /** Job `subject` has run its service time. */
  jobEnds: 4,
  /** The provisioner of job `subject` has noticed the cancellation and stopped. */
  cancelNoticed: 5,
  /** The job reaper of replica `subject` ticks. */
  reaperTick: 6,
  /** The reaper ends job `subject`, if it has not ended otherwise. */
  jobReaped: 7,
  /** The idle provisioners of domain `subject` look for jobs that they were not told of. */
  backupPoll: 8,
  /** Change `subject` of the parameters happens to the provisioners. */
  provisionersChange: 9,
  /** The server is up again. */
  serverUp: 10,
  /** Something happens to an agent of job `subject`. */
  agentChanges: 11,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** The events of a heap as data, in the heap's own order. */
export interface HeapSnapshot {
  readonly nextSequence: number;
  readonly atUs: readonly number[];
  readonly sequences: readonly number[];
  readonly kinds: readonly number[];
  readonly subjects: readonly number[];
}

const ARITY_BITS = 2;
const ARITY = 1 << ARITY_BITS;
const INITIAL_CAPACITY = 1024;

/**
 * The events to come, ordered by (time, order of scheduling), so that ties are first in, first out.
 * A four-ary heap on typed arrays: scheduling and removing allocate nothing.
 */
export class EventHeap {
  #size = 0;
  #nextSequence = 0;
  #atUs = new Float64Array(INITIAL_CAPACITY);
  #sequences = new Float64Array(INITIAL_CAPACITY);
  #kinds = new Uint8Array(INITIAL_CAPACITY);
  #subjects = new Float64Array(INITIAL_CAPACITY);

  get size(): number {
    return this.#size;
  }

  /** Time of the first event; Infinity when there is none. */
  get topAtUs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#atUs[0] as number);
  }

  /** Kind of the first event; meaningless when there is none. */
  get topKind(): EventKind {
    return this.#kinds[0] as EventKind;
  }

  /** Subject of the first event; meaningless when there is none. */
  get topSubject(): number {
    return this.#subjects[0] as number;
  }

  push(atUs: number, kind: EventKind, subject: number): void {
    if (this.#size === this.#atUs.length) this.#grow();
    this.#siftUp(this.#size++, atUs, this.#nextSequence++, kind, subject);
  }

  /** Removes the first event; does nothing when there is none. */
  removeTop(): void {
    if (this.#size === 0) return;
    const last = --this.#size;
    if (last === 0) return;
    this.#siftDown(
      this.#atUs[last] as number,
      this.#sequences[last] as number,
      this.#kinds[last] as number,
      this.#subjects[last] as number,
    );
  }

  /** Removes every event for which `keep` is false. */
  retain(keep: (kind: EventKind) => boolean): void {
    const { atUs, kinds, sequences, subjects } = this.snapshot();
    const kept = [...kinds.keys()].filter((i) => keep(kinds[i] as EventKind));
    // In order they are a heap.
    const before = (a: number, b: number) =>
      (atUs[a] ?? 0) - (atUs[b] ?? 0) || (sequences[a] ?? 0) - (sequences[b] ?? 0);
    this.#size = 0;
    for (const i of kept.sort(before)) {
      this.#put(this.#size++, atUs[i] ?? 0, sequences[i] ?? 0, kinds[i] ?? 0, subjects[i] ?? 0);
    }
  }

  snapshot(): HeapSnapshot {
    return {
      nextSequence: this.#nextSequence,
      atUs: Array.from(this.#atUs.subarray(0, this.#size)),
      sequences: Array.from(this.#sequences.subarray(0, this.#size)),
      kinds: Array.from(this.#kinds.subarray(0, this.#size)),
      subjects: Array.from(this.#subjects.subarray(0, this.#size)),
    };
  }

  static restore(snapshot: HeapSnapshot): EventHeap {
    const heap = new EventHeap();
    const size = snapshot.atUs.length;
    while (heap.#atUs.length < size) heap.#grow();
    heap.#atUs.set(snapshot.atUs);
    heap.#sequences.set(snapshot.sequences);
    heap.#kinds.set(snapshot.kinds);
    heap.#subjects.set(snapshot.subjects);
    heap.#size = size;
    heap.#nextSequence = snapshot.nextSequence;
    return heap;
  }

  #siftUp(from: number, atUs: number, sequence: number, kind: number, subject: number): void {
    const times = this.#atUs;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> ARITY_BITS;
      // A new event has the highest sequence, so on equal times it stays below.
      if ((times[parent] as number) <= atUs) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, atUs, sequence, kind, subject);
  }

  /** The innermost loop of every simulation: arrays in locals and one pass over the children. */
  #siftDown(atUs: number, sequence: number, kind: number, subject: number): void {
    const times = this.#atUs;
    const sequences = this.#sequences;
    const size = this.#size;
    let hole = 0;
    for (;;) {
      const begin = (hole << ARITY_BITS) + 1;
      if (begin >= size) break;
      const end = Math.min(begin + ARITY, size);
      let first = begin;
      let firstUs = times[begin] as number;
      for (let child = begin + 1; child < end; child++) {
        const us = times[child] as number;
        if (us > firstUs) continue;
        if (us === firstUs && (sequences[child] as number) > (sequences[first] as number)) continue;
        first = child;
        firstUs = us;
      }
      if (firstUs > atUs || (firstUs === atUs && (sequences[first] as number) > sequence)) break;
      this.#move(first, hole);
      hole = first;
    }
    this.#put(hole, atUs, sequence, kind, subject);
  }

  #move(from: number, to: number): void {
    this.#atUs[to] = this.#atUs[from] as number;
    this.#sequences[to] = this.#sequences[from] as number;
    this.#kinds[to] = this.#kinds[from] as number;
    this.#subjects[to] = this.#subjects[from] as number;
  }

  #put(index: number, atUs: number, sequence: number, kind: number, subject: number): void {
    this.#atUs[index] = atUs;
    this.#sequences[index] = sequence;
    this.#kinds[index] = kind;
    this.#subjects[index] = subject;
  }

  #grow(): void {
    const capacity = this.#atUs.length * 2;
    this.#atUs = enlarged(this.#atUs, new Float64Array(capacity));
    this.#sequences = enlarged(this.#sequences, new Float64Array(capacity));
    this.#kinds = enlarged(this.#kinds, new Uint8Array(capacity));
    this.#subjects = enlarged(this.#subjects, new Float64Array(capacity));
  }
}

function enlarged<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
