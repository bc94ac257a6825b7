import { Agent, type IncomingMessage, request } from 'node:http';
import { PASSWORD } from '../../embedded/harness.js';
import { compareBodies } from '../compare/bodies.js';
import { Correspondence } from '../compare/correspondence.js';
import { type Difference, describeDifference } from '../compare/difference.js';
import { type Answer, answerOf, headerDifferences, isBehind } from './answers.js';
import type { ClosingStep, ExchangeStep, MessageStep, OpeningStep, Step } from './conversation.js';
import type { Purposes } from './purposes.js';
import { type RawMessage, RawWebSocket } from './raw-web-socket.js';
import type { World } from './world.js';

const UPGRADE_HEADERS = ['connection', 'upgrade', 'x-coder-build-version', 'x-ratelimit-limit'];

/** When a key was last used that never was. */
const NEVER_USED = '1970-01-01T00:00:00Z';

/** Deployment time that may pass before a step that waits counts as stuck. */
const PATIENCE_MS = 10 * 60_000;
/** Turns of the event loop in which nothing arrives before time moves on. */
const QUIET_TURNS = 6;

/**
 * Says again what was recorded, in our terms, and compares what is answered. A step begins when everything that had
 * ended before it began has ended here too. Time passes only while all wait: for a message, or for a job to get as
 * far as it was.
 */
export class Player {
  readonly correspondence = new Correspondence();
  readonly differences: string[] = [];
  readonly #world: World;
  readonly #purposes: Purposes;
  readonly #laterMs: number;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Map<number, RawWebSocket>();
  readonly #waiting = new Set<() => void>();
  readonly #lastLine = new Map<number, Members>();
  #inFlight = 0;
  #events = 0;

  /** @param laterMs - By how much our conversation is later than the recorded one, in whole minutes. */
  constructor(world: World, purposes: Purposes, laterMs: number) {
    this.#world = world;
    this.#purposes = purposes;
    this.#laterMs = laterMs;
    this.correspondence.value('<token>', world.deployment.token);
    this.correspondence.value('<token-1>', world.deployment.token);
    this.correspondence.value('<password>', PASSWORD);
    this.correspondence.value('http://<host>', world.deployment.url);
    this.correspondence.instant(NEVER_USED, NEVER_USED);
  }

  /** The messages that came and that nothing in the recording accounts for. */
  get surplus(): readonly string[] {
    return [...this.#sockets.values()].flatMap((socket) => socket.messages.map(({ text }) => text));
  }

  /** Plays the steps of one command. @throws Error if one of them gets stuck. */
  async play(steps: readonly Step[]): Promise<void> {
    this.#expectStarts(steps);
    const order = steps.toSorted((a, b) => a.startMs - b.startMs);
    const waiting = new Set(order);
    const running = new Set<Step>();
    const failures: unknown[] = [];
    const begin = () => {
      const open = [...running, ...waiting];
      for (const step of waiting) {
        const first = open.some((other) => other !== step && precedes(order, other, step));
        if (first) continue;
        waiting.delete(step);
        running.add(step);
        this.#perform(step)
          .catch((error: unknown) => failures.push(`${describe(step)}: ${error}`))
          .finally(() => {
            running.delete(step);
            this.#events++;
          });
      }
    };
    const untilMs = this.#world.clock.nowMs() + PATIENCE_MS;
    while (waiting.size + running.size > 0) {
      begin();
      await this.#nextEvent();
      if (failures.length > 0) throw new Error(String(failures[0]));
      if (this.#world.clock.nowMs() > untilMs) throw new Error(`stuck: ${[...running].map(describe)}`);
    }
  }

  /** When workspaces start next follows from schedules: as much later as all is. */
  #expectStarts(steps: readonly Step[]): void {
    for (const [, recorded = ''] of JSON.stringify(steps).matchAll(/"next_start_at":"([^"]+)"/g)) {
      const expected = new Date(Date.parse(recorded) + this.#laterMs).toISOString().replace('.000Z', 'Z');
      this.correspondence.instant(recorded, expected);
    }
  }

  /** Gives up all connections. */
  close(): void {
    this.#agent.destroy();
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Lets something happen: what is on its way arrives, or if nothing is, the clock moves on to its next timer. */
  async #nextEvent(): Promise<void> {
    const before = this.#events;
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#events !== before) return;
      if (this.#inFlight === 0) quiet++;
    }
    const { clock } = this.#world;
    clock.advanceTo(Math.max(clock.nowMs(), clock.nextTimerMs() ?? clock.nowMs() + 1000));
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when the clock has moved on. */
  #later(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }

  async #perform(step: Step): Promise<void> {
    switch (step.kind) {
      case 'exchange':
        return this.#exchange(step);
      case 'opening':
        return this.#open(step);
      case 'message':
        return this.#message(step);
      case 'closing':
        return this.#closing(step);
    }
  }

  async #exchange(step: ExchangeStep): Promise<void> {
    for (;;) {
      const answer = await this.#send(step);
      const behind = step.method === 'GET' && isBehind(answer.body, step.responseBody);
      if (!behind || answer.status !== step.status) {
        this.#learnTokens(step, answer.body);
        this.#compare(step, answer);
        return;
      }
      await this.#later();
    }
  }

