import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
}

/** A span as OTLP/JSON writes it. */
export interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string }[];
  readonly status: { readonly code: number; readonly message?: string };
}

type Answer = (response: ServerResponse) => void;

const accept: Answer = (response) =>
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');

/** A receiver of OTLP/HTTP on the loopback. Answers as scripted, one answer a request, and accepts from then on. */
export class OtlpReceiver {
  readonly requests: ReceivedRequest[] = [];
  readonly #server: Server;
  readonly #script: Answer[];
  #arrived: (() => void)[] = [];

  private constructor(script: readonly Answer[]) {
    this.#script = [...script];
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
        this.requests.push({ path: request.url ?? '', headers: request.headers, body });
        for (const tell of this.#arrived.splice(0)) tell();
        (this.#script.shift() ?? accept)(response);
      });
    });
  }

  static async open(script: readonly Answer[] = []): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(script);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request has come in whole. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  /** All spans of the JSON requests. */
  spans(): JsonSpan[] {
    return this.requests.flatMap(({ body }) => {
      const { resourceSpans } = JSON.parse(body.toString()) as {
        resourceSpans: { scopeSpans: { spans: JsonSpan[] }[] }[];
      };
      return resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A scripted answer. */
export function answering(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Takes the request and says nothing. */
export const silence: Answer = () => undefined;
