import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { messageOf } from '../../storm/index.js';
import { type Clock, formatDurationMs, sleep, withDeadline } from '../../time/index.js';
import type { OtlpEndpoint } from '../options.js';
import type { TlsMaterial } from './tls-files.js';

const compress = promisify(gzip);

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;
const PAUSE_GROWTH = 1.5;
/** What a receiver says of a batch is short; the rest of an answer is not read. */
const LONGEST_ANSWER = 64 * 1024;

/** Answers after which the same batch may be sent again (OTLP specification, retryable response codes). */
const RETRYABLE_STATUSES = [429, 502, 503, 504];
const RETRYABLE_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** A batch did not arrive. The message never holds a header, a query, or the text of an answer. */
export class ExportError extends Error {}

/** Failed this time; may succeed if it is sent again. */
class PassingFailure extends ExportError {
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Posts encoded batches of spans to one receiver, one at a time. */
export class OtlpSender {
  readonly #endpoint: OtlpEndpoint;
  readonly #clock: Clock;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param clock - Real time. */
  constructor(endpoint: OtlpEndpoint, tls: TlsMaterial, clock: Clock) {
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#agent = new Agent({ connections: 1, connect: { ...tls, timeout: endpoint.timeoutMs } });
    this.#headers = {
      ...endpoint.headers,
      'user-agent': 'nineam',
      'content-type': endpoint.encoding === 'json' ? 'application/json' : 'application/x-protobuf',
      ...(endpoint.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
    };
  }

  /** Where batches go, for a person. */
  get destination(): string {
    const { origin, pathname } = new URL(this.#endpoint.url);
    return `${origin}${pathname}`;
  }

  /**
   * Sends a batch until it is accepted, or refused for good, or its time is over.
   * @returns The receiver's answer.
   * @throws ExportError; the signal's reason when it is aborted.
   */
  async send(batch: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const body = this.#endpoint.compression === 'gzip' ? await compress(batch) : batch;
    const { timeoutMs } = this.#endpoint;
    let last: PassingFailure | null = null;
    const expired = (): ExportError => {
      const limit = formatDurationMs(timeoutMs);
      return new ExportError(last === null ? `no answer within ${limit}` : `${last.message}, for ${limit}`);
    };
    return withDeadline(this.#clock, timeoutMs, signal, expired, async (limited) => {
      let pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        try {
          return await this.#post(body, limited);
        } catch (error) {
          if (!(error instanceof PassingFailure)) throw error;
          last = error;
          await sleep(this.#clock, error.retryAfterMs ?? pauseMs, limited);
          pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * PAUSE_GROWTH);
        }
      }
    });
  }

  /** Ends the connection at once. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post(body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    try {
      const answer = await request(this.#endpoint.url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal,
        dispatcher: this.#agent,
      });
      const text = await readBounded(answer.body);
      if (answer.statusCode < 300) return text;
      const said = `answered ${answer.statusCode}`;
      if (!RETRYABLE_STATUSES.includes(answer.statusCode)) throw new ExportError(said);
      throw new PassingFailure(said, retryAfterMs(answer.headers['retry-after']));
    } catch (error) {
      if (error instanceof ExportError) throw error;
      signal.throwIfAborted();
      const { code = '' } = error as NodeJS.ErrnoException;
      const said = `could not be reached: ${messageOf(error) || code}`;
      throw RETRYABLE_ERRORS.has(code) ? new PassingFailure(said, null) : new ExportError(said);
    }
  }
}

/** The beginning of an answer; a longer one is cut off, and its connection with it. */
async function readBounded(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks);
}

function retryAfterMs(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
