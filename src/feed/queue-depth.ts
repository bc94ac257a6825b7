import { CoderApiError } from '../codersdk/index.js';
import type { ObserverClient } from './feed-client.js';

/** The number of pending jobs of the whole deployment, which every row of its job list carries. */
export class QueueDepth {
  readonly #client: ObserverClient;
  readonly #organizationId: string;
  readonly #tell: (pending: number) => void;
  #refused = false;

  constructor(client: ObserverClient, organizationId: string, tell: (pending: number) => void) {
    this.#client = client;
    this.#organizationId = organizationId;
    this.#tell = tell;
  }

  /**
   * One request; none any more once the server has refused it, as it does without the right to read jobs.
   * @param attempts - How often the client tries it, where that matters.
   */
  async ask(signal: AbortSignal, attempts?: number): Promise<void> {
    if (this.#refused) {
      return;
    }
    try {
      const jobs = await this.#client.provisioners.jobs(
        this.#organizationId,
        { limit: 1 },
        { signal, attempts },
      );
      this.#tell(jobs[0]?.queueSize ?? 0);
    } catch (error) {
      if (!(error instanceof CoderApiError && (error.status === 403 || error.status === 404))) {
        throw error;
      }
      this.#refused = true;
    }
  }
}
