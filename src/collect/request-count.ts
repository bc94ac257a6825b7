import { CoderApiError } from '../codersdk/index.js';

/** What is asked for, in words: `provisioner jobs`. */
export interface RequestKind {
  readonly what: string;
  /** Whose, where a refusal says nothing of others; in words: `organization coder`. */
  readonly of?: string;
}

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
  async allowed<T>({ of, what }: RequestKind, request: () => Promise<T>): Promise<T | null> {
    const kind = of === undefined ? what : `${what} of ${of}`;
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
