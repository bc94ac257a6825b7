/**
 * What a number of provisioners would have done with these very builds: first created, first started, each on
 * the provisioner that is free first, with no time lost in between (a queue G/G/c, exactly).
 *
 * @param createdUs - Creation times in any order; equal ones keep the order of the list.
 * @param serviceUs - Start to completion of each, in the same order.
 * @param provisioners - From 1.
 * @returns Start and completion of each, in the order of the input.
 * @throws RangeError if the lists differ in length, or there is no provisioner.
 */
export function replayQueue(
  createdUs: readonly number[],
  serviceUs: readonly number[],
  provisioners: number,
): { startedUs: number[]; completedUs: number[] } {
  if (createdUs.length !== serviceUs.length) {
    throw new RangeError(
      `${createdUs.length} creation times need as many service times, not ${serviceUs.length}`,
    );
  }
  const startedUs = new Array<number>(createdUs.length);
  const completedUs = new Array<number>(createdUs.length);
  const order = Array.from(createdUs.keys()).sort((a, b) => (createdUs[a] ?? 0) - (createdUs[b] ?? 0));
  const freeAtUs = allFree(provisioners, createdUs.length);
  for (const job of order) {
    const started = Math.max(createdUs[job] ?? 0, freeAtUs[0] ?? 0);
    const completed = started + (serviceUs[job] ?? 0);
    startedUs[job] = started;
    completedUs[job] = completed;
    replaceSmallest(freeAtUs, completed);
  }
  return { startedUs, completedUs };
}

/**
 * The same for creation times that ascend, with no list made anew: for replaying the same creations very often.
 * @param completedUs - Gets the completion of each; may be the list of service times itself.
 * @throws RangeError if there is no provisioner.
 */
export function replaySortedQueue(
  createdUs: Float64Array,
  serviceUs: Float64Array,
  provisioners: number,
  completedUs: Float64Array,
): void {
  const freeAtUs = allFree(provisioners, createdUs.length);
  for (let job = 0; job < createdUs.length; job++) {
    const started = Math.max(createdUs[job] as number, freeAtUs[0] as number);
    const completed = started + (serviceUs[job] as number);
    completedUs[job] = completed;
    replaceSmallest(freeAtUs, completed);
  }
}

/** When each provisioner that can get a job is free. */
function allFree(provisioners: number, jobs: number): Float64Array {
  if (!Number.isInteger(provisioners) || provisioners < 1) {
    throw new RangeError(`a queue drains through at least one provisioner; got ${provisioners}`);
  }
  return new Float64Array(Math.min(provisioners, Math.max(jobs, 1))).fill(Number.NEGATIVE_INFINITY);
}

/** Replaces the root of a binary min-heap. */
function replaceSmallest(heap: Float64Array, value: number): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[hole] = heap[child] as number;
    hole = child;
  }
  heap[hole] = value;
}
