import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A message as it came: from how many frames it was put together. */
export interface RawMessage {
  readonly text: string;
  readonly frames: number;
}

export interface RawClose {
  readonly code: number;
  readonly reason: string;
}

export interface FrameOptions {
  readonly fin?: boolean;
  /** A client must mask; default true. */
  readonly masked?: boolean;
  /** The three reserved bits. */
  readonly reserved?: number;
  /** The length that the frame claims to have, if not that of its payload. */
  readonly claimedLength?: number;
}

/** The client's side of a WebSocket, frame by frame: for what a library hides or would not send. */
export class RawWebSocket {
  readonly messages: RawMessage[] = [];
  /** Status of the answer to the handshake. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  answersPings = true;
  pings = 0;
  pongs = 0;
  /** The server's close frame, once it has come. */
  closed: RawClose | null = null;
  /** Whether the connection is over. */
  ended = false;
  readonly socket: Socket;
  readonly #listeners = new Set<() => void>();
  #rest: Buffer;
  #fragments: Buffer[] = [];

  private constructor(socket: Socket, head: string, rest: Buffer) {
    const [statusLine = '', ...lines] = head.split('\r\n');
    this.status = Number(statusLine.split(' ')[1]);
    this.headers = Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      }),
    );
    this.socket = socket;
    this.#rest = rest;
    const over = () => {
      this.ended = true;
      this.#tell();
    };
    socket.on('data', (data) => this.#read(data));
    socket.on('end', over);
    socket.on('close', over);
    this.#read(Buffer.alloc(0));
  }

  /** Shakes hands; the answer may refuse. */
  static open(
    url: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawWebSocket> {
    const { hostname, host, port } = new URL(url);
    const key = randomBytes(16).toString('base64');
    const digest = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let heard = Buffer.alloc(0);
      const onData = (data: Buffer) => {
        heard = Buffer.concat([heard, data]);
        const end = heard.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', onData);
        const raw = new RawWebSocket(
          socket,
          heard.subarray(0, end).toString('latin1'),
          heard.subarray(end + 4),
        );
        const accept = raw.headers['sec-websocket-accept'];
        if (raw.status === 101 && accept !== digest) reject(new Error(`Sec-WebSocket-Accept: ${accept}`));
        else resolve(raw);
      };
      socket.on('error', reject);
      socket.on('data', onData);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }

  /** Sends a frame, by default a right one. */
  send(opcode: number, payload: string | Buffer = '', options: FrameOptions = {}): void {
    const { fin = true, masked = true, reserved = 0 } = options;
    const bytes = Buffer.from(payload);
    const length = options.claimedLength ?? bytes.length;
    const head = Buffer.alloc(length < 126 ? 2 : length < 0x10000 ? 4 : 10);
    head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
    head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 0x10000 ? 126 : 127);
    if (head.length === 4) head.writeUInt16BE(length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
    const mask = randomBytes(4);
    const body = masked ? Buffer.concat([mask, bytes.map((byte, i) => byte ^ mask[i % 4]!)]) : bytes;
    this.socket.write(Buffer.concat([head, body]));
  }

  close(code: number, reason = ''): void {
    const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
    payload.writeUInt16BE(code, 0);
    payload.write(reason, 2);
    this.send(OPCODE.close, payload);
  }

  /** Takes the first message that fits out of those that have come. */
  take(fits: (message: RawMessage) => boolean): RawMessage | undefined {
    const index = this.messages.findIndex(fits);
    return index === -1 ? undefined : this.messages.splice(index, 1)[0];
  }

  /** Calls `listener` whenever something has come. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves once `holds`. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#listeners.delete(check);
        resolve();
      };
      this.#listeners.add(check);
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  #read(data: Buffer): void {
    if (this.status !== 101) return;
    this.#rest = Buffer.concat([this.#rest, data]);
    for (let size = this.#frame(); size > 0; size = this.#frame()) this.#rest = this.#rest.subarray(size);
    this.#tell();
  }

  /** Handles the frame at the beginning. @returns Its length; 0 while it is not whole. */
  #frame(): number {
    const rest = this.#rest;
    if (rest.length < 2) return 0;
    const short = rest[1]! & 0x7f;
    const at = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (rest.length < at) return 0;
    const length =
      short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    if (rest.length < at + length) return 0;
    this.#take(rest[0]! & 0x0f, (rest[0]! & 0x80) !== 0, rest.subarray(at, at + length));
    return at + length;
  }

  #take(opcode: number, fin: boolean, payload: Buffer): void {
    if (opcode === OPCODE.ping) {
      this.pings++;
      if (this.answersPings) this.send(OPCODE.pong, payload);
    } else if (opcode === OPCODE.pong) {
      this.pongs++;
    } else if (opcode === OPCODE.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.closed = { code, reason: payload.subarray(2).toString() };
    } else {
      this.#fragments.push(payload);
      if (!fin) return;
      const text = Buffer.concat(this.#fragments).toString();
      this.messages.push({ text, frames: this.#fragments.length });
      this.#fragments = [];
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
