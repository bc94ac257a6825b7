import type { WebSocket } from 'ws';
import type { Deployment } from '../deployment.js';
import { ABNORMAL, type CloseFrame, DONE, UNANSWERED_PING } from './close-codes.js';
import type { OpenStream } from './open-streams.js';

/** Real time between pings, and for the answer to one. */
const HEARTBEAT_MS = 15_000;

/** What every socket needs of its deployment. */
export type SocketContext = Pick<Deployment, 'driver' | 'faults' | 'realClock' | 'streams'>;

/**
 * One WebSocket that only the server speaks on, from when it is accepted: it is pinged, closed when the client says
 * anything, and counted among the open streams until its connection is gone. Every frame that comes in brings the
 * deployment up to the present. Each message is a text frame without FIN
 * and an empty continuation frame with FIN, as recorded from a Coder server.
 */
export class ServerSocket implements OpenStream {
  readonly socket: WebSocket;
  readonly #context: SocketContext;
  readonly #release: () => void;
  #disarm: () => void;
  #ended = false;
  #messages = 0;

  /** @param o - What closes it when the client sends data; what to do, once, as soon as it takes no more messages. */
  constructor(
    socket: WebSocket,
    context: SocketContext,
    o: { readonly onData: CloseFrame; readonly release: () => void },
  ) {
    this.socket = socket;
    this.#context = context;
    this.#release = o.release;
    this.#disarm = this.#pingLater();
    socket.on('pong', () => {
      context.driver.touch();
      if (this.#ended) return;
      this.#disarm();
      this.#disarm = this.#pingLater();
    });
    socket.on('message', () => {
      context.driver.touch();
      this.close(o.onData);
    });
    socket.on('close', () => {
      this.#end();
      context.streams.remove(this);
    });
    // A close follows every error.
    socket.on('error', () => {});
    context.streams.add(this);
  }

  /** Whether it takes no more messages: closed by us, or gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether messages wait for the connection to take them. */
  get isBlocked(): boolean {
    return this.socket.bufferedAmount > 0;
  }

  /**
   * Sends one message; `sent` is called when the connection has taken it, or never will. A fault may end the socket
   * instead.
   */
  send(text: string, sent: () => void = nothing): void {
    if (this.#ended || this.#isFaulty()) return;
    this.#messages += 1;
    this.socket.send(text, { fin: false });
    this.socket.send('', { fin: true }, sent);
  }

  /** Says that the stream has ended; with the code 1006, which cannot be said, cuts the connection. */
  close({ code, reason }: CloseFrame): void {
    this.#end();
    if (code === ABNORMAL) this.socket.terminate();
    else this.socket.close(code, reason);
  }

  end(): void {
    this.close(DONE);
  }

  cut(): void {
    this.#end();
    this.socket.terminate();
  }

  #isFaulty(): boolean {
    const { faults, streams } = this.#context;
    if (faults.rules.length === 0) return false;
    const path = streams.pathOf(this.socket);
    const fault = faults.take('close_socket', { kind: 'socket', path, messages: this.#messages });
    if (fault !== null) this.close({ code: fault.rule.code ?? ABNORMAL, reason: 'fault' });
    return fault !== null;
  }

  #pingLater(): () => void {
    const { realClock } = this.#context;
    return realClock.schedule(realClock.nowMs() + HEARTBEAT_MS, () => {
      this.socket.ping();
      this.#disarm = realClock.schedule(realClock.nowMs() + HEARTBEAT_MS, () => this.close(UNANSWERED_PING));
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#disarm();
    this.#release();
  }
}

function nothing(): void {}
