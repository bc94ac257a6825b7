import type { Connection } from '../http/app-env.js';
import { encodeJson } from '../http/json.js';
import type { OpenStream } from './open-streams.js';
import {
  MAX_WAITING_EVENTS,
  onWorkspaceEvent,
  type WorkspaceWatch,
  workspaceSnapshot,
} from './workspace-snapshot.js';

/** Real time from one ping to the next. */
const PING_EVERY_MS = 15_000;

const PING = 'event: ping\n\n';

/**
 * Server-sent events of one workspace: a ping at once and every 15 s, the whole workspace at once and whenever
 * something happens to it. A client that does not read gets what it missed, as many snapshots as there were events,
 * each as the workspace then is; those beyond the 2048th are dropped without a word.
 */
export class WorkspaceEventSource implements OpenStream {
  readonly socket = null;
  /** To be sent as `text/event-stream`. */
  readonly body: ReadableStream<Uint8Array>;
  readonly #watch: WorkspaceWatch;
  readonly #connection: Connection | undefined;
  readonly #unsubscribe: () => void;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #disarm: () => void;
  #pingIsDue = true;
  #waitingEvents = 1;

  /** @param connection - What is cut when the server stops. */
  constructor(watch: WorkspaceWatch, connection: Connection | undefined) {
    this.#watch = watch;
    this.#connection = connection;
    this.#unsubscribe = onWorkspaceEvent(watch, () => {
      this.#waitingEvents = Math.min(this.#waitingEvents + 1, MAX_WAITING_EVENTS);
      this.#sendOnOrEnd();
    });
    this.#disarm = this.#pingLater();
    this.body = new ReadableStream({
      pull: (controller) => {
        this.#controller = controller;
        this.#sendOn();
      },
      cancel: () => this.#release(),
    });
    watch.deployment.streams.add(this);
  }

  end(): void {
    this.cut();
  }

  cut(): void {
    this.#release();
    if (this.#connection === undefined) this.#controller?.error(new Error('the server stops'));
    else this.#connection.destroy();
  }

  /** What cannot be told ends this stream, and harms no other. */
  #sendOnOrEnd(): void {
    try {
      this.#sendOn();
    } catch {
      this.cut();
    }
  }

  /** Sends what waits, as far as the client takes it. */
  #sendOn(): void {
    const controller = this.#controller;
    while (controller !== undefined && (controller.desiredSize ?? 0) > 0) {
      if (this.#pingIsDue) {
        this.#pingIsDue = false;
        controller.enqueue(this.#encoder.encode(PING));
      } else if (this.#waitingEvents > 0) {
        this.#waitingEvents--;
        const snapshot = encodeJson(workspaceSnapshot(this.#watch));
        controller.enqueue(this.#encoder.encode(`event: data\ndata: ${snapshot}\n`));
      } else {
        return;
      }
    }
  }

  #pingLater(): () => void {
    const { realClock } = this.#watch.deployment;
    return realClock.schedule(realClock.nowMs() + PING_EVERY_MS, () => {
      this.#disarm = this.#pingLater();
      this.#pingIsDue = true;
      this.#sendOnOrEnd();
    });
  }

  #release(): void {
    this.#disarm();
    this.#unsubscribe();
    this.#watch.deployment.streams.remove(this);
  }
}
