import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Deployment } from './deployment.js';
import type { ConnectionRefusal } from './faults/index.js';
import type { Restartable } from './faults/restarts.js';
import type { HttpServer } from './http-server.js';
import type { ListenAddress } from './listen-address.js';

/** Real time that clients get to answer a close, and requests to end. */
const CLOSE_LIMIT_MS = 1000;
const CLOSE_SWEEP_MS = 10;
/** Real time between attempts to get the port back. */
const REOPEN_MS = 50;

/** A deployment on a port: listens, goes down and comes up again there, and stops. */
export class Serving implements Restartable {
  readonly #deployment: Deployment;
  readonly #server: Server;
  readonly #cutHandshakes: () => void;
  /** With the port that was taken. */
  #address: ListenAddress;
  /** Going down and coming up, one after the other. */
  #steps: Promise<void> = Promise.resolve();
  #disarmReopen: () => void = nothing;
  #disarmCut: () => void = nothing;
  #closed = false;

  constructor(deployment: Deployment, { server, cutHandshakes }: HttpServer, address: ListenAddress) {
    this.#deployment = deployment;
    this.#server = server;
    this.#cutHandshakes = cutHandshakes;
    this.#address = address;
    deployment.restarts.serveBy(this);
  }

  /**
   * Listens.
   * @returns Where clients reach it.
   * @throws The system's error if the address is not free.
   */
  async open(): Promise<string> {
    this.#address = await listen(this.#server, this.#address);
    const { host, port } = this.#address;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  goDown(connections: ConnectionRefusal): void {
    const { streams } = this.#deployment;
    this.#disarmReopen();
    this.#disarmCut();
    this.#disarmCut = streams.endWithin(CLOSE_LIMIT_MS);
    this.#server.closeAllConnections();
    this.#cutHandshakes();
    if (connections === 'refuse') this.#then(() => void this.#server.close());
  }

  comeUp(): void {
    this.#then(() => this.#reopen());
  }

  /** Ends the streams, answers what is under way, and stops. */
  async close(): Promise<void> {
    const { realClock, streams } = this.#deployment;
    this.#closed = true;
    this.#disarmReopen();
    this.#disarmCut();
    this.#deployment.end();
    await this.#steps;
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const limitMs = realClock.nowMs() + CLOSE_LIMIT_MS;
    let disarm = nothing;
    const closeConnections = () => {
      // One that has just been answered is idle only now, and would be kept alive.
      if (realClock.nowMs() < limitMs) this.#server.closeIdleConnections();
      else this.#server.closeAllConnections();
      disarm = realClock.schedule(realClock.nowMs() + CLOSE_SWEEP_MS, closeConnections);
    };
    closeConnections();
    await streams.closeAll(CLOSE_LIMIT_MS);
    this.#cutHandshakes();
    await stopped;
    disarm();
  }

  #then(step: () => void | Promise<void>): void {
    this.#steps = this.#steps.then(() => (this.#closed ? undefined : step()));
  }

  /** Listens on the same port again; somebody else may hold it for a while. */
  async #reopen(): Promise<void> {
    if (this.#server.listening) return;
    try {
      await listen(this.#server, this.#address);
    } catch {
      if (this.#closed) return;
      const { realClock } = this.#deployment;
      this.#disarmReopen = realClock.schedule(realClock.nowMs() + REOPEN_MS, () => this.comeUp());
    }
  }
}

/** @returns The address with the port that was taken. */
async function listen(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address();
  return { host, port: typeof bound === 'object' && bound !== null ? bound.port : port };
}

function nothing(): void {}
