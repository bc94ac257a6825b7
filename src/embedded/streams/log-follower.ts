import type { WebSocket } from 'ws';
import type { LogLine } from '../build-log.js';
import type { Deployment } from '../deployment.js';
import { encodeJson } from '../http/json.js';
import { logLineJson } from '../wire/log.js';
import { DONE, UNEXPECTED_DATA } from './close-codes.js';
import { ServerSocket } from './server-socket.js';

/** The log of a job, as it grows. */
export interface JobLog {
  /** In ascending order of their ids and times; some may lie ahead. */
  lines(): readonly LogLine[];
  /** Whether the job has ended, so that no line follows. */
  isComplete(): boolean;
  /**
   * Asks to be told when lines may have come that {@link lines} did not tell of before; absent where they never do.
   * @returns Ends the subscription.
   */
  readonly onGrowth?: (listener: () => void) => () => void;
  /**
   * Asks to be told when the log is complete. The log of a job that was canceled before it ran is never said to be.
   * @returns Ends the subscription.
   */
  onEnd(listener: () => void): () => void;
}

/**
 * Sends the lines of a log with ids above `after`: those that there are at once, each other one when its time has come,
 * and closes with 1000 `done` when the log is complete.
 */
export function followLog(webSocket: WebSocket, deployment: Deployment, log: JobLog, after: number): void {
  const { clock } = deployment;
  let lastId = after;
  let disarm = nothing;
  const socket = new ServerSocket(webSocket, deployment, {
    onData: UNEXPECTED_DATA,
    release: () => {
      unsubscribe();
      stopGrowth();
      disarm();
    },
  });
  const unsubscribe = log.onEnd(() => finish());
  const stopGrowth = log.onGrowth?.(() => sendNow()) ?? nothing;
  if (log.isComplete()) finish();
  else sendNow();

  function sendNow(): void {
    disarm();
    sendUntil(Math.floor(clock.nowMs() * 1000));
  }

  function sendUntil(nowUs: number): void {
    for (const line of log.lines()) {
      if (line.id <= lastId) continue;
      if (line.atUs > nowUs) {
        // The clock may show a little less than the line's time when the timer fires: its milliseconds are rounded.
        disarm = clock.schedule(line.atUs / 1000, () => sendUntil(line.atUs));
        return;
      }
      lastId = line.id;
      socket.send(encodeJson(logLineJson(line)));
    }
  }

  function finish(): void {
    disarm();
    sendUntil(Infinity);
    socket.close(DONE);
  }
}

function nothing(): void {}
