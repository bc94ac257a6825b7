import type { StormModel } from '../../model/index.js';
import { type Clock, onAbort } from '../../time/index.js';
import type { ModelDriver } from '../model-driver.js';
import type { ConnectionRefusal, FaultRuleOf } from './fault-rule.js';
import type { FaultSubject } from './firings.js';
import type { FaultInjector } from './injector.js';

/** How long a restart takes, and how it treats connections. */
export interface Restart {
  /** Deployment time, in milliseconds. Default {@link DEFAULT_DOWN_MS}. */
  readonly downMs?: number;
  /** Default `refuse`. */
  readonly connections?: ConnectionRefusal;
}

/** What takes connections, and is to stop for a while. Must not throw. */
export interface Restartable {
  /** Ends the streams and cuts every connection; takes no new ones if they are to be refused. */
  goDown(connections: ConnectionRefusal): void;
  comeUp(): void;
}

export interface RestartsOptions {
  readonly faults: FaultInjector;
  readonly model: StormModel;
  readonly driver: ModelDriver;
  /** Deployment time. */
  readonly clock: Clock;
  readonly realClock: Clock;
  /** Aborted when the deployment ends. */
  readonly ending: AbortSignal;
}

const DEFAULT_DOWN_MS = 5000;
/** Real time that the answer gets which says that the server will go down. */
const NOTICE_MS = 50;

/** Takes the server down for a while: when told to, and at the times that rules of kind `restart` name. */
export class Restarts {
  readonly #options: RestartsOptions;
  #server: Restartable | null = null;
  #down: ConnectionRefusal | null = null;
  #disarmRule: () => void = nothing;
  #disarmUp: () => void = nothing;
  #disarmSoon: () => void = nothing;

  constructor(options: RestartsOptions) {
    this.#options = options;
    onAbort(options.ending, () => {
      this.#disarmRule();
      this.#disarmUp();
      this.#disarmSoon();
    });
    this.rearm();
  }

  /** What takes the connections; without it only the model restarts, and requests are cut. */
  serveBy(server: Restartable): void {
    this.#server = server;
  }

  /** How connections are treated while the server is down; `null` while it is up. */
  get down(): ConnectionRefusal | null {
    return this.#down;
  }

  /**
   * Takes the server down now; without effect while it is down, or once the deployment has ended.
   * @returns When it will be up again, in microseconds of deployment time since the epoch; `null` without effect.
   */
  restart({ downMs = DEFAULT_DOWN_MS, connections = 'refuse' }: Restart): number | null {
    const { driver, model, clock, ending } = this.#options;
    if (this.#down !== null || ending.aborted) return null;
    this.#down = connections;
    const nowUs = driver.begin();
    const upUs = nowUs + Math.round(downMs * 1000);
    this.#server?.goDown(connections);
    model.restart(nowUs, upUs);
    driver.settle();
    this.#disarmUp = clock.schedule(upUs / 1000, () => {
      this.#down = null;
      this.#server?.comeUp();
    });
    return upUs;
  }

  /** As {@link restart}, when the request that asked for it has been answered; counted among the faults. */
  restartSoon(rule: FaultRuleOf<'restart'>, request: FaultSubject & { readonly kind: 'request' }): void {
    const { faults, realClock, ending } = this.#options;
    if (ending.aborted) return;
    this.#disarmSoon();
    this.#disarmSoon = realClock.schedule(realClock.nowMs() + NOTICE_MS, () => {
      if (this.restart(rule) !== null) faults.noteAsked(rule, request);
    });
  }

  /** Looks again which rule names the next time; to be called when rules have changed. */
  rearm(): void {
    this.#disarmRule();
    const { faults, clock, ending } = this.#options;
    if (ending.aborted) return;
    const dueMs = faults.rules.flatMap(({ rule, opportunities }) =>
      rule.kind === 'restart' && rule.atMs !== undefined && opportunities === 0 ? [rule.atMs] : [],
    );
    if (dueMs.length === 0) return;
    const sinceMs = Math.min(...dueMs);
    this.#disarmRule = clock.schedule(clock.nowMs() + sinceMs - faults.sinceMs, () => {
      const fired = faults.take('restart', { kind: 'server', sinceMs });
      if (fired !== null) this.restart(fired.rule);
      this.rearm();
    });
  }
}

function nothing(): void {}
