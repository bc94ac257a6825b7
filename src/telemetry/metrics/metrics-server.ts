import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../../storm/index.js';
import { listenAt } from '../listen.js';
import { formatListenAddress, type ListenAddress } from '../listen-address.js';
import { closeAtOnce, sendText } from '../plain-http.js';

/** What the server serves. */
export interface MetricsPage {
  readonly contentType: string;
  render(): Promise<string>;
}

/** Serves one page of metrics on `/metrics`, read anew for every scrape. */
export class MetricsServer {
  readonly #server: Server;
  /** Where the page is, with the port that was taken. */
  readonly url: string;

  private constructor(server: Server, { host }: ListenAddress, port: number) {
    this.#server = server;
    this.url = `http://${formatListenAddress({ host: host === '' ? 'localhost' : host, port })}/metrics`;
  }

  /**
   * @param flag - How its refusals name the address.
   * @param warn - Told when the server meets a failure later on.
   * @throws ConfigError when the address is taken or is none of this machine.
   */
  static async listen(
    address: ListenAddress,
    flag: string,
    page: MetricsPage,
    warn: (message: string) => void,
  ): Promise<MetricsServer> {
    const server = createServer((request, response) => {
      void answer(request, response, page);
    });
    const port = await listenAt(server, address, flag);
    server.on('error', (error) => warn(`the Prometheus endpoint met a failure: ${messageOf(error)}`));
    return new MetricsServer(server, address, port);
  }

  /** Stops at once, whoever is connected. */
  close(): Promise<void> {
    return closeAtOnce(this.#server);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, page: MetricsPage): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  request.resume();
  if (path !== '/metrics') {
    sendText(response, 404, 'the metrics are at /metrics\n');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(response, 405, 'metrics can only be read\n');
    return;
  }
  try {
    sendText(response, 200, await page.render(), page.contentType);
  } catch (error) {
    sendText(response, 500, `${messageOf(error)}\n`);
  }
}
