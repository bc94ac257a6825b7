import {
  type Context,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { PlannedSpan, PlannedTree } from './planned-span.js';
import { spanIdOf, traceIdOf } from './trace-context.js';
import type { TracePackages } from './trace-packages.js';

/** Holds ended spans until they are taken. */
class EndedSpans implements SpanProcessor {
  #spans: ReadableSpan[] = [];

  get size(): number {
    return this.#spans.length;
  }

  take(): ReadableSpan[] {
    const taken = this.#spans;
    this.#spans = [];
    return taken;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#spans.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/**
 * Makes OpenTelemetry spans of planned ones, all in the trace of one run. Nothing is registered globally: another
 * use of OpenTelemetry in this process is not touched.
 */
export class SpanRecorder {
  readonly #ended = new EndedSpans();
  readonly #tracer: ReturnType<InstanceType<TracePackages['sdk']['TracerProvider']>['getTracer']>;
  readonly #run: { readonly span: Span; readonly context: Context; readonly plan: PlannedSpan };

  /** Begins the span of the run, to which every other belongs. */
  constructor(
    { sdk, resources }: Pick<TracePackages, 'sdk' | 'resources'>,
    runId: string,
    resource: Readonly<Record<string, string>>,
    run: PlannedSpan,
  ) {
    const traceId = traceIdOf(runId);
    let sequence = 0;
    const provider = new sdk.TracerProvider({
      resource: resources.resourceFromAttributes(resource),
      sampler: new sdk.AlwaysOnSampler(),
      spanProcessors: [this.#ended],
      idGenerator: {
        generateTraceId: () => traceId,
        generateSpanId: () => spanIdOf(runId, sequence++),
      },
    });
    this.#tracer = provider.getTracer('nineam');
    const span = this.#start(run, ROOT_CONTEXT);
    this.#run = { span, plan: run, context: trace.setSpan(ROOT_CONTEXT, span) };
  }

  /** How many spans wait to be taken. */
  get size(): number {
    return this.#ended.size;
  }

  /** The spans that have ended since the last call. */
  take(): ReadableSpan[] {
    return this.#ended.take();
  }

  /** A span right below the run. */
  record(planned: PlannedSpan): void {
    end(this.#start(planned, this.#run.context), planned);
  }

  /** A span below the run, with spans of its own. */
  recordTree(planned: PlannedTree): void {
    const parent = this.#start(planned, this.#run.context);
    const context = trace.setSpan(this.#run.context, parent);
    for (const child of planned.children) end(this.#start(child, context), child);
    end(parent, planned);
  }

  /** Ends the span of the run. */
  finish(): void {
    end(this.#run.span, this.#run.plan);
  }

  #start(planned: PlannedSpan, parent: Context): Span {
    const span = this.#tracer.startSpan(
      planned.name,
      { startTime: hrTime(planned.startUs), attributes: planned.attributes },
      parent,
    );
    for (const mark of planned.marks) span.addEvent(mark.name, hrTime(mark.atUs));
    if (planned.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: planned.error });
    return span;
  }
}

function end(span: Span, planned: PlannedSpan): void {
  span.end(hrTime(planned.endUs));
}

/** Seconds and nanoseconds: as a number the SDK could take a time for one since the start of the process. */
function hrTime(us: number): HrTime {
  const seconds = Math.floor(us / 1e6);
  return [seconds, (us - seconds * 1e6) * 1000];
}
