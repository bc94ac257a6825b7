import { createHash } from 'node:crypto';

/** The id of a run's trace: its UUID without the hyphens. @throws RangeError if it is no UUID. */
export function traceIdOf(runId: string): string {
  const traceId = runId.replaceAll('-', '').toLowerCase();
  if (!/^(?!0{32})[0-9a-f]{32}$/.test(traceId)) throw new RangeError(`not a UUID: ${runId}`);
  return traceId;
}

/** The id of a span of a run; 0 is the run's own. The same run and number always have the same id. */
export function spanIdOf(runId: string, sequence: number): string {
  return createHash('sha256').update(`${runId}/${sequence}`).digest('hex').slice(0, 16);
}

/**
 * The header by which a server's own spans join the trace of a run, below the run's span (W3C Trace Context, level 1).
 * @throws RangeError if the run's id is no UUID.
 */
export function traceparentHeader(runId: string): Readonly<Record<string, string>> {
  return { traceparent: `00-${traceIdOf(runId)}-${spanIdOf(runId, 0)}-01` };
}
