import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap, EventKind } from '../../src/model/event-heap.js';

function drain(heap: EventHeap): [number, number][] {
  const events: [number, number][] = [];
  while (heap.size > 0) {
    events.push([heap.topAtUs, heap.topSubject]);
    heap.removeTop();
  }
  return events;
}

describe('EventHeap', () => {
  it('gives events by time, and those of one time in the order of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 3_000 }), (times) => {
        const heap = new EventHeap();
        times.forEach((atUs, i) => {
          heap.push(atUs, EventKind.jobEnds, i);
        });
        const expected = times.map((atUs, i): [number, number] => [atUs, i]).sort((a, b) => a[0] - b[0]);
        expect(drain(heap)).toEqual(expected);
      }),
    );
  });

  it('keeps that order when events come while others go, and across a snapshot', () => {
    const steps = fc.array(fc.oneof(fc.nat(20), fc.constantFrom('take', 'save')), { maxLength: 500 });
    fc.assert(
      fc.property(steps, (operations) => {
        let heap = new EventHeap();
        let model: [number, number][] = [];
        operations.forEach((operation, i) => {
          if (operation === 'take') {
            expect(heap.topAtUs).toBe(model[0]?.[0] ?? Number.POSITIVE_INFINITY);
            if (model.length > 0) expect(heap.topSubject).toBe(model[0]![1]);
            heap.removeTop();
            model = model.slice(1);
          } else if (operation === 'save') {
            heap = EventHeap.restore(JSON.parse(JSON.stringify(heap.snapshot())));
          } else {
            heap.push(operation as number, EventKind.jobEnds, i);
            model = [...model, [operation as number, i] as [number, number]].sort((a, b) => a[0] - b[0]);
          }
        });
        expect(drain(heap)).toEqual(model);
      }),
    );
  });

  it('restores more events than a new heap has room for', () => {
    const heap = new EventHeap();
    for (let i = 0; i < 5_000; i++) heap.push(5_000 - i, EventKind.jobReaped, i);
    const restored = EventHeap.restore(heap.snapshot());
    expect(restored.topKind).toBe(EventKind.jobReaped);
    expect(drain(restored)).toEqual(drain(heap));
  });
});
