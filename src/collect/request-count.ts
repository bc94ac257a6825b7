import { CoderApiError } from '../codersdk/index.js';

/** Counts requests, and notes once for each kind that it was refused. */
export class RequestCount {
  made = 0;
  /** Each a whole sentence. */
  readonly notes: string[] = [];
  readonly #refused = new Set<string>();

  /**
   * What a request gives; `null` where it is forbidden (403, or 404 from a server that hides what is). What was refused
   * once is not asked for again.
   */
  async allowed<T>(kind: string, request: () => Promise<T>): Promise<T | null> {
    if (this.#refused.has(kind)) return null;
    this.made += 1;
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof CoderApiError) || (error.status !== 403 && error.status !== 404)) throw error;
      if (!this.#refused.has(kind)) {
        this.#refused.add(kind);
        this.notes.push(
          `This token may not read ${kind} (status ${error.status}): what they tell is assumed.`,
        );
      }
      return null;
    }
  }
}
