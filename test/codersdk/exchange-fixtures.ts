import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../fixtures/exchanges/', import.meta.url);

/** One recorded exchange with a real server; see test/fixtures/exchanges. */
export interface RecordedExchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
    readonly messages?: readonly { readonly at_ms: number; readonly data: unknown }[];
    readonly closed?: { readonly code: number; readonly reason: string };
  };
}

/** All recorded exchanges by file name without its ending, in order. */
export const exchanges: ReadonlyMap<string, RecordedExchange> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -'.json'.length), readExchange(file)]),
);

function readExchange(file: string): RecordedExchange {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as RecordedExchange;
}

/** The body of a recorded exchange. */
export function recordedBody(name: string): Record<string, unknown> {
  const exchange = exchanges.get(name);
  if (exchange === undefined) throw new Error(`no exchange ${name}`);
  return exchange.response.body as Record<string, unknown>;
}