  #compare(step: ExchangeStep, answer: Answer): void {
    const found: Difference[] = [];
    if (answer.status !== step.status) {
      found.push({ path: 'status', recorded: step.status, actual: answer.status, note: answer.text });
    } else {
      found.push(...headerDifferences(step, answer));
      if (step.responseBody !== '' && step.responseBody !== undefined) {
        found.push(...compareBodies(step.responseBody, answer.body, this.correspondence));
        if (!answer.text.endsWith('\n')) found.push({ path: '$', recorded: '…\n', actual: answer.text });
      } else if (answer.text !== '') found.push({ path: '$', recorded: '', actual: answer.text });
    }
    for (const difference of found) {
      if (this.#purposes.allow(`${step.method} ${step.path}`, difference)) continue;
      this.#note(step, describeDifference(difference));
    }
  }

  #note(step: Step, difference: string): void {
    this.differences.push(`${describe(step)}: ${difference}`);
  }

  /** Tokens are compared by their form; what they are here is needed for the requests that come. */
  #learnTokens(step: ExchangeStep, actual: unknown): void {
    const recorded = step.responseBody as Record<string, unknown> | undefined;
    const token = recorded?.['session_token'];
    if (typeof token === 'string') {
      this.correspondence.value(token, String((actual as Record<string, unknown>)['session_token']));
    }
    // The command line goes on with the key that it has made for itself.
    if (step.path.endsWith('/users/me/keys')) {
      this.correspondence.value('<token>', String((actual as Record<string, unknown>)['key']));
    }
  }

  #headers(recorded: Readonly<Record<string, string>>): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(recorded)) {
      if (['content-length', 'upgrade', 'host'].includes(name)) continue;
      const [, prefix = '', token = value] = /^(coder_session_token=)(.*)$/.exec(value) ?? [];
      headers[name] = prefix + this.correspondence.translate(token);
    }
    return headers;
  }

  #send(step: ExchangeStep): Promise<Answer> {
    const { host, hostname, port } = new URL(this.#world.deployment.url);
    const { body } = step;
    const text = body === undefined ? '' : JSON.stringify(this.correspondence.translateBody(body));
    // The recorder itself sent two requests, without headers and in the owner's name.
    const given =
      Object.keys(step.headers).length === 0 ? { 'coder-session-token': '<token>' } : step.headers;
    const headers = {
      ...this.#headers(given),
      host,
      ...(text === '' ? {} : { 'content-length': Buffer.byteLength(text) }),
    };
    const path = this.correspondence.translatePath(step.path);
    this.#inFlight++;
    return new Promise<Answer>((resolve, reject) => {
      const sent = request({ hostname, port, path, method: step.method, headers, agent: this.#agent });
      sent.on('error', reject);
      sent.on('response', (incoming: IncomingMessage) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => resolve(answerOf(incoming, Buffer.concat(parts).toString())));
      });
      sent.end(text);
    }).finally(() => {
      this.#inFlight--;
    });
  }

  async #open(step: OpeningStep): Promise<void> {
    this.#inFlight++;
    const path = this.correspondence.translatePath(step.path);
    const socket = await RawWebSocket.open(
      this.#world.deployment.url,
      path,
      this.#headers(step.headers),
    ).finally(() => {
      this.#inFlight--;
    });
    this.#sockets.set(step.id, socket);
    socket.onChange(() => {
      this.#events++;
    });
    if (socket.status !== 101) {
      this.#note(step, `the handshake was answered with ${socket.status}`);
      return;
    }
    for (const name of UPGRADE_HEADERS) {
      const [recorded, actual] = [step.responseHeaders[name], socket.headers[name]];
      if (recorded?.toLowerCase() !== actual?.toLowerCase()) {
        this.#note(step, describeDifference({ path: `header ${name}`, recorded, actual }));
      }
    }
    const extensions = socket.headers['sec-websocket-extensions'];
    if (extensions !== undefined) this.#note(step, `extensions were agreed on: ${extensions}`);
  }

  async #message(step: MessageStep): Promise<void> {
    const socket = this.#socket(step);
    if (socket.status !== 101) return;
    const recorded = step.data as Members;
    for (;;) {
      const message = 'stage' in recorded ? this.#takeLine(step, socket) : this.#takeUpdate(socket, recorded);
      if (message !== undefined) {
        if (message.frames !== step.frames) {
          this.#note(step, `in ${message.frames} frames instead of ${step.frames}`);
        }
        return this.#compareMessage(step, recorded, JSON.parse(message.text) as Members);
      }
      if (socket.closed !== null || socket.ended) throw new Error('the stream ended before this message');
      await this.#later();
    }
  }

  /** Ends of builds come in the order in which builds end, which need not be the recorded one. */
  #takeUpdate(socket: RawWebSocket, recorded: Members): RawMessage | undefined {
    const expected = this.correspondence.translateBody(recorded) as Members;
    return socket.take(({ text }) => {
      const data = JSON.parse(text) as Members;
      return ['workspace_id', 'build_number'].every((key) => data[key] === expected[key]);
    });
  }

  /** Lines of one log have rising numbers and times; both are the server's own. */
  #takeLine(step: MessageStep, socket: RawWebSocket): RawMessage | undefined {
    const message = socket.take(() => true);
    if (message === undefined) return undefined;
    const line = JSON.parse(message.text) as Members;
    const last = this.#lastLine.get(step.id);
    if (last !== undefined) {
      const [id, lastId] = [Number(line['id']), Number(last['id'])];
      if (!(id > lastId)) this.#note(step, `line ${id} after ${lastId}`);
      const [at, lastAt] = [line['created_at'], last['created_at']].map(String) as [string, string];
      if (!(Date.parse(at) >= Date.parse(lastAt))) this.#note(step, `a line of ${at} after one of ${lastAt}`);
    }
    this.#lastLine.set(step.id, line);
    return message;
  }

  #compareMessage(step: MessageStep, recorded: Members, actual: Members): void {
    // Lines are numbered across all jobs, and written when they are.
    const own = 'stage' in recorded ? { id: actual['id'], created_at: actual['created_at'] } : {};
    for (const difference of compareBodies({ ...recorded, ...own }, actual, this.correspondence)) {
      this.#note(step, describeDifference(difference));
    }
  }

  async #closing(step: ClosingStep): Promise<void> {
    const socket = this.#socket(step);
    if (socket.status !== 101) return;
    const { code, reason } = step;
    if (step.by === 'client') socket.close(code, reason);
    while (socket.closed === null) {
      if (socket.ended) throw new Error('the connection ended without a close frame');
      await this.#later();
    }
    if (socket.closed.code !== code || socket.closed.reason !== reason) {
      this.#note(step, `closed with ${socket.closed.code} ${socket.closed.reason}, not ${code} ${reason}`);
    }
    if (step.by === 'server') socket.close(code, reason);
  }

  #socket(step: Step): RawWebSocket {
    const socket = this.#sockets.get(step.id);
    if (socket === undefined) throw new Error('its WebSocket was not opened');
    return socket;
  }
}

type Members = Readonly<Record<string, unknown>>;

/** Whether something had to end before a step began. */
function precedes(order: readonly Step[], first: Step, then: Step): boolean {
  return first.endMs <= then.startMs && order.indexOf(first) < order.indexOf(then);
}

function describe(step: Step): string {
  const what =
    step.kind === 'exchange'
      ? `${step.method} ${step.path}`
      : step.kind === 'opening'
        ? step.path
        : step.kind === 'message'
          ? JSON.stringify(step.data)
          : `close ${step.code}`;
  return `#${step.id} ${step.kind} ${what}`;
}
