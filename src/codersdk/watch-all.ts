import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Clock } from '../time/index.js';
import { apiError, errorFromAnswer, parseJson } from './answer-errors.js';
import { apiPath } from './api-path.js';
import { connectionError } from './connection-failure.js';
import type { CoderApiError, ConnectionError, NotCoderError } from './errors.js';
import type { Answer } from './exchange.js';
import { decoder, PayloadMismatch, toJobStatus, transitionPayload } from './payload.js';
import type { Requester } from './requester.js';
import type { Transport } from './transport.js';
import { type BuildUpdateStream, UpdateQueue, type WorkspaceBuildUpdate } from './update-stream.js';

/** What a watch needs of a client. */
export interface WatchContext {
  readonly transport: Transport;
  readonly requester: Requester;
  readonly clock: Clock;
}

const PING_EVERY_MS = 15_000;
/** Silence, pongs included, after which the connection counts as broken. */
const LONGEST_SILENCE_MS = 30_000;
const LONGEST_MESSAGE_BYTES = 1 << 20;
const LONGEST_ERROR_BODY_BYTES = 64 * 1024;
const CLOSE_LIMIT_MS = 1_000;

export const decodeUpdate = decoder(
  z.object({
    workspace_id: z.string(),
    workspace_name: z.string(),
    build_id: z.string(),
    transition: transitionPayload,
    job_status: z.string(),
    build_number: z.number(),
  }),
  (payload): WorkspaceBuildUpdate => ({
    workspaceId: payload.workspace_id,
    workspaceName: payload.workspace_name,
    buildId: payload.build_id,
    transition: payload.transition,
    jobStatus: toJobStatus(payload.job_status),
    buildNumber: payload.build_number,
  }),
);

const WATCH_ALL = apiPath`/api/experimental/watch-all-workspacebuilds`;

/**
 * Subscribes to all build updates (Coder API contract, watch-all). The token goes in a header: in a cookie it would be
 * refused by deployments with host-prefixed cookies. Sends no data frame ever: the server closes on one.
 */
export function watchAll(context: WatchContext, signal: AbortSignal | undefined): Promise<BuildUpdateStream> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const socket = openSocket(context);
    const stop = (): void => settle(signal?.reason as Error);
    const settle = (outcome: UpdateQueue | Error): void => {
      signal?.removeEventListener('abort', stop);
      disarm();
      if (outcome instanceof Error) {
        socket.terminate();
        reject(outcome);
      } else {
        resolve(outcome);
      }
    };
    signal?.addEventListener('abort', stop, { once: true });
    const disarm = limitHandshake(context, settle);
    socket.on('unexpected-response', (_request, response) => {
      readBody(response)
        .then((body) => {
          const { statusCode = 0, headers } = response;
          settle(refusal(context, { status: statusCode, headers, body }));
        })
        .catch((error: Error) => settle(noConnection(context, error)));
    });
    let lastError = '';
    socket.on('error', (error) => {
      lastError = error.message;
      settle(noConnection(context, error));
    });
    const queue = new UpdateQueue(() => socket.close(1000));
    forwardUpdates(socket, queue);
    socket.once('close', (code, reason) => {
      queue.end({ code, reason: reason.length > 0 ? reason.toString() : lastError });
    });
    socket.once('open', () => {
      keepAlive(socket, queue, context.clock);
      settle(queue);
    });
  });
}

/** ws and Node mind silences only: an answer that comes byte by byte would be waited for as long as it likes. */
function limitHandshake({ transport, clock }: WatchContext, expire: (error: Error) => void): () => void {
  // Once for the connection, and once for the answer.
  const limitMs = 2 * transport.requestTimeoutMs;
  return clock.schedule(clock.nowMs() + limitMs, () =>
    expire(
      connectionError(Object.assign(new Error('too slow'), { code: 'UND_ERR_HEADERS_TIMEOUT' }), {
        method: 'GET',
        target: WATCH_ALL.path,
        origin: transport.origin.origin,
        timeoutMs: limitMs,
        delivered: 'no',
      }),
    ),
  );
}

function openSocket({ transport, requester }: WatchContext): WebSocket {
  const { origin, connector, requestTimeoutMs } = transport;
  const headers: Record<string, string> = {};
  for (let index = 0; index < requester.headers.length; index += 2) {
    headers[requester.headers[index] ?? ''] = requester.headers[index + 1] ?? '';
  }
  const bare = origin.hostname.replace(/^\[|\]$/g, '');
  const target = {
    protocol: origin.protocol,
    host: origin.host,
    hostname: isIPv6(bare) ? bare : origin.hostname,
    port: origin.port,
  };
  return new WebSocket(`${origin.protocol.replace('http', 'ws')}//${origin.host}${WATCH_ALL.path}`, {
    headers,
    perMessageDeflate: false,
    handshakeTimeout: requestTimeoutMs,
    maxPayload: LONGEST_MESSAGE_BYTES,
    closeTimeout: CLOSE_LIMIT_MS,
    createConnection: ((_options: unknown, done: (error: Error | null, connection?: Duplex) => void) => {
      connector.open(target, (error, connection) => {
        // Node only minds the time limit of connections that it has made itself. ws lifts it after the handshake.
        connection?.setTimeout(requestTimeoutMs);
        done(error, connection ?? undefined);
      });
    }) as never,
  } as ConstructorParameters<typeof WebSocket>[2]);
}

function forwardUpdates(socket: WebSocket, queue: UpdateQueue): void {
  socket.on('message', (data) => {
    try {
      queue.push(decodeUpdate(parseJson(data.toString())));
    } catch (error) {
      if (!(error instanceof PayloadMismatch)) throw error;
      queue.end({ code: 1007, reason: `a message was not a build update: ${error.message}` });
      socket.close(1007);
    }
  });
}

/** Pings, and ends a connection whose other side has fallen silent: an idle subscription carries nothing else. */
function keepAlive(socket: WebSocket, queue: UpdateQueue, clock: Clock): void {
  let heardMs = clock.nowMs();
  const heard = (): void => {
    heardMs = clock.nowMs();
  };
  socket.on('pong', heard);
  socket.on('ping', heard);
  socket.on('message', heard);
  const tick = (): void => {
    const silentMs = clock.nowMs() - heardMs;
    if (silentMs >= LONGEST_SILENCE_MS) {
      queue.end({ code: 1006, reason: `no sign of life for ${Math.round(silentMs / 1000)} s` });
      socket.terminate();
      return;
    }
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    cancel = clock.schedule(clock.nowMs() + PING_EVERY_MS, tick);
  };
  let cancel = clock.schedule(clock.nowMs() + PING_EVERY_MS, tick);
  socket.once('close', () => cancel());
}

function refusal({ requester }: WatchContext, answer: Answer): CoderApiError | NotCoderError {
  const asked = requester.asked({ method: 'GET', at: WATCH_ALL });
  // Whoever refuses a subscription, the status says what to do about it.
  return answer.status >= 400 ? apiError(answer, asked) : errorFromAnswer(answer, asked);
}

function noConnection({ transport }: WatchContext, error: Error): ConnectionError {
  return connectionError(error, {
    method: 'GET',
    target: WATCH_ALL.path,
    origin: transport.origin.origin,
    timeoutMs: transport.requestTimeoutMs,
    delivered: 'no',
  });
}

async function readBody(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_ERROR_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
