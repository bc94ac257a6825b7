import { readdirSync, readFileSync } from 'node:fs';

/** What a client sent to the recorded server. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly authenticated?: 'no' | 'owner' | 'other';
  readonly upgrade?: 'websocket';
}

/** What the recorded server answered. Of some answers only the headers that tell something were kept. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  /** The part of the body that matters, where the whole was not kept. */
  readonly body_part?: unknown;
  /** Of an event stream: its pieces as they arrived. */
  readonly stream?: readonly { readonly text: string }[];
  /** Of a WebSocket: its messages. */
  readonly messages?: readonly { readonly data: unknown }[];
  readonly closed?: { readonly code: number; readonly reason: string };
}

/** One exchange with a real server of the 2.34 release line. */
export interface Recording {
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}

const FOLDER = new URL('../fixtures/exchanges/', import.meta.url);

/** All recordings, by the name of their file without its ending, in the order in which they were made. */
export const RECORDINGS: ReadonlyMap<string, Recording> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.replace('.json', ''), read(file)] as const),
);

function read(file: string): Recording {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Recording;
}

/** The recording of that name. @throws Error if there is none. */
export function recordingOf(name: string): Recording {
  const recording = RECORDINGS.get(name);
  if (recording === undefined) throw new Error(`no recorded exchange is called ${name}`);
  return recording;
}
