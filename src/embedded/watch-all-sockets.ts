import type { WebSocket } from 'ws';
import { type WatchAllContext, WatchAllSocket } from './watch-all-socket.js';

/** All open watch-all sockets. */
export class WatchAllSockets {
  readonly #context: WatchAllContext;
  readonly #open = new Map<WebSocket, WatchAllSocket>();

  constructor(context: WatchAllContext) {
    this.#context = context;
  }

  /** The sockets, in the order in which they were opened. */
  get all(): readonly WebSocket[] {
    return [...this.#open.keys()];
  }

  /** Subscribes a socket that has just been accepted. */
  add(socket: WebSocket): void {
    this.#open.set(socket, new WatchAllSocket(socket, this.#context));
    socket.on('close', () => this.#open.delete(socket));
  }

  /** Ends every stream with 1000 `done`; who does not answer within `limitMs` of real time is cut off. */
  async closeAll(limitMs: number): Promise<void> {
    const { realClock } = this.#context;
    const open = [...this.#open];
    const closed = Promise.all(
      open.map(([socket]) => new Promise((resolve) => socket.once('close', resolve))),
    );
    const disarm = realClock.schedule(realClock.nowMs() + limitMs, () => {
      for (const [, stream] of open) stream.terminate();
    });
    for (const [, stream] of open) stream.close();
    await closed;
    disarm();
  }
}
