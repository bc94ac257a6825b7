import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** More than any frame that a client may send. */
const MAX_EARLY_BYTES = 64 * 1024;

/** A handshake while a route decides on it: reads the connection, so as to see the client go. */
export class Handshake {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly #early: Buffer[];

  constructor(incoming: IncomingMessage, socket: Duplex, head: Buffer) {
    this.incoming = incoming;
    this.socket = socket;
    this.#early = [head];
    socket.on('data', this.#keep).once('end', this.#gone);
  }

  /** Ends the reading. @returns What the client has sent since its handshake. */
  finish(): Buffer {
    this.socket.off('data', this.#keep).off('end', this.#gone);
    return Buffer.concat(this.#early);
  }

  readonly #keep = (bytes: Buffer): void => {
    this.#early.push(bytes);
    // A client waits for the answer before it sends anything.
    if (this.#early.reduce((sum, { length }) => sum + length, 0) > MAX_EARLY_BYTES) this.socket.destroy();
  };

  readonly #gone = (): void => {
    this.socket.destroy();
  };
}
