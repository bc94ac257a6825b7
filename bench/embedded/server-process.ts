import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Served, ServerReading, ServerRequest } from './server.js';

const SERVER = new URL('./server.js', import.meta.url);

/** What the server process is: the embedded deployment, or a bare `node:http` server with one answer. */
export type ServerKind =
  | {
      readonly kind: 'embedded';
      readonly provisioners: number;
      readonly timeScale: number;
      /** Service times in microseconds. */
      readonly start: { readonly p50: number; readonly p95: number };
      readonly stop: { readonly p50: number; readonly p95: number };
    }
  | { readonly kind: 'bare'; readonly answer: string; readonly status: number };

/** A server in a process of its own. */
export interface ServerProcess extends Served {
  /** What the process has used so far. */
  readonly read: () => Promise<ServerReading>;
  /** The same, its memory after a full collection of garbage, whose CPU time the next reading has. */
  readonly collectAndRead: () => Promise<ServerReading>;
  readonly end: () => Promise<void>;
}

export async function startServer(kind: ServerKind): Promise<ServerProcess> {
  const child: ChildProcess = fork(SERVER, [JSON.stringify(kind)], { execArgv: ['--expose-gc'] });
  const [served] = (await once(child, 'message')) as [Served];
  const ask = (request: ServerRequest) => child.send(request);
  const reading = async (request: ServerRequest) => {
    const answered = once(child, 'message');
    ask(request);
    const [answer] = (await answered) as [ServerReading];
    return answer;
  };
  return {
    ...served,
    read: () => reading('read'),
    collectAndRead: () => reading('collect and read'),
    end: async () => {
      const ended = once(child, 'exit');
      ask('end');
      await ended;
    },
  };
}
