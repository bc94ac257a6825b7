import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type EmbeddedDeployment, startEmbedded } from '../../../src/embedded/index.js';
import { SystemClock } from '../../../src/time/index.js';
import { seededBytes, testParameters } from '../harness.js';

const HOUR = { kind: 'constant', value: 3600e6 } as const;

/** A deployment that answers over TCP, until the end of the test. */
export async function served(): Promise<EmbeddedDeployment> {
  const deployment = await startEmbedded({
    // Nothing ends by itself while a test lasts.
    parameters: { ...testParameters, serviceTime: { start: HOUR, stop: HOUR, delete: HOUR } },
    timeScale: 1,
    realClock: new SystemClock(),
    randomBytes: seededBytes('hostile'),
    rateLimits: { api: -1, login: -1 },
  });
  onTestFinished(() => deployment.close());
  return deployment;
}

/** A connection that says what it is told to. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the server has closed it. */
  readonly ended: Promise<void>;
  #heard = '';

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.setEncoding('latin1');
    this.socket.on('data', (data) => {
      this.#heard += String(data);
    });
    this.socket.on('error', () => {});
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve()));
  }

  get heard(): string {
    return this.#heard;
  }

  /** Status codes of the answers so far. */
  get statuses(): number[] {
    return [...this.#heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  say(text: string | Buffer): void {
    this.socket.write(text, 'latin1');
  }

  /** Resolves once there is an answer, or the connection is closed. */
  async answered(): Promise<void> {
    await Promise.race([
      this.ended,
      new Promise<void>((resolve) => {
        const check = () => {
          if (this.statuses.length > 0) resolve();
        };
        check();
        this.socket.on('data', check);
      }),
    ]);
  }
}

/** Says something on a connection of its own. @returns The statuses of what is answered. */
export async function say(deployment: EmbeddedDeployment, text: string | Buffer): Promise<number[]> {
  const connection = new RawConnection(deployment.url);
  connection.say(text);
  await connection.answered();
  connection.socket.destroy();
  return connection.statuses;
}

/** Whether the deployment still does its work. */
export async function isWell(deployment: EmbeddedDeployment): Promise<boolean> {
  const headers = { 'Coder-Session-Token': deployment.token };
  const answer = await fetch(`${deployment.url}/api/v2/users/me`, { headers });
  const me = (await answer.json()) as { username: string };
  return answer.status === 200 && me.username === 'admin';
}
