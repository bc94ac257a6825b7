import type { RunEventListener } from '../storm/index.js';
import { sleep } from '../time/index.js';
import type { MetricsServer } from './metrics/metrics-server.js';
import type { RunMetrics } from './metrics/run-metrics.js';
import type { ObservedResult } from './observed-result.js';
import type { PrometheusOptions, TelemetryOptions } from './options.js';
import type { RunTracer } from './tracing/run-tracer.js';
import { traceparentHeader } from './tracing/trace-context.js';
import { installedPackages, loadTracePackages, type TraceLoaders } from './tracing/trace-packages.js';

/** Metrics and traces of one run. Nothing here rejects or throws once it is open: what fails is a warning. */
export interface Telemetry {
  /** Where the metrics can be scraped; `null` when they are off. */
  readonly metricsUrl: string | null;
  readonly onEvent: RunEventListener;
  /** What every request of the run carries: `traceparent`, where that was asked for. */
  readonly headers: Readonly<Record<string, string>>;
  /** Takes the results of the storm; to be called at most once, before {@link close}. */
  observeResults(results: readonly ObservedResult[]): void;
  /**
   * Sends the traces, and keeps the metrics up for their wait. An abort of the signal, also one before the call, ends
   * the wait at once and leaves five seconds for the traces. A second call gives the same promise.
   */
  close(signal: AbortSignal): Promise<void>;
}

/**
 * Opens what was asked for. Its packages are loaded only then: a run without telemetry, and one whose installation
 * lacks OpenTelemetry, does without.
 *
 * @param loaders - How OpenTelemetry's packages are loaded.
 * @throws ConfigError when the address of the metrics cannot be listened on, or a file for TLS cannot be read;
 * RangeError if the run's id is no UUID.
 */
export async function openTelemetry(
  options: TelemetryOptions,
  loaders: TraceLoaders = installedPackages,
): Promise<Telemetry> {
  const tracer = await openTracer(options, loaders);
  const metrics = options.prometheus === null ? null : await openMetrics(options.prometheus, options);
  return new RunTelemetry(options, metrics, tracer);
}

const FLAG = '--scaletest-prometheus-address';

interface OpenMetrics {
  readonly metrics: RunMetrics;
  readonly server: MetricsServer;
  readonly waitMs: number;
}

async function openMetrics(
  { address, waitMs }: PrometheusOptions,
  options: TelemetryOptions,
): Promise<OpenMetrics> {
  const [{ RunMetrics }, { MetricsServer }] = await Promise.all([
    import('./metrics/run-metrics.js'),
    import('./metrics/metrics-server.js'),
  ]);
  const metrics = new RunMetrics(options);
  return { metrics, server: await MetricsServer.listen(address, FLAG, metrics, options.warn), waitMs };
}

async function openTracer(options: TelemetryOptions, loaders: TraceLoaders): Promise<RunTracer | null> {
  const { trace } = options;
  if (trace === null) return null;
  const packages = await loadTracePackages(loaders, options.warn);
  if (packages === null) return null;
  const { RunTracer } = await import('./tracing/run-tracer.js');
  return RunTracer.open(packages, { ...options, trace });
}

class RunTelemetry implements Telemetry {
  readonly #options: TelemetryOptions;
  readonly #metrics: OpenMetrics | null;
  readonly #tracer: RunTracer | null;
  readonly headers: Readonly<Record<string, string>>;
  #closing: Promise<void> | null = null;

  constructor(options: TelemetryOptions, metrics: OpenMetrics | null, tracer: RunTracer | null) {
    this.#options = options;
    this.#metrics = metrics;
    this.#tracer = tracer;
    this.headers =
      tracer !== null && options.trace?.propagate === true ? traceparentHeader(options.runId) : {};
  }

  get metricsUrl(): string | null {
    return this.#metrics?.server.url ?? null;
  }

  readonly onEvent: RunEventListener = (event) => {
    if (this.#closing !== null) return;
    this.#metrics?.metrics.onEvent(event);
    this.#tracer?.onEvent(event);
  };

  observeResults(results: readonly ObservedResult[]): void {
    this.#metrics?.metrics.observeResults(results);
    this.#tracer?.observeResults(results);
  }

  close(signal: AbortSignal): Promise<void> {
    if (this.#closing === null) {
      this.onEvent({ type: 'stage', stage: 'done', atMs: this.#options.clock.nowMs() });
      this.#closing = this.#close(signal);
    }
    return this.#closing;
  }

  async #close(signal: AbortSignal): Promise<void> {
    const ends = await Promise.allSettled([this.#tracer?.close(signal), this.#serveLastValues(signal)]);
    for (const end of ends) {
      if (end.status === 'rejected') this.#options.warn(`telemetry did not end well: ${String(end.reason)}`);
    }
  }

  async #serveLastValues(signal: AbortSignal): Promise<void> {
    if (this.#metrics === null) return;
    const { server, waitMs } = this.#metrics;
    try {
      await sleep(this.#options.realClock, waitMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await server.close();
    }
  }
}
