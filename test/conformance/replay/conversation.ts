import { readFileSync } from 'node:fs';

type Headers = Readonly<Record<string, string>>;

/** When a step began and ended, in milliseconds since the start of its command. */
interface Timed {
  /** The request or the connection, as the recorder counted them. */
  readonly id: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A request and its answer. */
export interface ExchangeStep extends Timed {
  readonly kind: 'exchange';
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly status: number;
  readonly responseHeaders: Headers;
  readonly responseBody: unknown;
}

/** A WebSocket handshake that was accepted. */
export interface OpeningStep extends Timed {
  readonly kind: 'opening';
  readonly path: string;
  readonly headers: Headers;
  readonly responseHeaders: Headers;
}

/** A message from the server, and into how many frames it was cut. */
export interface MessageStep extends Timed {
  readonly kind: 'message';
  readonly data: unknown;
  readonly frames: number;
}

/** The end of a WebSocket, by the side that closed first. */
export interface ClosingStep extends Timed {
  readonly kind: 'closing';
  readonly by: 'client' | 'server';
  readonly code: number;
  readonly reason: string;
}

export type Step = ExchangeStep | OpeningStep | MessageStep | ClosingStep;

/** What one run of Coder's command line said and heard. */
export interface Command {
  /** Its words, as far as they were recorded. */
  readonly name: string;
  readonly steps: readonly Step[];
}

interface RecordedLine {
  readonly command?: string;
  readonly id: number;
  readonly at_ms: number;
  readonly ms?: number;
  readonly method?: string;
  readonly ws?: 'handshake' | 's2c' | 'c2s' | 'end';
  readonly op?: 'text' | 'cont' | 'ping' | 'pong' | 'close';
  readonly data?: unknown;
  readonly path?: string;
  readonly request_headers?: Headers;
  readonly request_body?: unknown;
  readonly status?: number;
  readonly response_headers?: Headers;
  readonly response_body?: unknown;
  readonly response?: string;
}

/** Whole conversations of Coder's own command line with a real server of the 2.34 release line. */
export function readConversation(name: 'autostart-3' | 'cleanup-3' | 'commands'): readonly Command[] {
  const url = new URL(`../../fixtures/go-client/${name}.ndjson`, import.meta.url);
  const lines = readFileSync(url, 'utf8').trimEnd().split('\n');
  const byCommand = new Map<string, RecordedLine[]>();
  for (const text of lines) {
    const line = JSON.parse(text) as RecordedLine;
    const command = line.command ?? name;
    byCommand.set(command, [...(byCommand.get(command) ?? []), line]);
  }
  return [...byCommand].map(([command, itsLines]) => ({ name: command, steps: stepsOf(itsLines) }));
}

function stepsOf(lines: readonly RecordedLine[]): Step[] {
  const steps: Step[] = [];
  const closing = new Set<number>();
  for (const [i, line] of lines.entries()) {
    const times = { id: line.id, startMs: line.at_ms, endMs: line.at_ms + (line.ms ?? 0) };
    if (line.method !== undefined) steps.push(exchangeOf(line, times));
    else if (line.ws === 'handshake') steps.push(openingOf(line, times));
    else if (line.op === 'text' && line.ws === 's2c') {
      const rest = lines.slice(i + 1).filter((other) => other.id === line.id);
      const end = rest.findIndex((other) => other.op !== 'cont');
      const frames = 1 + (end === -1 ? rest.length : end);
      steps.push({ kind: 'message', ...times, data: line.data, frames });
    } else if (line.op === 'close' && !closing.has(line.id)) {
      closing.add(line.id);
      const { code, reason } = line.data as { code: number; reason: string };
      const by = line.ws === 's2c' ? 'server' : 'client';
      steps.push({ kind: 'closing', ...times, by, code, reason });
    }
  }
  return steps;
}

function exchangeOf(line: RecordedLine, times: Timed): ExchangeStep {
  const { response_body: body } = line;
  return {
    kind: 'exchange',
    ...times,
    method: line.method!,
    path: line.path!,
    headers: line.request_headers ?? {},
    body: line.request_body,
    status: line.status!,
    responseHeaders: line.response_headers ?? {},
    // A body that is no object was recorded as the text that it was.
    responseBody: typeof body === 'string' && body !== '' ? JSON.parse(body) : body,
  };
}

function openingOf(line: RecordedLine, times: Timed): OpeningStep {
  const [, ...headers] = line.response!.trim().split('\r\n');
  const responseHeaders = Object.fromEntries(
    headers.map((header) => {
      const [name = '', ...value] = header.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  return {
    kind: 'opening',
    ...times,
    path: line.path!,
    headers: line.request_headers ?? {},
    responseHeaders,
  };
}
