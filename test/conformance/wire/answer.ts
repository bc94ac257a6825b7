import type { Frame } from './web-socket.js';

/** What came back for a request, or over a stream until it was let go. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** The body's bytes as text. */
  readonly text: string;
  /** The parsed body where it is JSON, else its text. */
  readonly body: unknown;
  /** Of a WebSocket. */
  readonly socket?: {
    readonly frames: readonly Frame[];
    readonly messages: readonly unknown[];
    readonly closed: { readonly code: number; readonly reason: string } | null;
  };
}

/** A request as it goes out. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** `null`: without one. */
  readonly token: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** A text goes out as it is, everything else as JSON; `undefined`: no body. */
  readonly body?: unknown;
}

/** The headers that carry the token and whatever else is asked for. */
export function headersOf({ token, headers }: Pick<Asked, 'token' | 'headers'>): Record<string, string> {
  return { ...(token === null ? {} : { 'Coder-Session-Token': token }), ...headers };
}

/** Lower-case names of headers and their values, those of one name joined. */
export function headerMap(
  headers: Iterable<readonly [string, string | readonly string[] | undefined]>,
): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headers) {
    if (value === undefined) continue;
    const values = [map.get(name.toLowerCase()), value].flat().filter((one) => one !== undefined);
    map.set(name.toLowerCase(), values.join(', '));
  }
  return map;
}

/** The body as JSON if it is declared as such. @throws SyntaxError if it is declared as JSON and is none. */
export function parseBody(headers: ReadonlyMap<string, string>, text: string): unknown {
  return headers.get('content-type')?.startsWith('application/json') ? (JSON.parse(text) as unknown) : text;
}
