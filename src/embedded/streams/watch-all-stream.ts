import type { WebSocket } from 'ws';
import type { Deployment } from '../deployment.js';
import { UNEXPECTED_DATA } from './close-codes.js';
import { Outbox } from './outbox.js';
import { ServerSocket } from './server-socket.js';

/** Updates kept for a client that does not read; further ones are dropped without a word. */
const BUFFER_LENGTH = 256;

/** Sends every update to a client of watch-all, from now on. */
export function streamAllUpdates(webSocket: WebSocket, deployment: Deployment): void {
  const unsubscribe = deployment.updates.subscribe((text) => {
    outbox.offer(text);
  });
  const socket = new ServerSocket(webSocket, deployment, {
    onData: UNEXPECTED_DATA,
    release: () => {
      unsubscribe();
      outbox.clear();
    },
  });
  const outbox = new Outbox(socket, BUFFER_LENGTH);
}
