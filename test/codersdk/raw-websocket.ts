import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { listen } from './local-server.js';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The server's side of one WebSocket, frame by frame: for what a library would not send. */
export interface RawSocket {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Opcodes of the frames that the client sent. */
  readonly heard: readonly number[];
  send(opcode: number, payload: string | Buffer, options?: { readonly fin?: boolean }): void;
  /** Answers the client's pings when on. */
  answersPings: boolean;
}

/** A server that upgrades every connection by hand and hands it over. */
export async function serveRawWebSockets(accept: (socket: RawSocket) => void): Promise<string> {
  const server = createServer((_, response) => response.writeHead(426).end('upgrade required'));
  server.on('upgrade', (request, socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const digest = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${digest}\r\n\r\n`,
    );
    accept(rawSocket(request, socket));
  });
  return listen(server);
}

function rawSocket(request: IncomingMessage, socket: Duplex): RawSocket {
  const heard: number[] = [];
  const raw: RawSocket = {
    request,
    socket,
    heard,
    answersPings: true,
    send: (opcode, payload, { fin = true } = {}) => {
      const bytes = Buffer.from(payload);
      if (bytes.length > 0xffff) throw new Error('longer than this helper frames');
      const long = bytes.length > 125;
      const head = Buffer.alloc(long ? 4 : 2);
      head[0] = (fin ? 0x80 : 0) | opcode;
      head[1] = long ? 126 : bytes.length;
      if (long) head.writeUInt16BE(bytes.length, 2);
      socket.write(Buffer.concat([head, bytes]));
    },
  };
  socket.on('error', () => undefined);
  // The client's frames are all short: pings and closes.
  socket.on('data', (data: Buffer) => {
    for (let at = 0; at < data.length; ) {
      const opcode = data[at]! & 0x0f;
      const length = data[at + 1]! & 0x7f;
      heard.push(opcode);
      if (opcode === OPCODE.ping && raw.answersPings) raw.send(OPCODE.pong, '');
      if (opcode === OPCODE.close) socket.end(Buffer.from([0x80 | OPCODE.close, 0]));
      at += 6 + length;
    }
  });
  return raw;
}
