import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceparentHeader } from '../../../src/telemetry/index.js';
import { spanIdOf, traceIdOf } from '../../../src/telemetry/tracing/trace-context.js';
import { RUN_ID, TRACE_ID } from '../samples.js';

describe('traceparentHeader', () => {
  it('is a W3C traceparent of version 00 that names the run and is sampled', () => {
    expect(traceparentHeader(RUN_ID)).toEqual({ traceparent: `00-${TRACE_ID}-${spanIdOf(RUN_ID, 0)}-01` });
  });

  it('has the form of the specification for every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(traceparentHeader(uuid)['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      }),
    );
  });
});

describe('traceIdOf', () => {
  it.each(['', 'run-1', '00000000-0000-0000-0000-000000000000'])('refuses %j, which is no UUID', (text) => {
    expect(() => traceIdOf(text)).toThrow(RangeError);
  });
});

describe('spanIdOf', () => {
  it('gives every span of a run an id of its own', () => {
    const ids = new Set(Array.from({ length: 20_000 }, (_, sequence) => spanIdOf(RUN_ID, sequence)));
    expect(ids.size).toBe(20_000);
  });
});
