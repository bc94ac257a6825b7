import { type Answer, type Asked, headerMap, headersOf } from './answer.js';
import { until } from './until.js';

/** A stream of server-sent events, kept as the text that came. */
export class EventStream {
  text = '';
  readonly #response: Response;
  readonly #stop: AbortController;

  private constructor(response: Response, stop: AbortController) {
    this.#response = response;
    this.#stop = stop;
  }

  static async open(baseUrl: string, asked: Asked): Promise<EventStream> {
    const stop = new AbortController();
    const response = await fetch(new URL(asked.path, baseUrl), {
      method: asked.method,
      headers: headersOf(asked),
      signal: stop.signal,
    });
    const stream = new EventStream(response, stop);
    void stream.#read();
    return stream;
  }

  /** The data of the events so far that have any, parsed. */
  get data(): readonly unknown[] {
    return [...this.text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);
  }

  get answer(): Answer {
    return {
      status: this.#response.status,
      headers: headerMap(this.#response.headers),
      // What follows the last empty line is half an event.
      text: this.text.slice(0, this.text.lastIndexOf('\n\n') + 2),
      body: undefined,
    };
  }

  async untilData(what: string, matches: (data: unknown) => boolean): Promise<void> {
    // A data line may be half here; what is complete ends with an empty line.
    await until(what, () => (this.text.endsWith('\n\n') && this.data.some(matches)) || undefined);
  }

  end(): void {
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.#response.body ?? [])
        this.text += decoder.decode(bytes, { stream: true });
    } catch {
      // Left by us, or by the server: either way the text ends here.
    }
  }
}
