import type { WebSocket } from 'ws';
import { encodeJson } from '../http/json.js';
import { CANNOT_TELL, ONE_WAY_STREAM, SLOW_READER } from './close-codes.js';
import { Outbox } from './outbox.js';
import { ServerSocket } from './server-socket.js';
import {
  MAX_WAITING_EVENTS,
  onWorkspaceEvent,
  type WorkspaceWatch,
  workspaceSnapshot,
} from './workspace-snapshot.js';

/** Messages kept for a client that does not read. */
const QUEUE_LENGTH = 64;
/** Real time after which a message that finds no room in the queue ends the stream. */
const PATIENCE_MS = 10_000;

/**
 * Sends a client a ping, then the whole workspace, at once and whenever something happens to it. Events that find the
 * queue full wait for room; one that waits too long ends the stream with 1011.
 */
export function watchWorkspace(webSocket: WebSocket, watch: WorkspaceWatch): void {
  const { deployment } = watch;
  const { realClock } = deployment;
  let waitingEvents = 0;
  let disarm = () => {};
  const socket = new ServerSocket(webSocket, deployment, {
    onData: ONE_WAY_STREAM,
    release: () => {
      unsubscribe();
      disarm();
      outbox.clear();
    },
  });
  const outbox = new Outbox(socket, QUEUE_LENGTH, () => orEnd(sendWaiting));
  const unsubscribe = onWorkspaceEvent(watch, () => {
    waitingEvents = Math.min(waitingEvents + 1, MAX_WAITING_EVENTS);
    if (waitingEvents === 1) orEnd(sendWaiting);
  });
  outbox.offer(encodeJson({ type: 'ping', data: null }));
  outbox.offer(dataMessage());

  /** What cannot be told ends this stream, and harms no other. */
  function orEnd(send: () => void): void {
    try {
      send();
    } catch {
      socket.close(CANNOT_TELL);
    }
  }

  function sendWaiting(): void {
    disarm();
    while (waitingEvents > 0 && outbox.offer(dataMessage())) waitingEvents--;
    if (waitingEvents === 0) return;
    disarm = realClock.schedule(realClock.nowMs() + PATIENCE_MS, () => socket.close(SLOW_READER));
  }

  function dataMessage(): string {
    return encodeJson({ type: 'data', data: workspaceSnapshot(watch) });
  }
}
