import { messageOf, type RunEvent, type RunEventListener } from '../storm/index.js';
import type { ListenAddress } from '../telemetry/index.js';
import { type Clock, formatDurationMs, sleep } from '../time/index.js';
import type { ExpectedCurve } from './expected-curve.js';
import { livePage, type PageFacts } from './live-page.js';
import { LiveServer } from './live-server.js';
import { LiveState } from './live-state.js';
import { LiveStream } from './live-stream.js';
import type { LiveSnapshot } from './snapshot.js';

/** What the flags decide about the live page. */
export interface LiveSettings {
  /** Of this machine's loopback. */
  readonly address: ListenAddress;
  /** How long the page stays up when the run is over, in milliseconds of real time. */
  readonly waitMs: number;
}

/** What the live page needs to know of a run. */
export interface LiveOptions extends LiveSettings, PageFacts {
  /** A part of the page's address that nobody can guess. */
  readonly token: string;
  readonly workspaceCount: number;
  /** The deployment's. */
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly realClock: Clock;
  /** Told, in words for a person, what becomes of the page when the run is over. */
  readonly say: (message: string) => void;
}

/** If an interrupt has ended the run, pages that are open have so long to fetch its report. */
const LAST_LOOK_MS = 1_000;

/** The live page of one run: its events on a page that becomes the report. It never fails a run that has begun. */
export class LiveView {
  readonly #options: LiveOptions;
  readonly #state: LiveState;
  readonly #stream: LiveStream;
  readonly #server: LiveServer;
  readonly #site: Site;
  #closing: Promise<void> | null = null;

  private constructor(options: LiveOptions, state: LiveState, site: Site, server: LiveServer) {
    this.#options = options;
    this.#state = state;
    this.#stream = site.stream;
    this.#site = site;
    this.#server = server;
  }

  /** @throws ConfigError when the address is taken or is none of this machine. */
  static async open(options: LiveOptions): Promise<LiveView> {
    const { address, token, clock, realClock, say } = options;
    const state = new LiveState(options.workspaceCount);
    const site = new Site(
      livePage(options),
      (report, over) => state.snapshot(clock.nowMs(), report, over),
      realClock,
    );
    const server = await LiveServer.listen(address, token, site, (message) => say(`warning: ${message}`));
    return new LiveView(options, state, site, server);
  }

  /** Where the page is. */
  get url(): string {
    return this.#server.url;
  }

  /** Shows what was predicted beside the storm. */
  expect(curve: ExpectedCurve): void {
    this.#state.expect(curve);
  }

  readonly onEvent: RunEventListener = (event: RunEvent): void => {
    if (this.#closing === null) this.#state.apply(event, this.#options.clock.nowMs());
  };

  /**
   * Offers a report.
   * @param render - Called when somebody first wants to see it.
   */
  showReport(kind: 'before_cleanup' | 'whole', render: () => string): void {
    this.#site.offer(kind, render);
  }

  /**
   * Tells the pages that the run is over, and keeps the report up for its wait, which an abort of the signal ends.
   * Never rejects. A second call gives the same promise.
   */
  close(signal: AbortSignal): Promise<void> {
    if (this.#closing === null) {
      this.onEvent({ type: 'stage', stage: 'done', atMs: this.#options.clock.nowMs() });
      this.#closing = this.#close(signal);
    }
    return this.#closing;
  }

  async #close(signal: AbortSignal): Promise<void> {
    const { realClock, waitMs, say } = this.#options;
    try {
      const open = this.#stream.size > 0;
      this.#site.end();
      if (waitMs === 0) return;
      if (!signal.aborted) {
        say(`the live page stays up for ${formatDurationMs(waitMs)}, or until Ctrl-C: ${this.url}`);
        await sleep(realClock, waitMs, signal);
      } else if (open) await sleep(realClock, Math.min(LAST_LOOK_MS, waitMs));
    } catch (error) {
      if (!signal.aborted) say(`warning: the live page did not end well: ${messageOf(error)}`);
    } finally {
      await this.#server.close();
    }
  }
}

/** The page, its stream and its report. */
class Site {
  readonly page: ReturnType<typeof livePage>;
  readonly stream: LiveStream;
  #over = false;
  #offered: { readonly kind: 'before_cleanup' | 'whole'; readonly render: () => string } | null = null;
  #rendered: string | null = null;

  constructor(
    page: ReturnType<typeof livePage>,
    snapshot: (report: LiveSnapshot['report'], over: boolean) => LiveSnapshot,
    realClock: Clock,
  ) {
    this.page = page;
    this.stream = new LiveStream(realClock, () =>
      JSON.stringify(snapshot(this.#offered?.kind ?? 'none', this.#over)),
    );
  }

  offer(kind: 'before_cleanup' | 'whole', render: () => string): void {
    this.#offered = { kind, render };
    this.#rendered = null;
  }

  report(): string | null {
    if (this.#offered === null) return null;
    this.#rendered ??= this.#offered.render();
    return this.#rendered;
  }

  end(): void {
    this.#over = true;
    this.stream.end();
  }
}
