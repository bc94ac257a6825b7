import type { BinnedSeries, StepSeries, StormAnalysis } from '../../analysis/index.js';

/**
 * The analysis in the keys of JSON outputs. Times are microseconds since `origin_us`, the earliest scheduled minute,
 * so that the series stay short.
 */
export function analysisToJson(analysis: StormAnalysis): Readonly<Record<string, unknown>> {
  const { scheduledUs, curves, provisioners, serviceTimes, bottleneck } = analysis;
  const originUs = scheduledUs ?? 0;
  return {
    origin_us: scheduledUs,
    censored_from_us: analysis.censoredFromUs === null ? null : analysis.censoredFromUs - originUs,
    bottleneck: { kind: bottleneck.kind, share: finite(bottleneck.share), sentences: bottleneck.sentences },
    provisioners: {
      seen: provisioners.seen,
      busiest: provisioners.busiest,
      effective: provisioners.effective,
      utilisation: finite(provisioners.utilisation),
    },
    service_times: {
      n: serviceTimes.n,
      mean_ms: finite(serviceTimes.meanMs),
      p50_ms: finite(serviceTimes.p50Ms),
      p95_ms: finite(serviceTimes.p95Ms),
      reaped: serviceTimes.reaped,
      negative_queue_waits: serviceTimes.negativeQueueWaits,
    },
    inconsistencies: analysis.inconsistencies,
    curves: {
      due: stepsToJson(curves.due, originUs),
      created: stepsToJson(curves.created, originUs),
      started: stepsToJson(curves.started, originUs),
      completed: stepsToJson(curves.completed, originUs),
      usable: stepsToJson(curves.usable, originUs),
    },
    queue_depth: stepsToJson(analysis.queueDepth, originUs),
    busy_provisioners: stepsToJson(analysis.busyProvisioners, originUs),
    creation_rate: binsToJson(analysis.creationRate, originUs),
  };
}

function stepsToJson({ us, value }: StepSeries, originUs: number): Readonly<Record<string, unknown>> {
  return { us: us.map((at) => at - originUs), value };
}

function binsToJson(
  { fromUs, widthUs, value }: BinnedSeries,
  originUs: number,
): Readonly<Record<string, unknown>> {
  return { from_us: value.length === 0 ? null : fromUs - originUs, width_us: widthUs, value };
}

/** JSON has no Infinity; what is not finite is not known there. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
