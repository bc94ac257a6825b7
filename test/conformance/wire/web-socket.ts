import { randomBytes } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { type Answer, type Asked, headerMap, headersOf, parseBody } from './answer.js';
import { until } from './until.js';

/** A frame as it came over the wire. */
export interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

export const OPCODE = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A WebSocket whose frames can be seen one by one, which no library shows. Answers pings and closes. */
export class WatchedSocket {
  readonly frames: Frame[] = [];
  readonly #upgrade: IncomingMessage;
  readonly #stream: Duplex;
  #received = Buffer.alloc(0);
  #ended = false;

  private constructor(upgrade: IncomingMessage, stream: Duplex, head: Buffer) {
    this.#upgrade = upgrade;
    this.#stream = stream;
    stream.on('data', (bytes: Buffer) => this.#take(bytes));
    stream.on('error', () => {});
    stream.on('close', () => {
      this.#ended = true;
    });
    this.#take(head);
  }

  /** Shakes hands. @returns The open socket, or the answer that refuses it. */
  static open(baseUrl: string, asked: Asked): Promise<WatchedSocket | Answer> {
    return new Promise((resolve, reject) => {
      const request = startRequest(baseUrl, asked);
      request.on('error', reject);
      request.on('upgrade', (response, stream, head) => resolve(new WatchedSocket(response, stream, head)));
      request.on('response', (response) => void refusalOf(response).then(resolve, reject));
      request.end();
    });
  }

  /** The messages so far, joined from their frames and parsed. */
  get messages(): readonly unknown[] {
    const messages: unknown[] = [];
    let parts: Buffer[] = [];
    for (const { fin, opcode, payload } of this.frames) {
      if (opcode > OPCODE.text) continue;
      parts.push(payload);
      if (!fin) continue;
      messages.push(JSON.parse(Buffer.concat(parts).toString()));
      parts = [];
    }
    return messages;
  }

  /** How the server closed it; `null` while it has not. */
  get closed(): { readonly code: number; readonly reason: string } | null {
    const frame = this.frames.find(({ opcode }) => opcode === OPCODE.close);
    if (frame === undefined) return null;
    return { code: frame.payload.readUInt16BE(0), reason: frame.payload.subarray(2).toString() };
  }

  /** What has come so far. */
  get answer(): Answer {
    return {
      status: this.#upgrade.statusCode ?? 0,
      headers: headerMap(Object.entries(this.#upgrade.headers)),
      text: '',
      body: undefined,
      socket: { frames: this.frames, messages: this.messages, closed: this.closed },
    };
  }

  async untilMessage(what: string, matches: (message: unknown) => boolean): Promise<void> {
    await until(what, () => {
      if (this.messages.some(matches)) return true;
      if (this.#ended) throw new Error(`the stream ended before ${what}`);
      return undefined;
    });
  }

  async untilClosed(): Promise<void> {
    await until('the server to close the stream', () => this.#ended || this.closed !== null || undefined);
  }

  sendText(text: string): void {
    this.#send(OPCODE.text, Buffer.from(text));
  }

  /** Leaves without a word. */
  end(): void {
    this.#stream.destroy();
  }

  #send(opcode: number, payload: Buffer): void {
    const mask = randomBytes(4);
    const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    this.#stream.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked]));
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let frame = this.#nextFrame(); frame !== null; frame = this.#nextFrame()) {
      this.frames.push(frame);
      if (frame.opcode === OPCODE.ping) this.#send(OPCODE.pong, frame.payload);
      if (frame.opcode === OPCODE.close) {
        this.#send(OPCODE.close, frame.payload);
        this.#stream.end();
      }
    }
  }

  #nextFrame(): Frame | null {
    const bytes = this.#received;
    if (bytes.length < 2) return null;
    const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
    const extended = second === 126 ? 2 : second === 127 ? 8 : 0;
    const start = 2 + extended;
    if (bytes.length < start) return null;
    const length =
      extended === 0 ? second : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < start + length) return null;
    this.#received = bytes.subarray(start + length);
    return {
      fin: (first & 0x80) !== 0,
      opcode: first & 0x0f,
      payload: Buffer.from(bytes.subarray(start, start + length)),
    };
  }
}

function startRequest(baseUrl: string, asked: Asked): ClientRequest {
  const url = new URL(asked.path, baseUrl);
  const headers = {
    ...headersOf(asked),
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const options = { method: asked.method, headers, agent: false } as const;
  return url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
}

async function refusalOf(response: IncomingMessage): Promise<Answer> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const headers = headerMap(Object.entries(response.headers));
  return { status: response.statusCode ?? 0, headers, text, body: parseBody(headers, text) };
}
