import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { messageOf } from '../../storm/index.js';
import type { OtlpEndpoint } from '../options.js';
import type { OtlpSender } from './otlp-sender.js';
import type { TracePackages } from './trace-packages.js';

/**
 * Sends spans to one receiver and counts how many arrived.
 *
 * | state | a batch arrives | a batch fails |
 * |---|---|---|
 * | sending | counted, with what the receiver rejected of it | why is kept, → given up |
 * | given up | cannot happen: nothing more is sent | |
 */
export class SpanExporter {
  readonly #serializer: TracePackages['transformer']['JsonTraceSerializer'];
  readonly #sender: OtlpSender;
  #failure: string | null = null;
  #accepted = 0;
  #rejected = 0;

  constructor(
    transformer: TracePackages['transformer'],
    encoding: OtlpEndpoint['encoding'],
    sender: OtlpSender,
  ) {
    this.#serializer =
      encoding === 'json' ? transformer.JsonTraceSerializer : transformer.ProtobufTraceSerializer;
    this.#sender = sender;
  }

  /** Never rejects: after a failure nothing more is sent. */
  async export(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<void> {
    if (this.hasGivenUp) return;
    try {
      const encoded = this.#serializer.serializeRequest([...spans]);
      if (encoded === undefined) throw new Error('the spans could not be encoded');
      const answer = await this.#sender.send(encoded, signal);
      this.#accepted += spans.length;
      this.#rejected += this.#rejectedIn(answer);
    } catch (error) {
      this.#failure = messageOf(error);
    }
  }

  /** Whether a batch has failed. */
  get hasGivenUp(): boolean {
    return this.#failure !== null;
  }

  /** What did not arrive, and why; `null` when everything did. */
  get shortfall(): string | null {
    const { destination } = this.#sender;
    if (this.#failure !== null) {
      const arrived = this.#accepted === 0 ? 'nothing' : `only the first ${this.#accepted} spans`;
      return `${arrived} reached ${destination}: ${this.#failure}`;
    }
    if (this.#rejected === 0) return null;
    return `${destination} rejected ${this.#rejected} of ${this.#accepted} spans`;
  }

  async close(): Promise<void> {
    await this.#sender.close();
  }

  /** Spans that the receiver says it did not take, of a batch that it accepted. */
  #rejectedIn(answer: Uint8Array): number {
    try {
      const rejected = Number(
        this.#serializer.deserializeResponse(answer).partialSuccess?.rejectedSpans ?? 0,
      );
      return Number.isFinite(rejected) ? rejected : 0;
    } catch {
      // Accepted is accepted, in whatever words.
      return 0;
    }
  }
}
