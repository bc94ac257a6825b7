import type { WebSocket } from 'ws';
import type { Clock } from '../time/index.js';
import type { BuildUpdates } from './build-updates.js';
import type { FaultInjector } from './fault-injector.js';

/** Updates kept for a client that does not read; further ones are dropped without a word. */
const BUFFER_LENGTH = 256;
/** Real time between pings, and for the answer to one. */
const HEARTBEAT_MS = 15_000;

const NORMAL = 1000;
const GOING_AWAY = 1001;
/** No code that can be sent: what a client sees when the connection is cut. */
const ABNORMAL = 1006;
const POLICY_VIOLATION = 1008;

/** What a watch-all socket works with. */
export interface WatchAllContext {
  readonly updates: BuildUpdates;
  readonly faults: FaultInjector;
  readonly realClock: Clock;
  /** Brings the deployment up to the present; called for every frame that comes in. */
  readonly touch: () => void;
}

/**
 * One client of the watch-all stream, subscribed from the moment it exists. Each update is a text frame without FIN
 * and an empty continuation frame with FIN, as recorded from a Coder server.
 */
export class WatchAllSocket {
  readonly #socket: WebSocket;
  readonly #context: WatchAllContext;
  readonly #waiting: string[] = [];
  readonly #unsubscribe: () => void;
  #sending = false;
  #disarm: () => void;

  constructor(socket: WebSocket, context: WatchAllContext) {
    this.#socket = socket;
    this.#context = context;
    this.#unsubscribe = context.updates.subscribe((text) => this.#take(text));
    this.#disarm = this.#pingLater();
    socket.on('pong', () => {
      context.touch();
      this.#disarm();
      this.#disarm = this.#pingLater();
    });
    socket.on('message', () => {
      context.touch();
      socket.close(POLICY_VIOLATION, 'unexpected data message');
    });
    socket.on('close', () => this.#release());
    // A close follows every error.
    socket.on('error', () => {});
  }

  /** Says that the stream has ended. */
  close(): void {
    this.#release();
    this.#socket.close(NORMAL, 'done');
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#release();
    this.#socket.terminate();
  }

  #take(text: string): void {
    const fault = this.#context.faults.take('close_socket');
    if (fault !== null) {
      this.#release();
      if (fault.code === undefined || fault.code === ABNORMAL) this.#socket.terminate();
      else this.#socket.close(fault.code, 'fault');
      return;
    }
    if (this.#sending) {
      if (this.#waiting.length < BUFFER_LENGTH) this.#waiting.push(text);
      return;
    }
    this.#send(text);
  }

  /** Sends on until the connection takes no more; then what comes waits until it does. */
  #send(text: string): void {
    this.#socket.send(text, { fin: false });
    this.#socket.send('', { fin: true }, () => this.#sent());
    this.#sending = this.#socket.bufferedAmount > 0;
  }

  #sent(): void {
    this.#sending = this.#socket.bufferedAmount > 0;
    while (!this.#sending) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#send(next);
    }
  }

  #pingLater(): () => void {
    const { realClock } = this.#context;
    return realClock.schedule(realClock.nowMs() + HEARTBEAT_MS, () => {
      this.#socket.ping();
      this.#disarm = realClock.schedule(realClock.nowMs() + HEARTBEAT_MS, () => {
        this.#socket.close(GOING_AWAY, 'no answer to a ping');
        this.#release();
      });
    });
  }

  #release(): void {
    this.#disarm();
    this.#unsubscribe();
    this.#waiting.length = 0;
  }
}
