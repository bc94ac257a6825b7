import type { RunEventListener } from '../../storm/index.js';
import { type Clock, onAbort } from '../../time/index.js';
import type { ObservedResult } from '../observed-result.js';
import type { TelemetryOptions, TraceOptions } from '../options.js';
import { OtlpSender } from './otlp-sender.js';
import { planRun } from './plan-run.js';
import { RunTimeline } from './run-timeline.js';
import { SpanExporter } from './span-exporter.js';
import { SpanRecorder } from './span-recorder.js';
import { readTlsFiles } from './tls-files.js';
import { traceIdOf } from './trace-context.js';
import type { TracePackages } from './trace-packages.js';

/** Spans in one request: about half a megabyte, well below what receivers take. */
const BATCH_SIZE = 2_000;
/** How long the whole export may take, in real time, and how long once the person wants to leave. */
const EXPORT_LIMIT_MS = 60_000;
const HURRIED_LIMIT_MS = 5_000;

type RunTracerOptions = Omit<TelemetryOptions, 'prometheus' | 'trace'> & { readonly trace: TraceOptions };

/**
 * The trace of one run. It is sent when the run is over, and only noted down before: nothing that we send takes part in
 * the storm that is measured.
 */
export class RunTracer {
  readonly #packages: TracePackages;
  readonly #options: RunTracerOptions;
  readonly #exporters: readonly SpanExporter[];
  readonly #timeline = new RunTimeline();
  #results: readonly ObservedResult[] = [];

  private constructor(
    packages: TracePackages,
    options: RunTracerOptions,
    exporters: readonly SpanExporter[],
  ) {
    this.#packages = packages;
    this.#options = options;
    this.#exporters = exporters;
  }

  /** @throws ConfigError when a file for TLS cannot be read; RangeError if the run's id is no UUID. */
  static async open(packages: TracePackages, options: RunTracerOptions): Promise<RunTracer> {
    traceIdOf(options.runId);
    const exporters: SpanExporter[] = [];
    for (const endpoint of options.trace.endpoints) {
      const sender = new OtlpSender(endpoint, await readTlsFiles(endpoint.tls), options.realClock);
      exporters.push(new SpanExporter(packages.transformer, endpoint.encoding, sender));
    }
    return new RunTracer(packages, options, exporters);
  }

  get onEvent(): RunEventListener {
    return this.#timeline.onEvent;
  }

  observeResults(results: readonly ObservedResult[]): void {
    this.#results = results;
  }

  /** Sends everything; what does not arrive is told. An abort of `signal` shortens the time that is left. */
  async close(signal: AbortSignal): Promise<void> {
    const limit = exportLimit(this.#options.realClock, signal);
    try {
      await this.#exportAll(limit.signal);
    } finally {
      limit.release();
      await Promise.all(this.#exporters.map((exporter) => exporter.close()));
    }
    for (const { shortfall } of this.#exporters) {
      if (shortfall !== null) this.#options.warn(`traces are incomplete: ${shortfall}`);
    }
  }

  async #exportAll(signal: AbortSignal): Promise<void> {
    const { runId, workspaceCount, timeScale, clock, trace } = this.#options;
    const { run, stages, workspaces } = planRun(this.#timeline, this.#results, {
      runId,
      workspaceCount,
      timeScale,
      endedAtMs: clock.nowMs(),
    });
    const recorder = new SpanRecorder(this.#packages, runId, trace.resource, run);
    const flush = async (): Promise<void> => {
      const spans = recorder.take();
      await Promise.all(this.#exporters.map((exporter) => exporter.export(spans, signal)));
    };
    for (const stage of stages) recorder.record(stage);
    for (const workspace of workspaces) {
      recorder.recordTree(workspace);
      if (recorder.size >= BATCH_SIZE) await flush();
      if (this.#exporters.every((exporter) => exporter.hasGivenUp)) return;
    }
    recorder.finish();
    await flush();
  }
}

/** A signal that aborts when the export has taken too long. */
function exportLimit(
  clock: Clock,
  parent: AbortSignal,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abortAfter = (limitMs: number, why: string): (() => void) =>
    clock.schedule(clock.nowMs() + limitMs, () => controller.abort(new Error(why)));
  const cancels = [abortAfter(EXPORT_LIMIT_MS, `sending took longer than ${EXPORT_LIMIT_MS / 1000}s`)];
  const hurry = (): void => {
    cancels.push(abortAfter(HURRIED_LIMIT_MS, 'sending was interrupted'));
  };
  if (parent.aborted) hurry();
  const unlisten = onAbort(parent, hurry);
  return {
    signal: controller.signal,
    release() {
      unlisten();
      for (const cancel of cancels) cancel();
    },
  };
}
