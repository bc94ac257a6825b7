import type {
  Band,
  ClosedForms,
  DistributionFit,
  MorningPrediction,
  Prediction,
  ReadyCurve,
  Risk,
  TargetCheck,
} from '../../plan/index.js';
import { formatInstantUs } from '../../time/index.js';

/** An object of a plan's JSON; keys are documented in docs/plan-json.md. */
export type Json = Readonly<Record<string, unknown>>;

/** How observed service times compare with a lognormal. */
export function fitToJson({ critical, distance, n, quantiles }: DistributionFit): Json {
  return {
    n,
    distance: rounded(distance),
    critical: rounded(critical),
    quantiles: quantiles.map(({ fittedUs, observedUs, p }) => ({
      p,
      observed_ms: milliseconds(observedUs),
      fitted_ms: milliseconds(fittedUs),
    })),
  };
}

/** How surely targets hold. */
export function checkToJson({ lower, met, replications, share, upper }: TargetCheck): Json {
  return { met, replications, share, lower, upper };
}

/** What closed forms say, in milliseconds; `null` where there is none. */
export function boundsToJson({ backgroundWaitUs, batchDrainUs, creationUs, workUs }: ClosedForms): Json {
  return {
    work_ms: milliseconds(workUs),
    creation_ms: milliseconds(creationUs),
    batch_drain_ms: milliseconds(batchDrainUs),
    background_wait_ms: milliseconds(backgroundWaitUs),
  };
}

/** Everything that is predicted of each morning. */
export function morningsToJson({ mornings }: Prediction): readonly Json[] {
  return mornings.map((morning) => ({
    first_due_at: formatInstantUs(morning.firstDueUs),
    last_due_at: formatInstantUs(morning.lastDueUs),
    due: morning.due,
    usable: bandToJson(morning.usable),
    failed: bandToJson(morning.failed),
    missed: bandToJson(morning.missed),
    timed_out: bandToJson(morning.timedOut),
    drain_ms: bandToJson(morning.drainMs),
    utilisation: bandToJson(morning.utilisation),
    reaped: riskToJson(morning.reaped),
    lost_for_next_morning: riskToJson(morning.lostForNextMorning),
    rushes: morning.rushes.map(({ due, firstDueUs, lastDueUs, readyMs, usable }) => ({
      first_due_at: formatInstantUs(firstDueUs),
      last_due_at: formatInstantUs(lastDueUs),
      due,
      usable: bandToJson(usable),
      p50_ms: bandToJson(readyMs.p50),
      p95_ms: bandToJson(readyMs.p95),
      max_ms: bandToJson(readyMs.max),
    })),
    latencies_ms: latenciesToJson(morning),
    curve: curveToJson(morning.curve),
  }));
}

function latenciesToJson({ latenciesMs }: MorningPrediction): Json {
  return Object.fromEntries(
    Object.entries(latenciesMs).map(([name, latency]) => [
      name,
      latency === null
        ? null
        : Object.fromEntries(
            Object.entries(latency).map(([percentile, band]) => [percentile, bandToJson(band)]),
          ),
    ]),
  );
}

/** A curve with its band, in milliseconds; `null` for what is not reached. */
export function curveToJson({ highMs, lowMs, medianMs, shares }: ReadyCurve): Json {
  return {
    shares: shares.map(rounded),
    low_ms: lowMs.map(finite),
    median_ms: medianMs.map(finite),
    high_ms: highMs.map(finite),
  };
}

function riskToJson({ chance, lower, replications, upper, workspaces }: Risk): Json {
  return { replications, chance, lower, upper, workspaces: bandToJson(workspaces) };
}

/** A figure with how it varies; `null` for what is not reached. */
export function bandToJson(band: Band | null): Json | null {
  return band === null
    ? null
    : { low: finite(band.low), median: finite(band.median), high: finite(band.high) };
}

/** `null` for what is not reached. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? rounded(value) : null;
}

/** To the microsecond where it is of milliseconds: what sums leave behind that is noise. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Of microseconds; `null` for what is not reached. */
export function milliseconds(us: number | null): number | null {
  return us === null ? null : finite(us / 1000);
}
