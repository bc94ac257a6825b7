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

/** More than there are kinds: an event's sequence and kind are one number, `sequence * KINDS + kind`. */
const KINDS = 16;

/**
 * The events to come, ordered by (time, order of scheduling), so that ties are first in, first out.
 * A four-ary heap on typed arrays: scheduling and removing allocate nothing.
 *
 * Most events schedule one other: the first place stays free after a removal until the next event is put there, or
 * somebody asks for the first one.
 */
export class EventHeap {
  /** Places in use, with the free one. */
  #size = 0;
  #firstIsFree = false;
  #nextSequence = 0;
  #atUs = new Float64Array(INITIAL_CAPACITY);
  #orders = new Float64Array(INITIAL_CAPACITY);
  #subjects = new Float64Array(INITIAL_CAPACITY);

  get size(): number {
    return this.#firstIsFree ? this.#size - 1 : this.#size;
  }

  /** Time of the first event; Infinity when there is none. */
  get topAtUs(): number {
    if (this.#firstIsFree) this.#fillFirst();
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#atUs[0] as number);
  }

  /** Kind of the first event; meaningless when there is none. */
  get topKind(): EventKind {
    if (this.#firstIsFree) this.#fillFirst();
    return kindOf(this.#orders[0] as number);
  }

  /** Subject of the first event; meaningless when there is none. */
  get topSubject(): number {
    if (this.#firstIsFree) this.#fillFirst();
    return this.#subjects[0] as number;
  }

  push(atUs: number, kind: EventKind, subject: number): void {
    const order = this.#nextSequence++ * KINDS + kind;
    if (this.#firstIsFree) {
      this.#firstIsFree = false;
      this.#siftDown(atUs, order, subject);
      return;
    }
    if (this.#size === this.#atUs.length) this.#grow();
    this.#siftUp(this.#size++, atUs, order, subject);
  }

  /** Removes the first event; does nothing when there is none. */
  removeTop(): void {
    if (this.#firstIsFree) this.#fillFirst();
    this.#firstIsFree = this.#size > 0;
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
      this.#put(this.#size++, atUs[i] ?? 0, orderOf(sequences[i] ?? 0, kinds[i] ?? 0), subjects[i] ?? 0);
    }
  }

  snapshot(): HeapSnapshot {
    if (this.#firstIsFree) this.#fillFirst();
    const orders = Array.from(this.#orders.subarray(0, this.#size));
    return {
      nextSequence: this.#nextSequence,
      atUs: Array.from(this.#atUs.subarray(0, this.#size)),
      sequences: orders.map((order) => Math.floor(order / KINDS)),
      kinds: orders.map(kindOf),
      subjects: Array.from(this.#subjects.subarray(0, this.#size)),
    };
  }

  static restore(snapshot: HeapSnapshot): EventHeap {
    const { atUs, kinds, nextSequence, sequences, subjects } = snapshot;
    const heap = new EventHeap();
    while (heap.#atUs.length < atUs.length) heap.#grow();
    heap.#atUs.set(atUs);
    heap.#orders.set(sequences.map((sequence, i) => orderOf(sequence, kinds[i] ?? 0)));
    heap.#subjects.set(subjects);
    heap.#size = atUs.length;
    heap.#nextSequence = nextSequence;
    return heap;
  }

  /** Puts the last event in the first place, and from there where it belongs. */
  #fillFirst(): void {
    this.#firstIsFree = false;
    const last = --this.#size;
    if (last === 0) return;
    this.#siftDown(this.#atUs[last] as number, this.#orders[last] as number, this.#subjects[last] as number);
  }

  #siftUp(from: number, atUs: number, order: number, subject: number): void {
    const times = this.#atUs;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> ARITY_BITS;
      // A new event has the highest sequence, so on equal times it stays below.
      if ((times[parent] as number) <= atUs) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, atUs, order, subject);
  }

  /** The innermost loop of every simulation: arrays in locals and one pass over the children. */
  #siftDown(atUs: number, order: number, subject: number): void {
    const times = this.#atUs;
    const orders = this.#orders;
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
        if (us === firstUs && (orders[child] as number) > (orders[first] as number)) continue;
        first = child;
        firstUs = us;
      }
      if (firstUs > atUs || (firstUs === atUs && (orders[first] as number) > order)) break;
      this.#move(first, hole);
      hole = first;
    }
    this.#put(hole, atUs, order, subject);
  }

  #move(from: number, to: number): void {
    this.#atUs[to] = this.#atUs[from] as number;
    this.#orders[to] = this.#orders[from] as number;
    this.#subjects[to] = this.#subjects[from] as number;
  }

  #put(index: number, atUs: number, order: number, subject: number): void {
    this.#atUs[index] = atUs;
    this.#orders[index] = order;
    this.#subjects[index] = subject;
  }

  #grow(): void {
    const capacity = this.#atUs.length * 2;
    this.#atUs = enlarged(this.#atUs, capacity);
    this.#orders = enlarged(this.#orders, capacity);
    this.#subjects = enlarged(this.#subjects, capacity);
  }
}

function orderOf(sequence: number, kind: number): number {
  return sequence * KINDS + kind;
}

/** The remainder by subtraction: that of floating-point numbers is many times as slow. */
function kindOf(order: number): EventKind {
  return (order - Math.floor(order / KINDS) * KINDS) as EventKind;
}

function enlarged(from: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(capacity);
  to.set(from);
  return to;
}
